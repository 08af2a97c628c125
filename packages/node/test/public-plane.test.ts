import { formatAddress, toHex } from '@demiurge/codec'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedTransfer, testSigner } from './chain-client.ts'
import { createTestNetwork, type TestNetwork, until } from './network-of-nodes.ts'

let network: TestNetwork

beforeAll(async () => {
  network = await createTestNetwork({ validators: 4, epochMs: 8_000n })
  // Two of the validators are on the public plane as well; the followers know nothing of the mesh.
  await Promise.all([0, 2, 3].map((number) => network.start(number, number === 0 ? { publicPort: '0' } : {})))
  const bootstrap = network.node(0).publicAddresses.join(',')
  await network.start(1, { bootstrap })
  await network.start(4, { peer: '', bootstrap })
  await network.start(5, { peer: '', bootstrap })
}, 60_000)
afterAll(() => network[Symbol.asyncDispose]())

const bank = testSigner(0)

interface Peers {
  readonly peers: readonly unknown[]
  readonly publicPlane: {
    readonly peers: readonly { readonly id: string; readonly node: string | null; readonly points: number }[]
    readonly denied: readonly unknown[]
  } | null
}

async function submit(number: number, nonce: bigint): Promise<string> {
  const { anchor } = await network.call<{ anchor: string }>(number, 'chain_getHead')
  const { id, bytes } = signedTransfer(bank, {
    to: testSigner(1).address,
    amount: 1_000_000_000n,
    nonce,
    anchor,
    chainId: 'network-test',
    withPolicy: true,
  })
  await network.call(number, 'tx_submit', { transaction: toHex(bytes) })
  return id
}

const stageOf = async (number: number, id: string): Promise<string> => {
  try {
    return (await network.call<{ stage: string }>(number, 'tx_getStatus', { id })).stage
  } catch {
    return 'unknown'
  }
}

test('nodes that know one public address find the rest, and follow the chain across epochs', async () => {
  await until(async () => {
    const { publicPlane, peers } = await network.call<Peers>(4, 'network_listPeers')
    return peers.length === 0 && publicPlane?.peers.length === 3
  }, 'the follower knows both validators and the other follower')
  await until(() => network.node(5).height() > 8n, 'it follows the chain')
  const { publicPlane } = await network.call<Peers>(4, 'network_listPeers')
  for (const { node, points } of publicPlane?.peers ?? []) {
    expect(node).toMatch(/^0x[0-9a-f]{64}$/)
    expect(points).toBe(0)
  }
  const epochOf = async (number: number): Promise<number> =>
    Number((await network.call<{ number: string }>(number, 'chain_getEpoch')).number)
  await until(async () => (await epochOf(4)) >= 1 && (await epochOf(5)) >= 1, 'both are in the next epoch')
  expect((await network.call<Peers>(2, 'network_listPeers')).publicPlane).toBeNull()
}, 60_000)

test('a transaction that enters at a node nobody knows becomes final, and is seen at the other end', async () => {
  const ids: string[] = []
  for (let nonce = 0n; nonce < 5n; nonce++) ids.push(await submit(nonce % 2n === 0n ? 4 : 5, nonce))
  for (const id of ids)
    for (const number of [4, 5, 2])
      await until(
        async () => ['final', 'certified'].includes(await stageOf(number, id)),
        `${id} is final at node ${number}`,
      )
  const height = String(Math.min(...[2, 4, 5].map((number) => Number(network.node(number).height()))))
  // Executed is not archived: a commit is told of only when the archive has it.
  await until(async () => {
    const known = await Promise.allSettled(
      [2, 4, 5].map((number) => network.call(number, 'chain_getCommit', { height })),
    )
    return known.every(({ status }) => status === 'fulfilled')
  }, 'all have archived it')
  const roots = await Promise.all(
    [2, 4, 5].map((number) =>
      network
        .call<{ summary: { stateRoot: string } }>(number, 'chain_getCommit', { height })
        .then(({ summary }) => summary.stateRoot),
    ),
  )
  expect(new Set(roots).size).toBe(1)
  const { nonce } = await network.call<{ nonce: string }>(5, 'account_get', {
    address: formatAddress(bank.address),
  })
  expect(nonce).toBe('5')
  for (const number of [0, 1, 4, 5])
    expect((await network.call<Peers>(number, 'network_listPeers')).publicPlane?.denied).toEqual([])
}, 60_000)
