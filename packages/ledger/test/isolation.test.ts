import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  checkInIsolation,
  decodeTransaction,
  encodeTransaction,
  LIMITS,
  readCalls,
  readCarried,
  receiveTransaction,
  type Transaction,
  transactionId,
  transactionMessage,
} from '../src/index.ts'
import { alice, bob, bytesOf, codeOf, rules, sign, transaction } from './transactions.ts'

function check(changed: Partial<Transaction>): unknown {
  return codeOf(() => checkInIsolation(bytesOf(changed), rules))
}

test('a right transaction keeps its bytes, gets its identifier, and its calls are prepared', () => {
  const bytes = bytesOf()
  const checked = checkInIsolation(bytes, rules)
  expect(checked.bytes).toBe(bytes)
  expect(checked.id).toBe(transactionId(transaction()))
  expect(checked.prepared.weight).toBe(3)
  expect(encodeTransaction(checked.signed)).toEqual(bytes)
})

test('what is received of a transaction is what a whole look at it finds', () => {
  const bytes = encodeTransaction(sign(transaction({ payer: bob.address, lane: 3, tip: 9n }), alice, bob))
  const { id, signed } = checkInIsolation(bytes, rules)
  const received = receiveTransaction(bytes)
  expect(received.id).toBe(id)
  expect(received.bytes).toBe(bytes)
  const { chainId, calls, ...envelope } = signed.transaction
  expect(received.envelope).toEqual(envelope)
  expect(codeOf(() => receiveTransaction(new Uint8Array(LIMITS.transactionBytes + 1)))).toBe('tx.TooLarge')
})

test('what execution reads of a transaction is what stands in it', () => {
  const payers = { payer: bob.address }
  const carried = [sign(transaction()), sign(transaction(payers), alice, bob)]
  const registered = carried.map(({ transaction, authorization, payerAuthorization }) => ({
    transaction,
    authorization: { ...authorization, policy: null },
    payerAuthorization: payerAuthorization && { ...payerAuthorization, policy: null },
  }))
  for (const signed of [...carried, ...registered]) {
    const bytes = encodeTransaction(signed)
    const { transaction, authorization, payerAuthorization } = readCarried(receiveTransaction(bytes))
    const { chainId, calls, ...envelope } = signed.transaction
    expect(transaction).toEqual(envelope)
    expect(authorization).toEqual({ policy: signed.authorization.policy })
    expect(payerAuthorization).toEqual(
      signed.payerAuthorization && { policy: signed.payerAuthorization.policy },
    )
    expect(readCalls(bytes)).toEqual(calls)
  }
})

test('hostile bytes are received or refused, never worse', () => {
  const whole = bytesOf()
  const received = (bytes: Uint8Array): unknown => codeOf(() => receiveTransaction(bytes)) ?? 'received'
  const verdicts = expect.stringMatching(/^(received|tx\.Malformed)$/)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void expect(received(bytes)).toEqual(verdicts)),
  )
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
      const bytes = whole.slice()
      bytes[at] = value
      expect(received(bytes)).toEqual(verdicts)
    }),
  )
})

test('the identifier covers everything but the signatures', () => {
  const id = transactionId(transaction())
  expect(transactionId(sign(transaction(), bob).transaction)).toBe(id)
  const changes: readonly Partial<Transaction>[] = [
    { chainId: 'other' },
    { sender: bob.address },
    { lane: 1 },
    { nonce: 5n },
    { validFrom: 1_001n },
    { validUntil: 61_001n },
    { anchor: `0x${'ac'.repeat(32)}` },
    { tip: 1n },
    { maxFee: 1_000_001n },
    { payer: bob.address },
    { calls: [] },
  ]
  const ids = changes.map((changed) => transactionId(transaction(changed)))
  expect(new Set([id, ...ids]).size).toBe(changes.length + 1)
  expect(new TextDecoder().decode(transactionMessage(id).slice(0, 22))).toBe('demiurge.transaction.1')
  expect(transactionMessage(id).length).toBe(22 + 32)
})

test('each rule of form refuses what breaks it', () => {
  expect(check({})).toBeUndefined()
  expect(check({ chainId: 'another-chain' })).toBe('tx.OtherChain')
  expect(check({ calls: [] })).toBe('tx.NoCalls')
  expect(check({ validUntil: 1_000n })).toBe('tx.EmptyWindow')
  expect(check({ validUntil: 999n })).toBe('tx.EmptyWindow')
  expect(check({ validUntil: 1_000n + BigInt(LIMITS.windowMs) })).toBeUndefined()
  expect(check({ validUntil: 1_001n + BigInt(LIMITS.windowMs) })).toBe('tx.WindowTooLong')
  expect(check({ payer: bob.address })).toBe('tx.PayerMismatch')
  const unasked = encodeTransaction(sign(transaction(), alice, bob))
  expect(codeOf(() => checkInIsolation(unasked, rules))).toBe('tx.PayerMismatch')
  const self = encodeTransaction(sign(transaction({ payer: alice.address }), alice, alice))
  expect(codeOf(() => checkInIsolation(self, rules))).toBe('tx.PayerIsSender')
})

test('size and weight are bounded', () => {
  const params = new Uint8Array(LIMITS.transactionBytes)
  const tooLarge = new Uint8Array(LIMITS.transactionBytes + 1)
  expect(codeOf(() => checkInIsolation(tooLarge, rules))).toBe('tx.TooLarge')
  expect(codeOf(() => bytesOf({ calls: [{ method: 'm.n', params: new Uint8Array([...params, 0]) }] }))).toBe(
    'codec.Invalid',
  )
  const heavy = { ...rules, prepare: () => ({ weight: LIMITS.commitWeight + 1 }) }
  expect(codeOf(() => checkInIsolation(bytesOf(), heavy))).toBe('tx.TooHeavy')
  const calls = Array.from({ length: LIMITS.calls + 1 }, () => ({ method: 'm.n', params: new Uint8Array() }))
  expect(check({ calls })).toBe('codec.Invalid')
  expect(check({ calls: calls.slice(1) })).toBeUndefined()
})

test('bytes that are not the one canonical encoding are refused', () => {
  const bytes = bytesOf()
  expect(codeOf(() => checkInIsolation(bytes.slice(0, -1), rules))).toBe('tx.Malformed')
  expect(codeOf(() => checkInIsolation(new Uint8Array([...bytes, 0]), rules))).toBe('tx.Malformed')
  expect(codeOf(() => checkInIsolation(new Uint8Array(0), rules))).toBe('tx.Malformed')
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = bytes.map((byte, i) => (i === at ? byte ^ flip : byte))
      const code = codeOf(() => checkInIsolation(changed, rules))
      // What is still accepted reads back to the same bytes: there is no second encoding.
      if (code === undefined) expect(encodeTransaction(decodeTransaction(changed))).toEqual(changed)
      else expect(String(code)).toMatch(/^tx\./)
    }),
    { numRuns: 400 },
  )
})
