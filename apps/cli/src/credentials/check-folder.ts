import { checkCollectionCredentials, type FinishedCollection } from '@demiurge/art/native'
import { formatAddress } from '@demiurge/codec'
import type { Terminal } from '../terminal.ts'

/** Editions that a sentence names. */
const NAMED = 8

/** What the content credentials of a collection say, as it is printed and as it is data. */
export interface FolderCredentials {
  readonly data: Readonly<Record<string, unknown>>
  readonly lines: readonly string[]
  /** Some do not hold, or are of somebody else. */
  readonly isBroken: boolean
}

/**
 * Checks the credentials of all pictures that have some; undefined where none do. `creator` (0x hex) is whose they must be: of the collection
 * as it is proved, undefined where none is on chain.
 */
export async function checkFolder(
  folder: string,
  finished: FinishedCollection,
  {
    creator,
    terminal,
  }: { readonly creator: string | undefined; readonly terminal: Pick<Terminal, 'progress' | 'style'> },
): Promise<FolderCredentials | undefined> {
  const progress = terminal.progress('Credentials')
  const found = await checkCollectionCredentials(folder, finished, (share) => progress.update(share)).finally(
    progress.end,
  )
  if (found.length === 0) return undefined
  const total = finished.pieces.length
  const broken = found.filter(({ verdict }) => verdict !== 'authentic')
  const others = found.filter((each) => each.creator !== undefined && each.creator !== creator)
  const claims = [...new Set(found.flatMap(({ claimSigner = [] }) => claimSigner))]
  const licences = [...new Set(found.flatMap(({ licence = [] }) => licence))]
  const line = (ok: boolean, text: string): string =>
    `${ok ? terminal.style('green', '✓') : terminal.style('red', '✗')} ${text}`
  return {
    data: {
      count: found.length,
      broken: broken.map(({ edition, problem }) => ({ edition, problem })),
      others: others.map(({ edition }) => edition),
      claimSigners: claims,
      licences,
    },
    lines: [
      line(
        broken.length === 0,
        broken.length === 0
          ? `${found.length} of ${total} pictures have content credentials, and each is as its creator signed it.`
          : `The credentials of ${broken.length} of ${total} pictures do not hold: ${editions(broken)}. ${broken[0]?.problem ?? ''}`,
      ),
      line(
        others.length === 0,
        others.length === 0
          ? `They are signed by ${creator === undefined ? 'nobody' : formatAddress(creator)}, who opened the collection.`
          : `Those of ${others.length} pictures are signed by another account than the one that opened the collection: ${editions(others)}.`,
      ),
      `Claims signed by ${claims.join(', ')}; licence ${licences.join(', ') || 'none'}.`,
    ],
    isBroken: broken.length > 0 || others.length > 0,
  }
}

function editions(list: readonly { readonly edition: number }[]): string {
  const shown = list.slice(0, NAMED).map(({ edition }) => edition)
  return shown.join(', ') + (list.length > NAMED ? ` and ${list.length - NAMED} more` : '')
}
