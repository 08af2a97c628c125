import { addressOf, multisigPolicy, portableSuites, publicKeyOf } from '@demiurge/crypto'
import { expect, test } from 'vitest'
import {
  checkInIsolation,
  encodeTransaction,
  type PolicyOf,
  type SignedTransaction,
  verifyTransaction,
} from '../src/index.ts'
import { alice, bob, codeOf, rules, sign, transaction } from './transactions.ts'

const nobodyKnown: PolicyOf = () => undefined
const allKnown: PolicyOf = (address) => [alice, bob].find((known) => known.address === address)?.policy

function verify(signed: SignedTransaction, policyOf: PolicyOf = nobodyKnown): unknown {
  return codeOf(() =>
    verifyTransaction(checkInIsolation(encodeTransaction(signed), rules), policyOf, portableSuites),
  )
}

test('the first transaction carries its policy, later ones need signatures only', () => {
  const first = sign(transaction())
  const later = { ...first, authorization: { ...first.authorization, policy: null } }
  expect(verify(first)).toBeUndefined()
  expect(verify(later)).toBe('tx.PolicyRequired')
  expect(verify(later, allKnown)).toBeUndefined()
})

test("a policy that is not the account's is no authority over it", () => {
  expect(verify(sign(transaction(), bob))).toBe('tx.PolicyMismatch')
  const signed = sign(transaction(), bob)
  expect(verify({ ...signed, authorization: { ...signed.authorization, policy: null } }, allKnown)).toBe(
    'tx.BadAuthorization',
  )
})

test('nothing of a transaction can be changed after signing', () => {
  const signed = sign(transaction())
  expect(verify({ ...signed, transaction: transaction({ nonce: 5n }) })).toBe('tx.BadAuthorization')
  const none = { ...signed, authorization: { ...signed.authorization, signatures: [] } }
  expect(verify(none)).toBe('tx.BadAuthorization')
  const twice = [...signed.authorization.signatures, ...signed.authorization.signatures]
  expect(verify({ ...signed, authorization: { ...signed.authorization, signatures: twice } })).toBe(
    'tx.BadAuthorization',
  )
})

test('a payer signs the same message, and must', () => {
  const unsigned = transaction({ payer: bob.address })
  expect(verify(sign(unsigned, alice, bob))).toBeUndefined()
  expect(verify(sign(unsigned, alice, alice))).toBe('tx.PolicyMismatch')
  const other = sign(transaction({ payer: bob.address, maxFee: 1n }), alice, bob)
  expect(verify({ ...sign(unsigned, alice, bob), payerAuthorization: other.payerAuthorization })).toBe(
    'tx.BadAuthorization',
  )
})

test("an account whose policy needs nobody cannot be used: its address would be everybody's", () => {
  const open = multisigPolicy(0, [[publicKeyOf(alice.keyPair, portableSuites)]])
  const signed = sign(transaction({ sender: addressOf(open) }))
  expect(verify({ ...signed, authorization: { policy: open, signatures: [] } })).toBe('tx.BadAuthorization')
})
