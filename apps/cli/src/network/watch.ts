import { setTimeout as sleep } from 'node:timers/promises'
import { CommandError } from '../error.ts'
import type { NetworkFolder } from './folder.ts'
import { logOf } from './launch.ts'
import { isNodeProcess } from './node-process.ts'
import { getState } from './state-file.ts'

/** How a running network is watched. */
export interface WatchOptions {
  readonly signal: AbortSignal
  readonly onNotice: (notice: string) => void
}

/** What is known of a node: the process that network.json names, and how often in a row it was not there. */
interface Seen {
  readonly pid: number | null
  readonly missed: number
}

const EVERY_MS = 500
/** A command that stops a node writes it down a moment after the process is gone: one look is not enough to call it dead. */
const DEAD = 2

/**
 * Says when a process dies, is stopped or comes back, and starts none again: a node that dies has a reason, which somebody should read.
 * Resolves when the signal is aborted or every node was stopped from elsewhere. Throws CommandError `network.AllGone`.
 */
export async function watchNetwork(folder: NetworkFolder, options: WatchOptions): Promise<void> {
  const { signal, onNotice } = options
  let seen = look(folder, [])
  while (!signal.aborted) {
    await sleep(EVERY_MS)
    const now = look(folder, seen)
    for (const [i, each] of now.entries()) {
      const notice = signal.aborted
        ? undefined
        : noticeOf(folder, { node: i + 1, before: seen[i], now: each })
      if (notice !== undefined) onNotice(notice)
    }
    // Twice as well: a restart is a stop and then a start.
    if ([...seen, ...now].every(({ pid }) => pid === null)) return
    if (now.every(({ pid, missed }) => pid === null || missed >= DEAD))
      throw new CommandError('network.AllGone', 'no node of the network runs any more')
    seen = now
  }
}

function look(folder: NetworkFolder, before: readonly Seen[]): readonly Seen[] {
  return getState(folder).nodes.map(({ pid }, i) => {
    if (pid === null || isNodeProcess(folder, i + 1, pid)) return { pid, missed: 0 }
    const earlier = before[i]
    return { pid, missed: earlier?.pid === pid ? earlier.missed + 1 : 1 }
  })
}

function noticeOf(
  folder: NetworkFolder,
  { node, before, now }: { readonly node: number; readonly before: Seen | undefined; readonly now: Seen },
): string | undefined {
  if (now.missed === DEAD)
    return `Node ${node} (process ${now.pid}) is dead; demiurge network restart ${node} starts it again. ${logOf(folder, node)}`
  if (now.pid === before?.pid) return undefined
  return now.pid === null ? `Node ${node} was stopped.` : `Node ${node} runs again, as process ${now.pid}.`
}
