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
    const [{ openClient }, { openSigner }] = await Promise.all([
      import('../client.ts'),
      import('../wallet/unlock.ts'),
    ])
    const signer = await openSigner({ globals, terminal })
    const client = openClient(globals)
    const { id, watch } = await client.tx.nft.closeDrop({ collection }).sign(signer).submit()
    await watch({ signal })
    const { sale, drop } = await client.request('nft_getDrop', { id: collection })
    return {
      data: { collection, sold: sale.sold, drawEpoch: sale.drawEpoch, transaction: id, final: true },
      text: `The sale is over with ${sale.sold} of ${drop.pieces} pieces, final\nThe seed of epoch ${sale.drawEpoch} decides which item is which piece: nft drop show tells when`,
    }
  },
})
