import { toHex } from '@demiurge/codec'
import { addressOf, createSigner, portableSuites, singleKeyPolicy } from '@demiurge/crypto'
import {
  checkInIsolation,
  encodeTransaction,
  transactionId,
  transactionMessage,
  verifyTransaction,
} from '@demiurge/ledger'
import { expect, test } from 'vitest'
import { balances, balancesState, system, systemPort } from '../src/index.ts'
import {
  ANCHOR,
  alice,
  bob,
  callOf,
  carol,
  DEPOSIT,
  dave,
  differences,
  paidFor,
  RICHES,
  runtime,
  World,
} from './world.ts'

const remark = [callOf(system, 'remark', { text: 'hello' })]

/** Submits a transaction that must be dropped with a code and leave no trace. */
function drop(world: World, code: string, ...args: Parameters<World['submit']>): void {
  const before = world.snapshot()
  const { outcome, fee } = world.submit(...args)
  expect(outcome).toMatchObject({ kind: 'dropped', value: { code } })
  expect(fee).toBe(0n)
  expect(differences(before, world.snapshot())).toEqual([])
}

test('a transaction takes its nonce and pays its fee to the pot', () => {
  const world = new World()
  const transaction = world.transaction(alice, remark, { transaction: { tip: 7n } })
  const { receipt } = world.execute(transaction)
  // 500 weight units at 100 sparks for 1,000, a spark for each byte, the tip.
  expect(receipt.fee).toBe(50n + BigInt(transaction.bytes.length) + 7n)
  expect(receipt.weight).toBe(500)
  expect(world.free(alice)).toBe(RICHES - receipt.fee)
  expect(world.free(balancesState.FEES_POT)).toBe(receipt.fee)
  expect(systemPort.nextNonce(world, { account: alice, lane: 0 })).toBe(1n)
  expect(world.brokenInvariants()).toEqual([])
})

test('the same transaction is not executed twice', () => {
  const world = new World()
  const transaction = world.transaction(alice, remark)
  expect(world.execute(transaction).receipt.outcome.kind).toBe('applied')
  expect(world.execute(transaction).receipt.outcome).toMatchObject({
    kind: 'dropped',
    value: { code: 'tx.NonceUsed' },
  })
})

test('a nonce ahead of its turn is dropped', () => {
  drop(new World(), 'tx.NonceGap', alice, remark, { transaction: { nonce: 1n } })
})

test('lanes count for themselves', () => {
  const world = new World()
  for (const lane of [0, 1, 65_535, 1])
    expect(world.submit(alice, remark, { transaction: { lane } }).outcome.kind).toBe('applied')
  expect(systemPort.nextNonce(world, { account: alice, lane: 1 })).toBe(2n)
  expect(systemPort.nextNonce(world, { account: alice, lane: 65_535 })).toBe(1n)
})

test('a transaction is executed inside its window, both ends included, and nowhere else', () => {
  const world = new World()
  const now = world.timeMs
  drop(world, 'tx.Expired', alice, remark, { transaction: { validFrom: now - 9n, validUntil: now - 1n } })
  drop(world, 'tx.TooEarly', alice, remark, { transaction: { validFrom: now + 1n, validUntil: now + 9n } })
  for (const window of [
    { validFrom: now - 9n, validUntil: now },
    { validFrom: now, validUntil: now + 9n },
  ])
    expect(world.submit(alice, remark, { transaction: window }).outcome.kind).toBe('applied')
})

test('an anchor of another history is dropped', () => {
  drop(new World(), 'tx.UnknownAnchor', alice, remark, { anchorKnown: false })
})

test('nobody pays more than their maxFee', () => {
  const world = new World()
  const { fee } = world.submit(alice, remark)
  drop(world, 'tx.FeeTooLow', alice, remark, { transaction: { maxFee: fee - 1n } })
  expect(world.submit(alice, remark, { transaction: { maxFee: fee } }).outcome.kind).toBe('applied')
})

test('a fee never takes an account below the existential deposit', () => {
  const world = new World()
  const { fee } = world.submit(alice, remark)
  world.apply(alice, callOf(balances, 'transfer', { to: dave, amount: DEPOSIT + fee - 1n }))
  drop(world, 'tx.CannotPay', dave, remark)
  world.apply(alice, callOf(balances, 'transfer', { to: dave, amount: 1n }))
  expect(world.submit(dave, remark).outcome.kind).toBe('applied')
  expect(world.free(dave)).toBe(DEPOSIT)
})

test('an account that does not exist cannot send', () => {
  drop(new World(), 'tx.CannotPay', dave, remark)
})

test('a payer pays in place of the sender, whose nonce it is', () => {
  const world = new World()
  const { fee, outcome } = world.submit(dave, remark, { transaction: { payer: bob } })
  expect(outcome.kind).toBe('applied')
  expect(world.free(bob)).toBe(RICHES - fee)
  expect(systemPort.nextNonce(world, { account: dave, lane: 0 })).toBe(1n)
  expect(systemPort.nextNonce(world, { account: bob, lane: 0 })).toBe(0n)
  // Once there is an account the nonce moves into it.
  world.apply(alice, callOf(balances, 'transfer', { to: dave, amount: DEPOSIT }))
  expect(balancesState.accounts.get(world, dave)?.nonce).toBe(1n)
  expect(balancesState.nonces.get(world, dave)).toBeUndefined()
  expect(world.brokenInvariants()).toEqual([])
})

test('a failed transaction costs its nonce and its fee and nothing else', () => {
  const world = new World()
  const before = world.snapshot()
  const { outcome, fee } = world.submit(alice, [
    callOf(balances, 'transfer', { to: bob, amount: 5n }),
    callOf(balances, 'transfer', { to: bob, amount: 2n * RICHES }),
  ])
  expect(outcome).toMatchObject({ kind: 'failed', value: { call: 1, code: 'balances.InsufficientFunds' } })
  expect(fee).toBeGreaterThan(0n)
  expect(new Set(differences(before, world.snapshot()))).toEqual(paidFor(alice))
  expect(world.free(alice)).toBe(RICHES - fee)
})

test('keys are stored on first use, of sender and payer, and never again', () => {
  const world = new World()
  const [mine, theirs] = [1, 2].map((fill) =>
    singleKeyPolicy({ suite: 1, key: new Uint8Array(1_952).fill(fill) }),
  )
  if (mine === undefined || theirs === undefined) throw new Error('two policies')
  const sender = addressOf(mine)
  const payer = addressOf(theirs)
  world.apply(carol, callOf(balances, 'transfer', { to: payer, amount: RICHES / 2n }))
  const first = { transaction: { payer }, policy: mine, payerPolicy: theirs }
  expect(world.submit(sender, remark, first).outcome.kind).toBe('applied')
  expect(systemPort.policyOf(world, sender)).toEqual(mine)
  expect(systemPort.policyOf(world, payer)).toEqual(theirs)
  const { changes } = world.execute(world.transaction(sender, remark, first))
  expect(changes.some(({ key }) => key.startsWith('system/policies/'))).toBe(false)
})

test('a dropped transaction leaves its keys behind nowhere', () => {
  const world = new World()
  const policy = singleKeyPolicy({ suite: 1, key: new Uint8Array(1_952) })
  drop(world, 'tx.CannotPay', addressOf(policy), remark, { policy })
})

test('a transaction that was signed, sent as bytes and verified is what the chain executes', () => {
  const world = new World()
  const suite = portableSuites.get('ed25519')
  const keyPair = suite.keyPairFromSeed(new Uint8Array(32).fill(7))
  const policy = singleKeyPolicy({ suite: suite.id, key: keyPair.publicKey })
  const signer = createSigner({ suites: portableSuites, policy, keyPairs: [keyPair] })
  world.apply(alice, callOf(balances, 'transfer', { to: signer.address, amount: RICHES / 2n }))

  const { transaction } = world.transaction(signer.address, [
    callOf(balances, 'transfer', { to: bob, amount: 42n }),
  ]).signed
  const signatures = signer.sign(transactionMessage(transactionId(transaction)))
  const bytes = encodeTransaction({
    transaction,
    authorization: { policy, signatures },
    payerAuthorization: null,
  })

  const checked = checkInIsolation(bytes, { chainId: 'test', prepare: runtime.prepare })
  const verified = verifyTransaction(
    checked,
    (account) => systemPort.policyOf(world, account),
    portableSuites,
  )
  const { receipt } = world.execute({
    ...checked,
    sender: verified.envelope.sender,
    anchorKnown: true,
  })
  expect(receipt.outcome.kind).toBe('applied')
  expect(receipt.transaction).toBe(verified.id)
  expect(world.free(bob)).toBe(RICHES + 42n)
  expect(toHex(transactionMessage(checked.id))).toContain(checked.id.slice(2))
  expect(transaction.anchor).toBe(ANCHOR)
})
