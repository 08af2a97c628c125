import { parseRoyalty, parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Opens a collection and waits until it is final.',
  positionals: ['NAME'],
  options: {
    description: { value: 'TEXT', doc: 'what it is about' },
    royalty: { value: 'SHARE', doc: 'the creator’s share of later sales, such as 5%; none when left out' },
    'max-supply': { value: 'N', doc: 'most items ever; no limit when left out' },
    editions: {
      value: 'N',
      doc: 'copies of one content; 1 when left out: every work is unique on the chain',
    },
    soulbound: { doc: 'items stay with their first owner' },
    mutable: { doc: 'their creator may change the metadata of items' },
  },
  examples: [
    'nft create-collection "Night studies" --royalty 5%',
    'nft create-collection Passes --soulbound --max-supply 100 --json',
  ],
  async run({ values, positionals: [name = ''], globals, terminal, signal }) {
    const royaltyBps = parseRoyalty(values.royalty ?? '0%')
    const maxSupply =
      values['max-supply'] === undefined
        ? null
        : BigInt(parseWhole(values['max-supply'], '--max-supply', [1, Number.MAX_SAFE_INTEGER]))
    const editions = parseWhole(values.editions ?? '1', '--editions', [1, 2 ** 32 - 1])
    const [{ openClient }, { openSigner }, { randomBytes }, { toHex }, { collectionId }] = await Promise.all([
      import('../client.ts'),
      import('../wallet/unlock.ts'),
      import('@demiurge/crypto/native'),
      import('@demiurge/codec'),
      import('@demiurge/modules'),
    ])
    const signer = await openSigner({ globals, terminal })
    const salt = toHex(randomBytes(32))
    const draft = openClient(globals).tx.nft.createCollection({
      salt,
      name,
      description: values.description ?? '',
      metadataUri: '',
      metadataHash: `0x${'00'.repeat(32)}`,
      maxSupply,
      editions,
      royaltyBps,
      soulbound: values.soulbound,
      mutableMetadata: values.mutable,
    })
    const { id, watch } = await draft.sign(signer).submit()
    await watch({ signal })
    const collection = collectionId(signer.address, salt)
    return { data: { collection, transaction: id, final: true }, text: `Collection "${name}"\n${collection}` }
  },
})
