import { defineCommand } from '../command.ts'
import { readCollectionId } from '../drop/which.ts'

export const command = defineCommand({
  summary: 'Ends the sale of a drop, so that which item is which piece can be drawn.',
  positionals: ['COLLECTION'],
  options: {},
  notes: [
    'The creator may at any time, anybody after the last phase. A drop that is sold out has ended by itself. COLLECTION is an identifier, or the folder that was opened as a drop.',
  ],
  examples: ['nft drop close moon-cats', 'nft drop close 0x4f… --json'],
  async run({ positionals: [word = ''], globals, terminal, signal }) {
    const collection = await readCollectionId(word)
    const [{ closeDrop }, { openClient }, { openSigner }] = await Promise.all([
      import('@demiurge/sdk'),
      import('../client.ts'),
      import('../wallet/unlock.ts'),
    ])
    const signer = await openSigner({ globals, terminal })
    const client = openClient(globals)
    const { transaction, view } = await closeDrop(client, signer, collection, { signal })
    const { sale, drop } = view
    return {
      data: { collection, sold: sale.sold, drawEpoch: sale.drawEpoch, transaction, final: true },
      text: `The sale is over with ${sale.sold} of ${drop.pieces} pieces, final\nThe seed of epoch ${sale.drawEpoch} decides which item is which piece: nft drop show tells when`,
    }
  },
})
