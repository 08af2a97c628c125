import { expect, test } from 'vitest'
import { checkInContext, type TransactionContext } from '../src/index.ts'
import { codeOf, transaction } from './transactions.ts'

const fine: TransactionContext = {
  timeMs: 30_000n,
  nextNonce: 4n,
  fee: 900n,
  balance: 5_000n,
  anchorKnown: true,
}

function check(changed: Partial<TransactionContext>, ahead?: bigint): unknown {
  return codeOf(() => checkInContext(transaction({ maxFee: 1_000n }), { ...fine, ...changed }, ahead))
}

test('a transaction runs within its window, both ends included', () => {
  expect(check({})).toBeUndefined()
  expect(check({ timeMs: 1_000n })).toBeUndefined()
  expect(check({ timeMs: 999n })).toBe('tx.TooEarly')
  expect(check({ timeMs: 61_000n })).toBeUndefined()
  expect(check({ timeMs: 61_001n })).toBe('tx.Expired')
})

test('nonces of a lane follow one another; only the pool lets some wait', () => {
  expect(check({ nextNonce: 5n })).toBe('tx.NonceUsed')
  expect(check({ nextNonce: 3n })).toBe('tx.NonceGap')
  expect(check({ nextNonce: 3n }, 1n)).toBeUndefined()
  expect(check({ nextNonce: 2n }, 1n)).toBe('tx.NonceGap')
})

test('it is tied to this history and paid for', () => {
  expect(check({ anchorKnown: false })).toBe('tx.UnknownAnchor')
  expect(check({ fee: 1_000n })).toBeUndefined()
  expect(check({ fee: 1_001n })).toBe('tx.FeeTooLow')
  expect(check({ balance: 900n })).toBeUndefined()
  expect(check({ balance: 899n })).toBe('tx.CannotPay')
})
