import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'
import { readId } from '../identifier.ts'

export const command = defineCommand({
  summary: 'Destroys an item for ever and waits until that is final.',
  positionals: ['ITEM'],
  options: { yes: { doc: 'yes, for ever: asked for because nothing brings it back' } },
  examples: ['nft burn 0x4f… --yes'],
  async run({ values, positionals: [word = ''], globals, terminal, signal }) {
    const [{ openClient }, { openSigner }] = await Promise.all([
      import('../client.ts'),
      import('../wallet/unlock.ts'),
    ])
    const item = readId(word, 'item')
    if (!values.yes) throw new UsageError('burning cannot be undone: add --yes')
    const signer = await openSigner({ globals, terminal })
    const { id, watch } = await openClient(globals).tx.nft.burn({ item }).sign(signer).submit()
    await watch({ signal })
    return {
      data: { item, transaction: id, final: true },
      text: `Item ${item} is burned\nTransaction ${id}, final`,
    }
  },
})
