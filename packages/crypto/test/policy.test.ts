import { CodecError, decode, encode, fromJson, toJson } from '@demiurge/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  Authorization,
  addressOf,
  checkAuthorization,
  checkPolicy,
  checkSignatures,
  combineSignatures,
  createSigner,
  hybridPolicy,
  memberOf,
  memberSigner,
  multisigPolicy,
  type Policy,
  Policy as PolicyCodec,
  type PolicySignature,
  publicKeyOf,
  type SuiteName,
  signedMembers,
  singleKeyPolicy,
} from '../src/index.ts'
import { nativeSuites as suites } from '../src/native/index.ts'
import { flipBit, utf8 } from './seeded.ts'

const message = utf8('transfer 5 DEM')
const code = (expected: string) =>
  expect.objectContaining({ name: 'CryptoError', code: `policy.${expected}` })

function keys(suite: SuiteName, number: number) {
  return suites.get(suite).keyPairFromSeed(new Uint8Array(suites.get(suite).seedBytes).fill(number))
}

const alice = keys('ml-dsa-65', 1)
const bob = keys('ml-dsa-44', 2)
const carolClassical = keys('ed25519', 3)
const carolQuantum = keys('ml-dsa-44', 3)
const publicKey = (pair: typeof alice) => publicKeyOf(pair, suites)

/** Two of three, and the third member is a hybrid. */
const council = multisigPolicy(2, [
  [publicKey(alice)],
  [publicKey(bob)],
  [publicKey(carolClassical), publicKey(carolQuantum)],
])
const signerOf = (policy: Policy, ...keyPairs: (typeof alice)[]) => createSigner({ suites, policy, keyPairs })
const check = (policy: Policy, signatures: readonly PolicySignature[], over = message) =>
  checkAuthorization(policy, over, signatures, suites)

test('the owner of a single-key account signs, and nobody else does', () => {
  const policy = singleKeyPolicy(publicKey(alice))
  const signer = signerOf(policy, alice)
  checkPolicy(policy, suites)
  expect(signer.address).toBe(addressOf(policy))
  expect(() => check(policy, signer.sign(message))).not.toThrow()
  expect(() => check(policy, signer.sign(utf8('transfer 500 DEM')))).toThrow(code('BadSignature'))
  const mallory = keys('ml-dsa-65', 9)
  const forged = [{ member: 0, key: 0, signature: suites.get('ml-dsa-65').sign(message, mallory) }]
  expect(() => check(policy, forged)).toThrow(/ML-DSA-65 signature of key 0 of member 0 does not fit/)
})

test('a hybrid account needs both of its keys, so that breaking one scheme is not enough', () => {
  const policy = hybridPolicy(publicKey(carolClassical), publicKey(carolQuantum))
  checkPolicy(policy, suites)
  const both = signerOf(policy, carolClassical, carolQuantum).sign(message)
  expect(both.map(({ member, key }) => [member, key])).toEqual([
    [0, 0],
    [0, 1],
  ])
  expect(() => check(policy, both)).not.toThrow()
  expect(() => check(policy, both.slice(0, 1))).toThrow(code('IncompleteMember'))
  expect(() => check(policy, both.slice(1))).toThrow(/signed with 1 of its 2 keys/)
})

test('two of three sign apart, and their parts are joined', () => {
  checkPolicy(council, suites)
  const first = signerOf(council, bob).sign(message)
  expect(() => check(council, first)).toThrow(/1 of the 2 members needed have signed/)
  const second = signerOf(council, carolQuantum, carolClassical).sign(message)
  const joined = combineSignatures(council, second, first, first)
  expect(joined.map(({ member }) => member)).toEqual([1, 2, 2])
  expect(() => check(council, joined)).not.toThrow()
  const third = signerOf(council, alice).sign(message)
  expect(combineSignatures(council, joined, third).map(({ member }) => member)).toEqual([0, 1])
  expect(combineSignatures(council, first)).toEqual(first)
})

test('a signer that holds more keys than needed signs with exactly the threshold', () => {
  const signatures = signerOf(council, carolClassical, alice, carolQuantum, bob).sign(message)
  expect(signatures.map(({ member }) => member)).toEqual([0, 1])
  expect(() => check(council, signatures)).not.toThrow()
})

test('a signer refuses keys that are not in its policy', () => {
  const policy = singleKeyPolicy(publicKey(alice))
  expect(() => signerOf(policy, bob)).toThrow(code('UnknownSigner'))
  expect(() => signerOf(policy, alice, bob)).toThrow(/of the 2 keys given, 1 are in the policy/)
  expect(() => signerOf(policy)).toThrow(code('UnknownSigner'))
})

const complete = [
  ...signerOf(council, alice).sign(message),
  ...signerOf(council, bob).sign(message),
  ...signerOf(council, carolClassical, carolQuantum).sign(message),
]
const valid = [complete.slice(0, 2), [...complete.slice(0, 1), ...complete.slice(2)], complete.slice(1)]

test('of all the sets and orders of genuine signatures exactly the three canonical ones are accepted', () => {
  for (const signatures of valid) expect(() => check(council, signatures)).not.toThrow()
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...complete), { maxLength: 5 }), (signatures) => {
      const canonical = valid.some(
        (set) => set.length === signatures.length && set.every((signature, i) => signature === signatures[i]),
      )
      if (canonical) check(council, signatures)
      else expect(() => check(council, signatures)).toThrow(expect.objectContaining({ name: 'CryptoError' }))
    }),
    { numRuns: 200 },
  )
})

test('superfluous, repeated, reversed and unknown signatures each have their code', () => {
  const [a, b, c] = complete.map((signature) => [signature])
  const join = (...parts: (typeof a)[]) => parts.flatMap((part) => part ?? [])
  expect(() => check(council, complete)).toThrow(code('SuperfluousSignature'))
  expect(() => check(council, join(a, a))).toThrow(code('NotCanonical'))
  expect(() => check(council, join(b, a))).toThrow(code('NotCanonical'))
  expect(() => check(council, join(a, c))).toThrow(code('IncompleteMember'))
  expect(() => check(council, [])).toThrow(code('ShortOfThreshold'))
  const signature = new Uint8Array(64)
  expect(() => check(council, [{ member: 3, key: 0, signature }])).toThrow(code('UnknownSigner'))
  expect(() => check(council, [{ member: 0, key: 1, signature }])).toThrow(code('UnknownSigner'))
  expect(() => check(council, [{ member: 0, key: 2, signature }])).toThrow(code('UnknownSigner'))
})

test('changing any bit of any signature, or swapping two, is noticed', () => {
  fc.assert(
    fc.property(fc.constantFrom(...valid), fc.nat(5), fc.nat(1 << 20), (signatures, which, bit) => {
      const tampered = signatures.map((one, i) =>
        i === which % signatures.length ? { ...one, signature: flipBit(one.signature, bit) } : one,
      )
      expect(() => check(council, tampered)).toThrow(code('BadSignature'))
    }),
    { numRuns: 100 },
  )
  const pair = multisigPolicy(2, [[publicKey(bob)], [publicKey(carolQuantum)]])
  const signatures = signerOf(pair, bob, carolQuantum).sign(message)
  const swapped = signatures.toReversed().map((one, member) => ({ ...one, member }))
  expect(() => check(pair, swapped)).toThrow(code('BadSignature'))
})

test('structure is checked before the first expensive verification', () => {
  let verifications = 0
  const counting = suites.get('ml-dsa-44')
  const counted = {
    ...suites,
    get: () => ({
      ...counting,
      verify: () => {
        verifications++
        return true
      },
    }),
  }
  expect(() => checkAuthorization(council, message, complete, counted)).toThrow(code('SuperfluousSignature'))
  expect(verifications).toBe(0)
})

test('a policy that nobody could meet, or that pretends to be stronger than it is, is refused', () => {
  const bad = (threshold: number, ...members: (typeof alice)[][]) =>
    expect(() =>
      checkPolicy(
        multisigPolicy(
          threshold,
          members.map((pairs) => pairs.map(publicKey)),
        ),
        suites,
      ),
    )
  bad(0, [alice]).toThrow(code('BadThreshold'))
  bad(2, [alice]).toThrow(/threshold is 2, it must be between 1 and the 1 members/)
  bad(1).toThrow(code('BadThreshold'))
  bad(1, []).toThrow(code('EmptyMember'))
  bad(2, [alice], [alice]).toThrow(code('DuplicateKey'))
  bad(1, [bob, carolQuantum]).toThrow(code('SameSuiteTwice'))
  const key = publicKey(alice)
  expect(() => checkPolicy(singleKeyPolicy({ ...key, suite: 200 }), suites)).toThrow(code('UnknownSuite'))
  expect(() => checkPolicy(singleKeyPolicy({ ...key, key: key.key.subarray(1) }), suites)).toThrow(
    code('BadKeyLength'),
  )
})

test('addresses follow from the policy alone', () => {
  const ed25519 = singleKeyPolicy(publicKey(carolClassical))
  expect(addressOf(ed25519)).toBe('0xaef966b677f3801d968f097e808b96a0b4518df2051284212650e69143b6ef37')
  expect(addressOf(council)).not.toBe(addressOf(multisigPolicy(1, [[publicKey(alice)], [publicKey(bob)]])))
})

test('authorizations survive bytes and JSON, and hostile bytes are refused', () => {
  const authorization = { policy: council, signatures: complete.slice(0, 2) }
  expect(decode(Authorization, encode(Authorization, authorization))).toEqual(authorization)
  expect(fromJson(Authorization, toJson(Authorization, authorization))).toEqual(authorization)
  const bytes = encode(PolicyCodec, council)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = bytes.map((byte, i) => (i === at ? byte ^ change : byte))
      try {
        expect(addressOf(decode(PolicyCodec, changed))).not.toBe(addressOf(council))
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError)
      }
    }),
  )
})

test('owners sign for an account that they share with the keys of their own accounts, and strangers do not', () => {
  const own = signerOf(singleKeyPolicy(publicKey(bob)), bob)
  const hybrid = signerOf(
    hybridPolicy(publicKey(carolClassical), publicKey(carolQuantum)),
    carolClassical,
    carolQuantum,
  )
  const shares = [memberSigner(own, council, suites), memberSigner(hybrid, council, suites)]
  expect(shares.map(({ address }) => address)).toEqual([addressOf(council), addressOf(council)])
  const parts = shares.map((signer) => signer.sign(message))
  expect(parts.map((part) => signedMembers(council, part))).toEqual([[1], [2]])
  for (const part of parts) expect(() => checkSignatures(council, message, part, suites)).not.toThrow()
  expect(() => check(council, combineSignatures(council, ...parts))).not.toThrow()
  const stranger = signerOf(singleKeyPolicy(publicKey(keys('ml-dsa-65', 9))), keys('ml-dsa-65', 9))
  expect(() => memberSigner(stranger, council, suites)).toThrow(/are none of the 3 members/)
  // One key of a hybrid is not the hybrid.
  expect(memberOf(singleKeyPolicy(publicKey(carolQuantum)), council)).toBeUndefined()
  expect(memberOf(council, council)).toBeUndefined()
})

test('signatures on their way are checked one by one: a repeated, a foreign, a false one is named', () => {
  const [first] = signerOf(council, bob).sign(message)
  if (first === undefined) throw new Error('bob signs')
  const partial = (signatures: readonly PolicySignature[]) => () =>
    checkSignatures(council, message, signatures, suites)
  expect(partial([first])).not.toThrow()
  expect(partial([first, first])).toThrow(code('NotCanonical'))
  expect(partial([{ ...first, member: 7 }])).toThrow(code('UnknownSigner'))
  expect(partial([{ ...first, signature: flipBit(first.signature, 5) }])).toThrow(code('BadSignature'))
  expect(partial([{ ...first, member: 0 }])).toThrow(code('BadSignature'))
  // Half of a hybrid is checked, and does not count as a member.
  const half = signerOf(council, carolQuantum).sign(message)
  expect(partial(half)).not.toThrow()
  expect(signedMembers(council, half)).toEqual([])
})
