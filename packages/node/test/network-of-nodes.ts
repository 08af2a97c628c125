import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import {
  developmentSigner,
  networkChain,
  type RunningNode,
  resolveSettings,
  startNode,
  type ValidatorKey,
  validatorKey,
  writeChainFile,
} from '@demiurge/node'
import { call } from './running.ts'

/** Validators in one process, each with its own folder, clock ticks and sockets. */
export interface TestNetwork extends AsyncDisposable {
  readonly folder: string
  readonly keys: readonly ValidatorKey[]
  readonly nodes: Map<number, RunningNode>
  /** Starts a node: number 0 to n - 1 are the validators, others follow. */
  start(number: number, settings?: Readonly<Record<string, string>>): Promise<RunningNode>
  stop(number: number): Promise<void>
  node(number: number): RunningNode
  call<T>(number: number, method: string, params?: unknown): Promise<T>
}

/** Makes the chain of a network of validators; nothing is started yet. */
export async function createTestNetwork(options: {
  readonly validators: number
  readonly epochMs?: bigint
  /** Accounts that have coins from the beginning, beside those of the chain. */
  readonly accounts?: number
  /** Sparks for 1,000 weight units at least; as on development chains if left out. */
  readonly price?: bigint
  /** Settings of every node. */
  readonly settings?: Readonly<Record<string, string>>
  /** DEMIURGE_* variables of every node. */
  readonly environment?: Readonly<Record<string, string>>
}): Promise<TestNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'demiurge-network-'))
  const dataOf = (number: number): string => join(folder, String(number))
  const keys = Array.from({ length: options.validators }, (_, i) => {
    mkdirSync(dataOf(i), { recursive: true })
    return validatorKey(join(dataOf(i), 'validator.json'))
  })
  const { epochMs = 600_000n } = options
  const chain = join(folder, 'chain.json')
  const file = networkChain({
    chainId: 'network-test',
    validators: keys,
    faucet: developmentSigner().address,
    nowMs: BigInt(Date.now()),
    epochMs,
  })
  const more = Array.from({ length: options.accounts ?? 0 }, (_, i) => ({
    account: `0x${(i + 1).toString(16).padStart(64, '0')}`,
    amount: 1_000_000_000n,
  }))
  const { balances, system } = file.genesis
  const floor = { ...system.floor, price: options.price ?? system.floor.price }
  writeChainFile(chain, {
    ...file,
    genesis: {
      ...file.genesis,
      system: { ...system, floor },
      balances: { ...balances, accounts: [...balances.accounts, ...more] },
    },
  })
  const nodes = new Map<number, RunningNode>()
  const node = (number: number): RunningNode => {
    const found = nodes.get(number)
    if (found === undefined) throw new Error(`node ${number} does not run`)
    return found
  }
  const ports = await freePorts(options.validators)
  const peers = ports.map((port) => `127.0.0.1:${port}`)
  return {
    folder,
    keys,
    nodes,
    node,
    async start(number, settings) {
      const { values } = resolveSettings({
        environment: options.environment ?? {},
        flags: {
          data: dataOf(number),
          chain,
          httpPort: '0',
          dashboardPort: 'off',
          creatorPort: 'off',
          p2pPort: String(ports[number] ?? 0),
          peer: peers.join(','),
          store: 'rocksdb',
          verifyThreads: '1',
          logLevel: 'silent',
          roundMs: '10',
          idleRoundMs: '150',
          ...options.settings,
          ...settings,
        },
      })
      const started = await startNode({ settings: values })
      nodes.set(number, started)
      return started
    },
    async stop(number) {
      await node(number).close()
      nodes.delete(number)
    },
    call: (number, method, params = {}) => call(node(number).http, method, params) as Promise<never>,
    async [Symbol.asyncDispose]() {
      await Promise.all([...nodes.values()].map((each) => each.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Below the ports that systems give to outgoing connections, so that none is taken before its node is there. */
const FIRST_PORT = 20_000
const PORTS = 10_000
// Tests run in several threads and processes at once: each begins elsewhere.
let nextPort = FIRST_PORT + ((process.pid * 97 + threadId * 2_003) % PORTS)

/** Ports that nobody uses at the moment. */
async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = FIRST_PORT + ((nextPort++ - FIRST_PORT) % PORTS)
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Resolves when a condition holds; it is asked every few milliseconds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string | (() => string),
): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`it took too long until ${typeof what === 'string' ? what : what()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
