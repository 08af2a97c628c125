import { readFile } from 'node:fs/promises'
import { formatAmount } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'
import { writeMintRecord } from '../mint-record.ts'
import { checkMintable } from '../mintable.ts'
import { mediaTypeOf, readWork } from '../work-file.ts'

export const command = defineCommand({
  summary: 'Opens the sale of a finished collection whose pieces stay sealed until it is over.',
  positionals: ['DIR'],
  options: {
    phases: { value: 'FILE', doc: 'the phases of the sale, JSON: times, prices, limits, allowlists' },
    placeholder: {
      value: 'FILE',
      doc: 'picture of every piece until the reveal; a closed frame when left out',
    },
    mutable: { doc: 'metadata may be changed after the reveal, with nft update-metadata' },
  },
  notes: [
    'DIR is a folder that art collection made; nothing of its pieces leaves this machine before nft drop reveal. The chain gets the Merkle root of all pieces, so that none can be changed or swapped afterwards. Which piece a buyer gets is drawn when the sale is over.',
    'FILE is { "revealBy": "2026-12-20T18:00:00Z", "phases": [{ "name": "friends", "start": "2026-12-01T18:00:00Z", "end": "2026-12-02T18:00:00Z", "price": "0.5", "perAccount": 2, "supply": 100, "allowlist": "friends.json" }] }; price is in DEM, limits and allowlist may be left out, revealBy is two weeks after the end when left out. friends.json is [{ "account": "dem1…", "allowance": 2 }], or text with an account a line and its allowance behind a comma; an account may be the name of a wallet.',
    'The same command sets terms right until the first phase begins.',
  ],
  examples: [
    'nft drop open moon-cats --phases phases.json',
    'nft drop open moon-cats --phases phases.json --placeholder box.png --json',
  ],
  async run({ values, positionals: [folder = ''], globals, terminal }) {
    if (values.phases === undefined)
      throw new UsageError('--phases FILE is missing: it says when and for how much')
    const [{ checkFiles, readCollection }, { openDrop, mintedCollectionId }, { collectionProvenance }] =
      await Promise.all([import('@demiurge/art/native'), import('@demiurge/sdk'), import('@demiurge/art')])
    const [{ openClient, showAccount }, { openSigner }, { checkPlan, readPlan }, { licenceOfFiles }] =
      await Promise.all([
        import('../client.ts'),
        import('../wallet/unlock.ts'),
        import('../drop/plan-file.ts'),
        import('../licence/of-collection.ts'),
      ])
    const plan = await readPlan(values.phases, globals)
    const placeholder = await readPlaceholder(values.placeholder)
    const finished = readCollection(folder)
    const files = await checkFiles(folder, finished)
    const signer = await openSigner({ globals, terminal })
    const creator = showAccount(signer.address)
    checkMintable(folder, finished, files, creator)
    const { merkleRoot } = collectionProvenance(files.pieces)
    const { name, count, definition } = finished.plan
    checkPlan(values.phases, plan, count)
    const client = openClient(globals)
    const { chain } = await client.trust()
    const collection = mintedCollectionId(signer.address, merkleRoot)
    await writeMintRecord(folder, { chainId: chain.chainId, collection, creator })
    const opened = await openDrop(client, signer, {
      name,
      count,
      description: definition.description ?? '',
      royaltyBps: definition.royaltyBps ?? 0,
      ...licenceOfFiles(files),
      provenance: merkleRoot,
      mutableMetadata: values.mutable,
      document: files.document,
      placeholder,
      ...plan,
    })
    const phases = plan.phases.map(
      (phase) =>
        `  ${phase.name}: from ${timeOf(phase.startMs)} until ${timeOf(phase.endMs)}, ${formatAmount(phase.price)}`,
    )
    return {
      data: {
        ...opened,
        creator,
        provenance: merkleRoot,
        pieces: count,
        chainId: chain.chainId,
        final: true,
      },
      text: [
        `${opened.fresh ? 'The drop of' : 'There was nothing to do: the drop of'} "${name}" with ${count} pieces is open, final`,
        `Collection   ${collection}`,
        `Provenance   ${merkleRoot}`,
        ...phases,
        `Others may reveal from ${timeOf(plan.revealByMs)} on`,
      ].join('\n'),
    }
  },
})

async function readPlaceholder(path: string | undefined) {
  if (path === undefined) {
    const { SEALED_PICTURE } = await import('@demiurge/sdk')
    return { image: SEALED_PICTURE, mediaType: 'image/svg+xml' }
  }
  return { image: await readWork(path, readFile), mediaType: mediaTypeOf(path) }
}

function timeOf(ms: bigint): string {
  return new Date(Number(ms)).toISOString()
}
