import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '@demiurge/sdk'
import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { findMinted } from '../mint-record.ts'
import { describePace } from '../pace.ts'
import type { Terminal } from '../terminal.ts'

const POLL_MS = 500

export const command = defineCommand({
  summary: 'Reveals the claimed pieces of a drop whose sale is over.',
  positionals: ['DIR'],
  options: {
    batch: { value: 'N', doc: 'pieces in one transaction, 1 to 400; 400 when left out' },
    wait: { doc: 'wait until it is drawn which item is which piece' },
  },
  notes: [
    'DIR is the folder that the drop was opened with, or an archive of the studio’s, unpacked, whose drop was opened in the page with the same wallet. Its creator stores each claimed piece with a signed statement and reveals it; after the drop’s deadline anybody who has the folder may, without a statement. Pieces that nobody claimed stay with you.',
    'Ended early, by Ctrl-C or by a power cut, the same command goes on; what is revealed is not done again.',
  ],
  examples: ['nft drop reveal moon-cats --wait', 'nft drop reveal moon-cats --batch 100 --json'],
  async run({ values, positionals: [folder = ''], globals, terminal, signal }) {
    const batch = parseWhole(values.batch ?? '400', '--batch', [1, 400])
    const [
      { checkFiles, readCollection, readPieceFiles },
      { collectionProvenance },
      { revealDrop },
      { openClient },
      { openSigner },
      { licenceOfFiles },
    ] = await Promise.all([
      import('@demiurge/art/native'),
      import('@demiurge/art'),
      import('@demiurge/sdk'),
      import('../client.ts'),
      import('../wallet/unlock.ts'),
      import('../licence/of-collection.ts'),
    ])
    const finished = readCollection(folder)
    const files = await checkFiles(folder, finished)
    const signer = await openSigner({ globals, terminal })
    const client = openClient(globals)
    const { merkleRoot: provenance } = collectionProvenance(files.pieces)
    const collection = await findMinted(folder, client, { account: signer.address, provenance })
    if (values.wait) await untilDrawn(client, collection, { terminal, signal })
    const work = {
      collection,
      pieces: files.pieces,
      mediaType: `image/${finished.plan.format}`,
      ...licenceOfFiles(files),
      readPiece: (edition: number) => readPieceFiles(folder, edition, finished),
    }
    const progress = terminal.progress('Revealing')
    const startedMs = performance.now()
    let before: number | undefined
    const onProgress = ({ revealed, total }: { readonly revealed: number; readonly total: number }) => {
      before ??= revealed
      const pace = describePace({ done: revealed, total, before }, performance.now() - startedMs)
      progress.update(total === 0 ? 1 : revealed / total, pace)
    }
    const revealed = await revealDrop(client, signer, work, { signal, batch, onProgress }).finally(
      progress.end,
    )
    return {
      data: { ...revealed, final: true },
      text: `Revealed ${revealed.fresh} pieces, final; ${revealed.revealed} of ${revealed.sold} that were claimed are revealed\nItem number 1 is piece ${revealed.startingIndex + 1}`,
    }
  },
})

/** Asks again and again until the draw is known; a sale that goes on is not waited for. */
async function untilDrawn(
  client: Client,
  id: string,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<void> {
  let told = false
  for (;;) {
    const { sale, startingIndex, drawnFromMs } = await client.request('nft_getDrop', { id })
    if (sale.drawEpoch === null || startingIndex !== null) return
    if (!told)
      terminal.note(
        `waiting for the seed of epoch ${sale.drawEpoch}, from ${new Date(Number(drawnFromMs)).toISOString()} on`,
      )
    told = true
    await pause(POLL_MS, undefined, { signal })
  }
}
