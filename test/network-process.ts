import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DEMIURGE } from './process.ts'

const run = promisify(execFile)

/** A validator in a process of its own. */
export interface NetworkNode {
  /** Counted from 1. */
  readonly node: number
  readonly pid: number
  /** Of its API. */
  readonly address: string
  /** Where the others reach it, `host:port`. */
  readonly mesh: string
}

/** What `network status` says of a node; null where it does not answer. */
export interface NodeState {
  readonly node: number
  readonly pid: number | null
  readonly up: boolean
  readonly height: bigint | null
  readonly certifiedHeight: bigint | null
}

/** A network of processes on free ports, of which nothing is left when it is disposed. */
export interface NetworkProcesses extends AsyncDisposable {
  readonly data: string
  readonly nodes: readonly NetworkNode[]
  /** Time from the command to its word that all are ready, ms. */
  readonly startedMs: number
  /** Ends a node as a power cut would. */
  kill(node: number): Promise<void>
  /** Starts a node again; resolves with its process id when it is ready. */
  restart(node: number): Promise<number>
  status(): Promise<readonly NodeState[]>
}

/** Runs `demiurge network start` on a new folder and waits until every node is ready. */
export async function startNetwork(
  validators: number,
  flags: readonly string[] = [],
): Promise<NetworkProcesses> {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-network-'))
  const network = async (verb: string, ...args: readonly string[]): Promise<unknown> => {
    const command = [DEMIURGE, 'network', verb, ...args, '--data', data, '--json']
    try {
      return JSON.parse((await run(process.execPath, command)).stdout)
    } catch (error) {
      // Status 1 of `status` only says that a node is down, which the caller wants to see.
      const { stdout, stderr } = Object(error) as { stdout?: string; stderr?: string }
      if (verb === 'status' && stdout !== undefined && stdout !== '') return JSON.parse(stdout)
      throw new Error(`network ${verb} failed: ${stderr ?? String(error)}`, { cause: error })
    }
  }
  const dispose = async (): Promise<void> => {
    await network('stop')
    rmSync(data, { recursive: true, force: true })
  }
  const started = performance.now()
  const options = ['--validators', String(validators), '--base-port', '0', '--detach', ...flags]
  const { nodes } = (await network('start', ...options)) as { nodes: readonly NetworkNode[] }
  return {
    data,
    nodes,
    startedMs: performance.now() - started,
    async kill(node) {
      await network('kill', String(node))
    },
    async restart(node) {
      return ((await network('restart', String(node))) as { pid: number }).pid
    },
    async status() {
      const { nodes: states } = (await network('status')) as { nodes: readonly StateJson[] }
      return states.map(({ height, certifiedHeight, ...rest }) => ({
        ...rest,
        height: bigOrNull(height),
        certifiedHeight: bigOrNull(certifiedHeight),
      }))
    },
    [Symbol.asyncDispose]: dispose,
  }
}

type StateJson = Omit<NodeState, 'height' | 'certifiedHeight'> & {
  readonly height: string | null
  readonly certifiedHeight: string | null
}

const bigOrNull = (text: string | null): bigint | null => (text === null ? null : BigInt(text))
