import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { formatAddress, toHex } from '@demiurge/codec'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedTransfer, testSigner } from './chain-client.ts'
import { createTestNetwork, type TestNetwork, until } from './network-of-nodes.ts'

let network: TestNetwork

beforeAll(async () => {
  network = await createTestNetwork({ validators: 4, epochMs: 4_000n })
  await Promise.all([0, 1, 2, 3].map((number) => network.start(number)))
}, 60_000)
afterAll(() => network[Symbol.asyncDispose]())

const bank = testSigner(0)

/** Sends a transfer through a node on a lane of its own; resolves to its id when it is final there. */
async function transfer(number: number, lane: number, to = testSigner(1).address): Promise<string> {
  const { anchor } = await network.call<{ anchor: string }>(number, 'chain_getHead')
  const account = await network.call<{ nonce: string }>(number, 'account_get', {
    address: formatAddress(bank.address),
    lane,
  })
  const { id, bytes } = signedTransfer(bank, {
    to,
    amount: 1_000_000_000n,
    nonce: BigInt(account.nonce),
    anchor,
    chainId: 'network-test',
    lane,
    withPolicy: true,
  })
  await network.call(number, 'tx_submit', { transaction: toHex(bytes) })
  let stage = ''
  await until(
    async () => {
      stage = (await network.call<{ stage: string }>(number, 'tx_getStatus', { id })).stage
      return stage === 'final' || stage === 'certified'
    },
    () => `the transfer is final: it is ${stage} at node ${number}, height ${network.node(number).height()}`,
  )
  return id
}

/** Waits until a node is where the first one is now. */
async function caughtUp(number: number): Promise<void> {
  const target = network.node(0).height()
  await until(() => network.node(number).height() >= target, 'the node has caught up')
}

/** The commit at the newest height that all of these nodes have. */
async function agreed(numbers: readonly number[]): Promise<readonly { stateRoot: string; digest: string }[]> {
  const height = numbers.map((number) => network.node(number).height()).sort((a, b) => (a < b ? -1 : 1))[0]
  return Promise.all(
    numbers.map(async (number) => {
      let summary = { stateRoot: '', digest: '' }
      // The archive follows execution by a moment.
      await until(async () => {
        try {
          const view = await network.call<{ summary: typeof summary }>(number, 'chain_getCommit', {
            height: String(height),
          })
          summary = view.summary
          return true
        } catch {
          return false
        }
      }, 'the commit is archived')
      return { stateRoot: summary.stateRoot, digest: summary.digest }
    }),
  )
}

test('transfers that enter at different nodes are final at all of them, at one place', async () => {
  const ids = await Promise.all([0, 1, 2, 3].map((number) => transfer(number, number)))
  for (const id of ids) {
    const places: string[] = []
    for (const number of [0, 1, 2, 3]) {
      let status: { stage: string; height: string | null; index: number | null } | undefined
      await until(async () => {
        status = await network.call(number, 'tx_getStatus', { id })
        return status?.height !== null
      }, 'every node knows the transfer')
      places.push(`${status?.height}/${status?.index}`)
    }
    expect(new Set(places).size).toBe(1)
  }
  const commits = await agreed([0, 1, 2, 3])
  expect(new Set(commits.map(({ stateRoot }) => stateRoot)).size).toBe(1)
})

test('epochs change while the chain goes on, and the changes can be followed', async () => {
  const epochOf = async (number: number): Promise<bigint> =>
    BigInt((await network.call<{ number: string }>(number, 'chain_getEpoch')).number)
  await until(async () => (await epochOf(0)) >= 2n, 'two epochs are over')
  await until(async () => (await epochOf(3)) >= 2n, 'two epochs are over everywhere')
  let changes: { committee: { epoch: string } }[] = []
  await until(async () => {
    changes = await network.call(1, 'chain_listEpochChanges', { from: '0', limit: 8 })
    return changes.length >= 2
  }, 'both ends are certified')
  expect(changes.slice(0, 2).map(({ committee }) => committee.epoch)).toEqual(['1', '2'])
  await transfer(2, 2)
  const commits = await agreed([0, 1, 2, 3])
  expect(new Set(commits.map(({ digest }) => digest)).size).toBe(1)
}, 60_000)

test('a node without a seat follows from genesis, and a transfer that enters there is final', async () => {
  await network.start(7)
  await caughtUp(7)
  const sync = await network.call<{ role: string; peers: number }>(7, 'network_getSync')
  expect(sync).toMatchObject({ role: 'follower', peers: 4 })
  await transfer(7, 7)
  const [follower, validator] = await agreed([7, 0])
  expect(follower).toEqual(validator)
}, 60_000)

test('a validator that was away comes back, also without its data', async () => {
  await network.stop(3)
  await transfer(0, 0)
  await network.start(3)
  await caughtUp(3)
  await transfer(3, 3)
  await network.stop(3)
  const folder = join(network.folder, '3')
  renameSync(join(folder, 'validator.json'), join(network.folder, 'kept.json'))
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
  renameSync(join(network.folder, 'kept.json'), join(folder, 'validator.json'))
  await network.start(3)
  await caughtUp(3)
  await transfer(3, 3)
  const commits = await agreed([0, 3])
  expect(commits[0]).toEqual(commits[1])
  const validators = await network.call<{ slashed: string }[]>(0, 'staking_listValidators')
  expect(validators.every(({ slashed }) => slashed === '0')).toBe(true)
}, 90_000)
