import { formatAmount, parseAmount, parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { readCollectionId } from '../drop/which.ts'

export const command = defineCommand({
  summary: 'Claims pieces of a drop, unseen, and waits until that is final.',
  positionals: ['COLLECTION'],
  options: {
    count: { value: 'N', doc: 'how many pieces; 1 when left out' },
    phase: { value: 'N', doc: 'number of the phase; the cheapest that is open to you when left out' },
    'max-price': { value: 'AMOUNT', doc: 'the most that a piece may cost, in DEM' },
  },
  notes: [
    'Where a phase has an allowlist, it is fetched and the proof that you are on it goes along. What the pieces are is drawn and revealed when the sale is over; what is paid is the creator’s.',
  ],
  examples: [
    'nft drop claim 0x4f… --count 2',
    'nft drop claim 0x4f… --phase 0 --max-price 0.5 --wallet ada --json',
  ],
  async run({ values, positionals: [word = ''], globals, terminal, signal }) {
    const count = parseWhole(values.count ?? '1', '--count', [1, 10_000])
    const phase = values.phase === undefined ? {} : { phase: parseWhole(values.phase, '--phase', [0, 15]) }
    const most = values['max-price']
    const maxPrice = most === undefined ? {} : { maxPrice: parseAmount(most) }
    const collection = await readCollectionId(word)
    const [{ openClient }, { openSigner }, { claimPieces }] = await Promise.all([
      import('../client.ts'),
      import('../wallet/unlock.ts'),
      import('@demiurge/sdk'),
    ])
    const signer = await openSigner({ globals, terminal })
    const progress = terminal.progress('Claiming')
    const claimed = await claimPieces(
      openClient(globals),
      signer,
      { collection, count, ...phase, ...maxPrice },
      { signal, onProgress: (at) => progress.update(at.claimed / at.total) },
    ).finally(progress.end)
    return {
      data: { collection, ...claimed, final: true },
      text: [
        `Claimed ${count} in phase ${claimed.phase} for ${formatAmount(claimed.paid)}, final`,
        ...claimed.items.map((item, i) => `Number ${claimed.serials[i]}   ${item}`),
      ].join('\n'),
    }
  },
})
