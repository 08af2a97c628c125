import type { NetworkFolder } from './folder.ts'
import { isGoneWithin, isNodeProcess, signalNode } from './node-process.ts'
import { entryOf, getState, withPids, writeState } from './state-file.ts'

/** How nodes are stopped. */
export interface StopOptions {
  /** Counted from 1; all when left out. */
  readonly nodes?: readonly number[]
  /** When aborted, no node is waited for any longer. */
  readonly signal?: AbortSignal
  /** Hears of nodes that had to be killed. */
  readonly onNotice: (notice: string) => void
}

const PATIENCE_MS = 20_000
const KILLED_MS = 5_000

/** Nodes that were running and have been stopped, in their order. */
export async function stopNodes(folder: NetworkFolder, options: StopOptions): Promise<readonly number[]> {
  const running = runningOf(folder, options.nodes)
  await Promise.all(
    running.map(async (each) => {
      await stopOne(each, options)
      // Not before it is gone: whoever interrupts this command must find it again.
      forget(folder, each.node)
    }),
  )
  return running.map(({ node }) => node)
}

/** Ends one node as a power cut would. False when it was not running. */
export async function killNode(folder: NetworkFolder, node: number): Promise<boolean> {
  const [running] = runningOf(folder, [node])
  forget(folder, node)
  if (running === undefined) return false
  signalNode(running.pid, 'SIGKILL')
  await isGoneWithin(running.pid, KILLED_MS)
  return true
}

interface RunningProcess {
  readonly node: number
  readonly pid: number
}

function runningOf(folder: NetworkFolder, nodes?: readonly number[]): readonly RunningProcess[] {
  const state = getState(folder)
  const wanted = nodes ?? state.nodes.map((_, i) => i + 1)
  return wanted.flatMap((node) => {
    const { pid } = entryOf(state, node)
    return isNodeProcess(folder, node, pid) ? [{ node, pid }] : []
  })
}

function forget(folder: NetworkFolder, node: number): void {
  writeState(folder, withPids(getState(folder), new Map([[node, null]])))
}

async function stopOne({ node, pid }: RunningProcess, { signal, onNotice }: StopOptions): Promise<void> {
  signalNode(pid, 'SIGTERM')
  // A paused process would never hear of it.
  signalNode(pid, 'SIGCONT')
  const atOnce = Promise.withResolvers<boolean>()
  const onAbort = (): void => atOnce.resolve(false)
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted === true) onAbort()
  const isGone = await Promise.race([isGoneWithin(pid, PATIENCE_MS), atOnce.promise])
  signal?.removeEventListener('abort', onAbort)
  if (isGone) return
  const reason = signal?.aborted === true ? '' : ` did not stop within ${PATIENCE_MS / 1_000} s and`
  onNotice(`Node ${node} (process ${pid})${reason} was killed.`)
  signalNode(pid, 'SIGKILL')
  await isGoneWithin(pid, KILLED_MS)
}
