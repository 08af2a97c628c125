import { Worker } from 'node:worker_threads'
import { encode, toHex } from '@demiurge/codec'
import { H, type Policy, singleKeyPolicy } from '@demiurge/crypto'
import { merkleHasher } from '@demiurge/crypto/native'
import {
  asVerified,
  checkInIsolation,
  decodeTransaction,
  encodeTransaction,
  receiveTransaction,
  Transaction,
  type VerifiedTransaction,
} from '@demiurge/ledger'
import {
  balances,
  balancesState,
  buildGenesis,
  collectionId,
  defaultStakingParameters,
  demiurge,
  nft,
  systemPort,
} from '@demiurge/modules'
import { type EncodedCall, Receipt } from '@demiurge/runtime'
import { MemoryState, Overlay, type StateTree } from '@demiurge/state'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { treeOver } from '../src/chain/genesis.ts'
import { Executor, type ExecutorOptions } from '../src/chain/lanes/executor.ts'
import { executedPart, type LaneStart } from '../src/chain/lanes/lane-memory.ts'

type Verified = VerifiedTransaction

const ZEROS = `0x${'00'.repeat(32)}`
const POLICY = singleKeyPolicy({ suite: 1, key: new Uint8Array(1_952) })
const person = (name: string): string => toHex(H(new TextEncoder().encode(name)))
const people = Array.from({ length: 24 }, (_, i) => person(`person ${i}`))
const rules = { chainId: 'lanes', prepare: demiurge.prepare }

/** A chain that executes commits with an executor, and one beside it that executes every transaction after the other. */
class Twins {
  readonly #plain = ground()
  readonly #parallel = ground()
  readonly executor: Executor
  #height = 0n

  constructor(options: ExecutorOptions) {
    this.executor = new Executor({
      ...{ leastWeight: 0, laneWeight: 4_000, patienceMs: 30_000, countTransfers: true },
      ...options,
    })
  }

  /** The next nonce of an account. */
  nonce(account: string): bigint {
    return systemPort.nextNonce(this.#plain, { account, lane: 0 })
  }

  /** Executes a commit on both; whatever there is to compare must be the same. */
  commit(transactions: readonly Verified[]): readonly Receipt[] {
    const height = ++this.#height
    const environment = { chainId: 'lanes', height, timeMs: 1_000n + height, epoch: 0n, randomness: ZEROS }
    const [plain, parallel] = [new Overlay(this.#plain.state), new Overlay(this.#parallel.state)]
    const expected = transactions.map(({ bytes, envelope: { sender } }) =>
      demiurge.execute(plain, environment, { ...checkInIsolation(bytes, rules), sender, anchorKnown: true }),
    )
    const executed = this.executor.run(parallel, environment, transactions, (digest) => digest === ZEROS)
    const receipts = executed.map(({ receipt }) => receipt)
    expect(bytesOf(receipts)).toEqual(bytesOf(expected))
    const key = ({ key }: { key: string }): string => key
    const byKey = (a: { key: string }, b: { key: string }): number => (key(a) < key(b) ? -1 : 1)
    expect([...parallel.changes()].sort(byKey)).toEqual([...plain.changes()].sort(byKey))
    plain.writeInto(this.#plain.state)
    parallel.writeInto(this.#parallel.state)
    this.executor.follow(this.#parallel.state, () => parallel.record())
    expect(this.#parallel.tree.commit()).toBe(this.#plain.tree.commit())
    this.executor.settle()
    return receipts
  }
}

const bytesOf = (receipts: readonly Receipt[]): string[] =>
  receipts.map((receipt) => toHex(encode(Receipt, receipt)))

function ground(): { readonly state: MemoryState; readonly tree: StateTree } {
  const state = new MemoryState()
  buildGenesis(state, {
    system: { floor: { price: 1_000n, bytesPrice: 1n }, ceiling: { price: 1_000_000n, bytesPrice: 1_000n } },
    balances: {
      existentialDeposit: 1_000n,
      accounts: people.map((account) => ({ account, amount: 10n ** 12n })),
    },
    temporal: { parameters: { segments: 1, iterations: 1, revealBps: 1_000 }, chains: [] },
    staking: {
      startMs: 0n,
      seed: ZEROS,
      parameters: { ...defaultStakingParameters, minSelfStake: 1n },
      validators: [
        {
          account: person('person 0'),
          suite: 1,
          key: new Uint8Array(0),
          stake: 10n ** 9n,
          commissionBps: 0,
          name: 'one',
        },
      ],
    },
  })
  return { state, tree: treeOver(state, merkleHasher) }
}

/** A transaction as a node has it once its signature is verified; there is none here, which execution does not look at. */
function transactionOf(
  sender: string,
  nonce: bigint,
  calls: readonly EncodedCall[],
  { payer = null, policy = null }: { readonly payer?: string | null; readonly policy?: Policy | null } = {},
): Verified {
  const bytes = encodeTransaction({
    transaction: {
      ...{ chainId: 'lanes', sender, lane: 0, nonce, validFrom: 0n, validUntil: 600_000n },
      ...{ anchor: ZEROS, tip: 0n, maxFee: 10n ** 12n, payer, calls },
    },
    authorization: { policy, signatures: [] },
    payerAuthorization: payer === null ? null : { policy: null, signatures: [] },
  })
  return asVerified(receiveTransaction(bytes), checkInIsolation(bytes, rules).prepared.weight)
}

const pay = (to: string, amount: bigint): EncodedCall => ({
  method: 'balances.transfer',
  params: encode(balances.calls.transfer.params, { to, amount }),
})

const openCollection = (salt: string): EncodedCall => ({
  method: 'nft.createCollection',
  params: encode(nft.calls.createCollection.params, {
    ...{ salt, name: 'Ünïcode', description: '', metadataUri: 'ipfs://c', metadataHash: ZEROS },
    ...{ maxSupply: null, editions: 1, royaltyBps: 0, soulbound: false, mutableMetadata: false },
  }),
})

const mint = (collection: string, to: string, content: number): EncodedCall => ({
  method: 'nft.mint',
  params: encode(nft.calls.mint.params, {
    ...{ collection, to, royaltyBps: null, soulbound: false, metadataUri: `ipfs://${content}` },
    ...{ metadataHash: ZEROS, contentHash: person(`content ${content}`), provenanceHash: ZEROS },
  }),
})

/** What somebody wants to do, by numbers. */
const wish = fc.record({
  who: fc.nat(23),
  whom: fc.nat(30),
  amount: fc.nat(5_000),
  what: fc.nat(9),
  slip: fc.nat(12),
  with: fc.nat(5),
})
type Wish = typeof wish extends fc.Arbitrary<infer W> ? W : never

function callOf({ who, whom, amount, what }: Wish): EncodedCall {
  const to = whom === 30 ? balancesState.FEES_POT : person(`person ${whom}`)
  const creator = people[who % 2] ?? ZEROS
  if (what === 0) return openCollection(person(`salt ${who % 2}`))
  if (what < 3) return mint(collectionId(creator, person(`salt ${who % 2}`)), to, amount % 50)
  return pay(to, BigInt(amount + 1))
}

/** The transactions of a commit; now and then one skips a nonce. */
function commitOf(twins: Twins, wishes: readonly Wish[]): Verified[] {
  const next = new Map<string, bigint>()
  return wishes.map((each) => {
    const sender = people[each.who] ?? ZEROS
    const nonce = next.get(sender) ?? twins.nonce(sender)
    next.set(sender, nonce + 1n)
    const other = people[(each.who + 1) % 24] ?? ZEROS
    return transactionOf(sender, each.slip === 0 ? nonce + 1n : nonce, [callOf(each)], {
      payer: each.with === 0 ? other : null,
      policy: each.with === 1 ? POLICY : null,
    })
  })
}

/** Everybody pays their neighbour. */
const round = (twins: Twins): Verified[] =>
  people.map((each, i) =>
    transactionOf(each, twins.nonce(each), [pay(people[(i + 1) % 24] ?? ZEROS, 2_000n)]),
  )

const open = new Set<Twins>()
function twins(options: ExecutorOptions): Twins {
  const made = new Twins(options)
  open.add(made)
  return made
}
afterEach(async () => {
  for (const each of open) await each.executor.close()
  open.clear()
})

/** A thread that does what its code says with `memory`, where a lane should be. */
function impostor(code: string): (begin: LaneStart) => Worker {
  const prelude = `const { workerData: { memory: { signals, tasks, results } } } = require('node:worker_threads')
    const tell = (at, value) => { Atomics.store(signals, at, value); Atomics.add(signals, 2, 1); Atomics.notify(signals, 2) }
    tell(1, 0)
    for (let seen = 0; ; ) {
      Atomics.wait(signals, 0, seen)
      seen = Atomics.load(signals, 0)
      if (signals[6] > 0) { ${code} }
      tell(1, seen)
    }`
  return (begin) => new Worker(prelude, { eval: true, workerData: begin })
}

test('threads that execute ahead of their turn change nothing but the time it takes', () => {
  const both = twins({ threads: 2 })
  for (let i = 0; i < 4; i++) both.commit(round(both))
  expect(both.executor.report().lanes.length).toBe(3)
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 60, size: 'max' }), (wishes) => {
      both.commit(commitOf(both, wishes))
    }),
    { numRuns: 40 },
  )
  const { speculated, conflicts, failures, lanes } = both.executor.report()
  expect(speculated).toBeGreaterThan(200)
  expect(conflicts).toBeGreaterThan(20)
  expect(conflicts).toBeLessThan(speculated)
  expect(failures).toBe(0)
  for (const { lane, transactions } of lanes) if (lane > 0) expect(transactions).toBeGreaterThan(20)
})

test('load opens lanes, and a chain with nothing to do closes them', () => {
  const both = twins({ threads: 3 })
  expect(both.executor.report()).toMatchObject({ threads: 3, lanes: [{ lane: 0, shards: 256 }] })
  for (let i = 0; i < 20; i++) both.commit(round(both))
  const busy = both.executor.report()
  expect(busy.lanes.length).toBe(4)
  expect(busy.lanes.reduce((sum, { shards }) => sum + shards, 0)).toBe(256)
  for (let i = 0; i < 80; i++) both.commit([])
  expect(both.executor.report()).toMatchObject({ splits: 3, merges: 3, lanes: [{ lane: 0, shards: 256 }] })
})

test('an account that does everything alone gets a lane of its own', () => {
  const both = twins({ threads: 1 })
  const [hot = ZEROS] = people
  for (let i = 0; i < 20; i++) {
    const first = both.nonce(hot)
    const many = Array.from({ length: 60 }, (_, n) =>
      transactionOf(hot, first + BigInt(n), [pay(person('shop'), 1_000n)]),
    )
    both.commit([...many, ...round(both).slice(1)])
  }
  // It weighs sixty of the eighty-three transactions in a commit; nobody else is where it is.
  const weights = both.executor.report().lanes.map(({ weight }) => weight)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  expect(Math.round((Math.max(...weights) * 83) / total)).toBe(60)
})

test.for([
  ['ends in the middle of a commit', 'process.exit(1)'],
  ['fails', 'tell(1, -1); process.exit(1)'],
  ['says that it is done without a result', ''],
  [
    'has written more than it has told',
    `const count = signals[6]
     const every = Buffer.from('0100000000'.repeat(count), 'hex')
     results.set(every)
     signals[4] = every.length
     for (let i = 1; i <= count; i++) { tell(3, i); Atomics.wait(signals, 1, signals[1], 1) }`,
  ],
  ['says nothing at all', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
])('a lane that %s changes nothing', ([, code]) => {
  const both = twins({ threads: 1, patienceMs: 100, start: impostor(code ?? '') })
  for (let i = 0; i < 6; i++) both.commit(round(both))
  const { speculated, conflicts } = both.executor.report()
  expect(conflicts).toBe(speculated)
})

test('a lane that died is replaced, and not for ever when it always does', () => {
  const starts: LaneStart[] = []
  const dying = impostor('tell(1, -1); process.exit(1)')
  const both = twins({
    threads: 1,
    start: (begin) => {
      starts.push(begin)
      return dying(begin)
    },
  })
  for (let i = 0; i < 60; i++) both.commit(round(both))
  expect(both.executor.report().failures).toBe(8)
  expect(starts.length).toBe(8)
})

test('what finds no room in a lane is executed by the main thread', () => {
  const both = twins({ threads: 1, roomBytes: 4_096 })
  for (let i = 0; i < 10; i++) both.commit(round(both))
  const { speculated, conflicts } = both.executor.report()
  expect(speculated).toBeGreaterThan(0)
  expect(conflicts).toBeGreaterThan(speculated / 2)
})

test('plain transfers alone open no lane', () => {
  const both = twins({ threads: 2, countTransfers: false })
  for (let i = 0; i < 8; i++) both.commit(round(both))
  expect(both.executor.report().lanes.length).toBe(1)
})

test('without threads there are no lanes, whatever the load', () => {
  const both = twins({ threads: 0 })
  for (let i = 0; i < 4; i++) both.commit(round(both))
  expect(both.executor.report()).toMatchObject({ threads: 0, speculated: 0, lanes: [{ transactions: 96 }] })
})

test('a lane is told a transaction without its signatures, unless more than those comes with it', () => {
  const [each = ZEROS] = people
  const { bytes } = transactionOf(each, 0n, [pay(ZEROS, 1n)])
  const signed = decodeTransaction(bytes)
  const signatures = [{ member: 0, key: 0, signature: new Uint8Array(3_309).fill(7) }]
  const plain = { ...signed, authorization: { policy: null, signatures } }
  expect(executedPart(encodeTransaction(plain))).toEqual({
    isBody: true,
    part: encode(Transaction, signed.transaction),
  })
  expect(executedPart(bytes).isBody).toBe(true)
  const first = encodeTransaction({ ...plain, authorization: { policy: POLICY, signatures } })
  expect(executedPart(first)).toEqual({ isBody: false, part: first })
  const paid = encodeTransaction({
    transaction: { ...signed.transaction, payer: person('payer') },
    ...{ authorization: plain.authorization, payerAuthorization: { policy: null, signatures } },
  })
  expect(executedPart(paid)).toEqual({ isBody: false, part: paid })
})
