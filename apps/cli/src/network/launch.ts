import { setTimeout as sleep } from 'node:timers/promises'
import { CommandError } from '../error.ts'
import type { NetworkFolder } from './folder.ts'
import { lastLines } from './log-tail.ts'
import { type StartedNode, startNode } from './node-process.ts'
import { getState, type NetworkState, withPids, writeState } from './state-file.ts'

/** How a launch is followed. */
export interface LaunchOptions {
  /** Counted from 1. */
  readonly nodes: readonly number[]
  readonly signal: AbortSignal
  /** Told how many are ready. */
  readonly onReady: (count: number) => void
}

const EVERY_MS = 100
/** A validator is ready when a quorum certified something, so that the last to start decides for all. */
const LEAST_PATIENCE_MS = 60_000
const PATIENCE_PER_NODE_MS = 10_000
const SHOWN_LINES = 8

/**
 * Starts nodes, all before waiting for the first, and resolves when all are ready. Whatever was started is in network.json also when
 * this throws. Throws the signal's reason, CommandError `network.NodeFailed` or `network.NotReady`.
 */
export async function launch(
  folder: NetworkFolder,
  state: NetworkState,
  options: LaunchOptions,
): Promise<void> {
  const { nodes, signal, onReady } = options
  const started = nodes.map((node) => startNode(folder, state, node))
  // Another command may have changed the file since `state` was read; only our own nodes are ours to change.
  writeState(folder, withPids(getState(folder), new Map(started.map(({ node, pid }) => [node, pid]))))
  const patienceMs = LEAST_PATIENCE_MS + PATIENCE_PER_NODE_MS * nodes.length
  const until = performance.now() + patienceMs
  for (;;) {
    signal.throwIfAborted()
    for (const each of started) checkAlive(folder, each)
    const waiting = started.filter((each) => !each.isReady())
    onReady(started.length - waiting.length)
    const [first] = waiting
    if (first === undefined) return
    if (performance.now() > until)
      throw new CommandError(
        'network.NotReady',
        `${waiting.length} of ${nodes.length} nodes were not ready after ${patienceMs / 1_000} s. ${logOf(folder, first.node)}`,
      )
    await sleep(EVERY_MS)
  }
}

function checkAlive(folder: NetworkFolder, { node, ended }: StartedNode): void {
  const end = ended()
  if (end !== undefined)
    throw new CommandError(
      'network.NodeFailed',
      `node ${node} ${end} before it was ready. ${logOf(folder, node)}`,
    )
}

/** The last lines of a node's log, with where the rest is. */
export function logOf(folder: NetworkFolder, node: number): string {
  const path = folder.nodeLog(node)
  const lines = lastLines(path, SHOWN_LINES)
  return lines.length === 0 ? `Its log is empty: ${path}` : `End of ${path}:\n  ${lines.join('\n  ')}`
}
