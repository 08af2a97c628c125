import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { resolveIn } from './install.ts'
import { ACCOUNTS, post } from './workload.ts'

const MNEMONIC = 'test test test test test test test test test test test junk'
/** What every block may hold: far more than is ever sent, so that no peer is held back by a limit meant for a public chain. */
const BLOCK_GAS = 30_000_000_000

/** A block for every transaction that comes, or one in so many milliseconds. */
export type Mining = 'automine' | { readonly everyMs: number }

/** A node of another project, in a process of its own. */
export interface EthereumNode {
  readonly url: string
  readonly pid: number
  rpc(requests: readonly (readonly [method: string, ...params: unknown[]])[]): Promise<readonly unknown[]>
  kill(signal: NodeJS.Signals): Promise<void>
}

/** How one of the other projects' nodes is started. */
export interface Peer {
  readonly name: string
  /** `state` is a folder of its own in which it may keep what it can keep. */
  start(mining: Mining, state?: string): Promise<EthereumNode>
}

/** Anvil: its binary, without a line for every request; state on disk every second when a folder is given, its shortest interval. */
export function anvilIn(folder: string): Peer {
  const { platform, arch } = process
  const system = { linux: 'linux', darwin: 'darwin', win32: 'win32' }[platform as string] ?? platform
  const processor = { x64: 'amd64', arm64: 'arm64' }[arch as string] ?? arch
  const binary = resolveIn(folder, `@foundry-rs/anvil-${system}-${processor}/bin/anvil`)
  return {
    name: 'anvil',
    start(mining, state) {
      const fixed = ['--host', '127.0.0.1', '--port', '0', '--chain-id', '31337', '--mnemonic', MNEMONIC]
      const size = ['--accounts', String(ACCOUNTS), '--gas-limit', String(BLOCK_GAS)]
      const blocks = mining === 'automine' ? [] : ['--block-time', String(mining.everyMs / 1_000)]
      const kept = state === undefined ? [] : ['--state', join(state, 'state.json'), '--state-interval', '1']
      return started(
        spawn(binary, [...fixed, ...size, ...blocks, ...kept], { stdio: ['ignore', 'pipe', 'pipe'] }),
      )
    },
  }
}

/** Hardhat: its server in a process of Node. It keeps nothing on disk. */
export function hardhatIn(folder: string): Peer {
  return {
    name: 'hardhat',
    start(mining) {
      const intervalMs = mining === 'automine' ? '0' : String(mining.everyMs)
      const script = join(import.meta.dirname, 'hardhat-server.ts')
      const child = spawn(process.execPath, [script, folder, intervalMs, String(ACCOUNTS), MNEMONIC], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', CI: 'true' },
      })
      return started(child)
    },
  }
}

async function started(child: ChildProcess): Promise<EthereumNode> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (text: unknown): void => {
      if (printed.length < 100_000) printed += String(text)
      const address = /listening on (127\.0\.0\.1:\d+)/i.exec(printed)?.[1]
      if (address !== undefined) resolve(`http://${address}`)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${printed.slice(-400)}`)))
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  return {
    url,
    pid: child.pid ?? 0,
    async rpc(requests) {
      const answers = JSON.parse(await post(url, batchOf(requests), { agent, type: 'application/json' })) as {
        id: number
        result?: unknown
        error?: { message: string }
      }[]
      const failed = answers.find(({ error }) => error !== undefined)
      if (failed !== undefined) throw new Error(failed.error?.message)
      return answers.sort((a, b) => a.id - b.id).map(({ result }) => result)
    },
    async kill(signal) {
      child.kill(signal)
      await ended
      agent.destroy()
    },
  }
}

/** A JSON-RPC batch. */
export function batchOf(requests: readonly (readonly [method: string, ...params: unknown[]])[]): Buffer {
  return Buffer.from(
    JSON.stringify(requests.map(([method, ...params], id) => ({ jsonrpc: '2.0', id, method, params }))),
  )
}

/** Signed transfers of each account, `count` from nonce `first` on; made by viem on all cores. */
export async function signEthereum(
  folder: string,
  accounts: readonly number[],
  { first, count }: { readonly first: number; readonly count: number },
): Promise<readonly { readonly address: string; readonly transactions: readonly string[] }[]> {
  const threads = Math.min(accounts.length, availableParallelism())
  const parts = await Promise.all(
    Array.from({ length: threads }, (_, thread) => {
      const own = accounts.filter((_, i) => i % threads === thread)
      const worker = new Worker(new URL('./sign-ethereum-worker.ts', import.meta.url), {
        workerData: { folder, mnemonic: MNEMONIC, accounts: own, first, count },
      })
      return new Promise<{ address: string; transactions: string[] }[]>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
    }),
  )
  return parts.flat()
}

/** A folder that is there while `use` runs. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'demiurge-bench-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
