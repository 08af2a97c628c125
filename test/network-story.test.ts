import { decode, u128 } from '@demiurge/codec'
import type { Signer } from '@demiurge/crypto'
import { nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { balancesState } from '@demiurge/modules'
import { type Client, createClient, TransactionError } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import { expect, test } from 'vitest'
import { testSigner } from '../packages/node/test/chain-client.ts'
import { type NetworkProcesses, startNetwork } from './network-process.ts'
import { wholeMachine } from './whole-machine.ts'

const DEM = 1_000_000_000n
/** Transactions that must become final in each chapter of the story. */
const CHAPTER = 15
/** A chapter takes seconds; one that takes so long will not end. */
const PATIENCE_MS = 90_000

/** Where a transaction was reported to be final. */
interface Place {
  readonly height: bigint
  readonly index: number
}

/** What was reported final, by which node, and who waits for more of it. */
class Reports {
  readonly places = new Map<string, Place>()
  /** How many by each node, counted from 1. */
  readonly byNode = new Map<number, number>()
  #waiting: { readonly isEnough: () => boolean; readonly resolve: () => void }[] = []

  add(node: number, id: string, place: Place): void {
    this.places.set(id, place)
    this.byNode.set(node, this.of(node) + 1)
    this.#waiting = this.#waiting.filter(({ isEnough, resolve }) => {
      if (!isEnough()) return true
      resolve()
      return false
    })
  }

  of(node: number): number {
    return this.byNode.get(node) ?? 0
  }

  /** Resolves when each of the nodes has reported so many more; rejects when that takes too long, so that the network is stopped. */
  more(count: number, nodes: readonly number[]): Promise<void> {
    const goals = nodes.map((node) => ({ node, goal: this.of(node) + count }))
    const isEnough = (): boolean => goals.every(({ node, goal }) => this.of(node) >= goal)
    return new Promise((resolve, reject) => {
      const tooLong = (): void => {
        const counts = goals.map(({ node, goal }) => `node ${node}: ${this.of(node)} of ${goal}`)
        reject(new Error(`transactions stand still: ${counts.join(', ')}`))
      }
      const timer = setTimeout(tooLong, PATIENCE_MS)
      this.#waiting.push({
        isEnough,
        resolve: () => {
          clearTimeout(timer)
          resolve()
        },
      })
    })
  }
}

const clientOf = (url: string): Client =>
  createClient({
    transport: webTransport(url, { timeoutMs: 30_000 }),
    environment: { nowMs: () => Date.now(), random: randomBytes },
    suites: nativeSuites,
  })

interface Person {
  readonly signer: Signer
  readonly node: number
  readonly url: string
  readonly to: string
}

/** Pays through one node, one transfer after the other, until the story ends; a node that is away is tried again. */
async function pay(person: Person, reports: Reports, signal: AbortSignal): Promise<void> {
  const { signer, node, url, to } = person
  while (!signal.aborted) {
    const client = clientOf(url)
    try {
      while (!signal.aborted) {
        // A lane of its own, so that nobody waits for a nonce that another node was given.
        const draft = client.tx.balances.transfer({ to, amount: DEM })
        const submitted = await draft.sign(signer, { lane: node }).submit()
        const { id, height, index } = await submitted.watch({ signal })
        if (height !== null && index !== null) reports.add(node, id, { height, index })
      }
    } catch (error) {
      // Lost with the node that had it in its pool, or signed for a nonce that the others had used while their neighbour was away: nobody
      // said that it was final. A transfer that fails is another matter.
      if (error instanceof TransactionError && !/^tx\.(Lost|NonceUsed)$/.test(error.code)) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** All sparks there are, proved to us by a node under a certificate of the committee. */
async function provenSupply(client: Client): Promise<bigint> {
  const { entries } = await client.prove([balancesState.supply.path])
  return decode(u128, entries[0]?.value ?? new Uint8Array())
}

/** Resolves when every node has executed a height. */
async function reached(network: NetworkProcesses, height: bigint): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; ; ) {
    const states = await network.status()
    if (performance.now() > until)
      throw new Error(
        `height ${height} is not reached: ${JSON.stringify(states.map(({ height: at }) => String(at)))}`,
      )
    if (states.every((state) => state.height !== null && state.height >= height)) return
  }
}

/** Asks all nodes the same and expects the same answer. */
async function same<T>(
  clients: readonly Client[],
  what: string,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  const answers = await Promise.all(clients.map(ask))
  const [first] = answers
  if (first === undefined) throw new Error('there is nobody to ask')
  for (const answer of answers) expect(answer, what).toEqual(first)
  return first
}

test('four validators: one is killed, one falls silent, and nothing that was final is lost', {
  timeout: 400_000,
}, async () => {
  using _ = await wholeMachine()
  await using network = await startNetwork(4, ['--round-ms', '20', '--set', 'verifyThreads=1'])
  const { nodes } = network
  const clients = nodes.map(({ address }) => clientOf(address))
  const [first] = clients
  const bank = testSigner(0)
  const to = testSigner(1).address
  // The account's keys go with its first transaction; all later ones are without.
  await first?.tx.balances.transfer({ to, amount: DEM }).sign(bank).submit().watch()
  const supply = await same(clients, 'supply at first', provenSupply)

  const reports = new Reports()
  const end = new AbortController()
  const paying = Promise.all(
    nodes.map(({ node, address: url }) => pay({ signer: bank, node, url, to }, reports, end.signal)),
  )
  // Whatever goes wrong with a payment ends the story.
  const chapter = (on: readonly number[]): Promise<unknown> =>
    Promise.race([reports.more(CHAPTER, on), paying])
  try {
    await chapter([1, 2, 3, 4])
    await network.kill(2)
    await chapter([1, 3, 4])
    await network.restart(2)
    await chapter([1, 2, 3, 4])

    // Paused as a whole: to the others it is as if its cable were pulled, to itself as if time had jumped.
    const paused = nodes[2]?.pid ?? 0
    process.kill(paused, 'SIGSTOP')
    try {
      await chapter([1, 2, 4])
    } finally {
      process.kill(paused, 'SIGCONT')
    }
    await chapter([1, 2, 3, 4])
  } finally {
    end.abort()
    await paying
  }

  const heights = [...reports.places.values()].map(({ height }) => height)
  const highest = heights.reduce((most, each) => (each > most ? each : most))
  await reached(network, highest)
  for (const [id, { height, index }] of reports.places) {
    const status = await same(clients, `transaction ${id}`, async (client) => {
      const { stage: _, ...rest } = await client.request('tx_getStatus', { id })
      return rest
    })
    expect(status, `transaction ${id}`).toMatchObject({
      height,
      index,
      receipt: { outcome: { kind: 'applied' } },
    })
  }
  for (const height of new Set(heights))
    await same(clients, `commit ${height}`, async (client) => {
      const { summary, transactions } = await client.request('chain_getCommit', { height })
      return { summary, transactions }
    })
  expect(await same(clients, 'supply at last', provenSupply)).toBe(supply)
  expect(reports.places.size).toBeGreaterThanOrEqual(17 * CHAPTER)
})
