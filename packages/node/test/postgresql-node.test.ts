import { toHex } from '@demiurge/codec'
import { afterAll, expect, test } from 'vitest'
import { startPostgresql } from '../../../test/postgresql-server.ts'
import { signedTransfer, testSigner } from './chain-client.ts'
import { createTestNetwork, type TestNetwork, until } from './network-of-nodes.ts'
import { untilReady } from './running.ts'

const server = await startPostgresql().catch((error: unknown) => error as Error)
afterAll(async () => {
  if (!(server instanceof Error)) await server[Symbol.asyncDispose]()
})
const why = server instanceof Error ? ` (left out: ${server.message})` : ''

const TRANSFERS = 20
const ada = testSigner(0)
const bob = testSigner(1)

interface Head {
  readonly height: string
  readonly stateRoot: string
  readonly anchor: string
}

/** Sends transfers to a node and resolves with the height at which the last of them is final. */
async function transfer(network: TestNetwork, number: number, firstNonce: bigint): Promise<bigint> {
  const { anchor } = await network.call<Head>(number, 'chain_getHead')
  const transactions = Array.from({ length: TRANSFERS }, (_, i) =>
    signedTransfer(ada, {
      ...{ to: bob.address, amount: 1_000_000_000n, chainId: 'network-test' },
      ...{ nonce: firstNonce + BigInt(i), anchor, withPolicy: firstNonce === 0n },
    }),
  )
  for (const { bytes } of transactions) await network.call(number, 'tx_submit', { transaction: toHex(bytes) })
  let height = 0n
  await until(async () => {
    const id = transactions.at(-1)?.id
    const status = await network.call<{ stage: string; height: string }>(number, 'tx_getStatus', { id })
    height = BigInt(status.height ?? 0)
    return status.stage === 'final' || status.stage === 'certified'
  }, 'the transfers are final')
  return height
}

/** State root at a height, once a node has it in its store: what is executed is written a moment later. */
async function rootAt(network: TestNetwork, number: number, height: bigint): Promise<string> {
  let root = ''
  await until(async () => {
    try {
      const commit = await network.call<{ summary: Head }>(number, 'chain_getCommit', {
        height: String(height),
      })
      root = commit.summary.stateRoot
      return true
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('chain.NotFound')) return false
      throw error
    }
  }, `node ${number} has commit ${height}`)
  return root
}

test.skipIf(server instanceof Error)(
  `a validator keeps its chain in PostgreSQL, with the same state roots as on other engines, and goes on there${why}`,
  async () => {
    const url = server instanceof Error ? '' : server.url
    await using network = await createTestNetwork({
      validators: 1,
      environment: { DEMIURGE_STORE_URL: url },
    })
    for (const [number, store] of ['postgresql', 'rocksdb', 'memory'].entries())
      await network.start(number, { store })
    await untilReady(network.node(0).http)
    expect(network.node(0).store).toBe('postgresql')

    const first = await transfer(network, 0, 0n)
    const roots = await Promise.all([0, 1, 2].map((number) => rootAt(network, number, first)))
    expect(new Set(roots).size).toBe(1)

    await network.stop(0)
    const before = network.node(1).height()
    const again = await network.start(0, { store: 'postgresql' })
    expect(again.height()).toBeGreaterThanOrEqual(before)
    expect(await rootAt(network, 0, first)).toBe(roots[0])
    await untilReady(again.http)

    const second = await transfer(network, 0, BigInt(TRANSFERS))
    const later = await Promise.all([0, 1, 2].map((number) => rootAt(network, number, second)))
    expect(new Set(later).size).toBe(1)
    expect(later[0]).not.toBe(roots[0])
  },
  30_000,
)

test.skipIf(server instanceof Error)(
  'when the server dies the node stops and says why; with the server back it goes on with all that was final',
  async () => {
    if (server instanceof Error) return
    await using network = await createTestNetwork({
      validators: 1,
      environment: { DEMIURGE_STORE_URL: server.url },
      settings: { store: 'postgresql' },
    })
    const first = await network.start(0)
    await untilReady(first.http)
    const height = await transfer(network, 0, 0n)
    const root = await rootAt(network, 0, height)

    const more = transfer(network, 0, BigInt(TRANSFERS)).catch((error: unknown) => error)
    await server.kill()
    expect(await first.failed).toMatchObject({
      code: 'store.ServerLost',
      message: expect.stringMatching(/connection to PostgreSQL at .* was lost/),
    })
    await network.stop(0)
    await more
    await server.start()

    const again = await network.start(0)
    await untilReady(again.http)
    expect(again.height()).toBeGreaterThanOrEqual(height)
    expect(await rootAt(network, 0, height)).toBe(root)
  },
  30_000,
)
