import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isAlive } from '../npm-parent.ts'
import type { NetworkFolder } from './folder.ts'
import { linesAfter } from './log-tail.ts'
import { meshOf, type NetworkState } from './state-file.ts'

const PROGRAM = fileURLToPath(new URL('../../bin/demiurge.mjs', import.meta.url))
const EVERY_MS = 50

/** A process that was just started for a node. */
export interface StartedNode {
  readonly node: number
  readonly pid: number
  /** How the process ended; undefined while it runs. */
  ended(): string | undefined
  /** Whether it has said since its start that it is ready. */
  isReady(): boolean
}

const LEADER_TIMEOUT_MS = 150

/** The command line of a node, without the program's name. */
export function nodeArguments(folder: NetworkFolder, state: NetworkState, node: number): readonly string[] {
  const { nodes, settings, dashboardPort, creatorPort } = state
  const entry = nodes[node - 1]
  const peers = nodes.filter((each) => each !== entry).map(meshOf)
  const pages = node === 1 ? [String(dashboardPort), String(creatorPort)] : ['off', 'off']
  const own = [
    `httpPort=${entry?.apiPort}`,
    `p2pPort=${entry?.meshPort}`,
    // On one machine a message takes a millisecond: nobody need wait for a dead leader as long as over an ocean.
    `leaderTimeoutMs=${LEADER_TIMEOUT_MS}`,
    `dashboardPort=${pages[0]}`,
    `creatorPort=${pages[1]}`,
    // One of them can show others the whole way from genesis, and opens the network to those who know nobody in it.
    ...(node === 1 ? ['keepCommits=all', 'publicPort=0'] : []),
    ...(peers.length === 0 ? [] : [`peer=${peers.join(',')}`]),
  ]
  return [
    ...['node', 'start', '--data', folder.nodeData(node), '--chain', folder.chainFile, '--json'],
    ...[...own, ...settings].flatMap((pair) => ['--set', pair]),
  ]
}

/** Starts a node in a process group of its own: Ctrl-C in the terminal reaches us alone, and we decide what it means for the nodes. */
export function startNode(folder: NetworkFolder, state: NetworkState, node: number): StartedNode {
  mkdirSync(folder.nodeData(node), { recursive: true })
  const log = openSync(folder.nodeLog(node), 'a')
  const { size } = fstatSync(log)
  const child = spawn(process.execPath, [PROGRAM, ...nodeArguments(folder, state, node)], {
    detached: true,
    stdio: ['ignore', log, log],
    env: nodeEnvironment(),
  })
  closeSync(log)
  child.unref()
  const failure: { message?: string } = {}
  child.once('error', ({ message }) => {
    failure.message = message
  })
  const logged = { offset: size, ready: false }
  return {
    node,
    pid: child.pid ?? 0,
    ended: () => failure.message ?? endOf(child),
    isReady() {
      if (logged.ready) return true
      const { lines, offset } = linesAfter(folder.nodeLog(node), logged.offset)
      logged.offset = offset
      logged.ready = lines.some((line) => line.startsWith('{"event":"ready"'))
      return logged.ready
    },
  }
}

/** A node that was started below npm would end with it, and would never run on in the background. */
function nodeEnvironment(): NodeJS.ProcessEnv {
  const { npm_lifecycle_event: _, ...environment } = process.env
  return environment
}

function endOf({ exitCode, signalCode }: ChildProcess): string | undefined {
  if (signalCode !== null) return `ended by ${signalCode}`
  return exitCode === null ? undefined : `ended with exit code ${exitCode}`
}

/**
 * Whether a process is the one that runs a node. Process ids are given out again, and one that is another program's now must not be
 * killed: ours is known by its command line, which names the node's data folder.
 */
export function isNodeProcess(folder: NetworkFolder, node: number, pid: number | null): pid is number {
  if (pid === null || !isAlive(pid)) return false
  return commandLineOf(pid).includes(` --data ${folder.nodeData(node)} --chain `)
}

function commandLineOf(pid: number): string {
  const path = `/proc/${pid}/cmdline`
  try {
    if (existsSync(path)) return readFileSync(path, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    // It ended between the question and the answer.
    return ''
  }
}

/** Sends a signal; a process that has just ended does not mind. */
export function signalNode(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Waits until a process is gone; false when it is still there after `timeoutMs`. */
export async function isGoneWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs
  while (isAlive(pid)) {
    if (performance.now() > until) return false
    await sleep(EVERY_MS)
  }
  return true
}
