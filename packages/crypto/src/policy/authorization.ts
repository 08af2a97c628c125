import { byteView, type Infer, list, optional, struct, u8 } from '@demiurge/codec'
import { CryptoError } from '../error.ts'
import type { Suites } from '../suites/registry.ts'
import { MAX_SIGNATURE_BYTES } from '../suites/table.ts'
import { keyName, MAX_KEYS_PER_MEMBER, MAX_MEMBERS, Policy, type PublicKey } from './policy.ts'

/** One signature by one key of a policy; `member` and `key` are positions in the policy, from 0. */
export const PolicySignature = struct({ member: u8, key: u8, signature: byteView(MAX_SIGNATURE_BYTES) })
export type PolicySignature = Infer<typeof PolicySignature>

/** What comes with a transaction: the policy on the account's first use (afterwards it is in state), and the signatures. */
export const Authorization = struct({
  policy: optional(Policy),
  signatures: list(PolicySignature, MAX_MEMBERS * MAX_KEYS_PER_MEMBER),
})
export type Authorization = Infer<typeof Authorization>

/**
 * Throws CryptoError unless the signatures authorise the message: in ascending order of (member, key), exactly `threshold` members,
 * each with all its keys, every signature valid. There is thus exactly one set of signers in one order, and nothing to pad with.
 * Structure is checked before any signature, because a verification costs a thousand times more. The policy must have passed
 * `checkPolicy`. Domain separation is the message's: most suites have no context string.
 */
export function checkAuthorization(
  policy: Policy,
  message: Uint8Array,
  signatures: readonly PolicySignature[],
  suites: Suites,
): void {
  const { threshold, members } = policy.value
  checkOrder(signatures)
  const keys = signatures.map((signature) => signingKey(policy, signature))
  const signedKeys = new Map<number, number>()
  for (const { member } of signatures) signedKeys.set(member, (signedKeys.get(member) ?? 0) + 1)
  for (const [member, count] of signedKeys) {
    const needed = members[member]?.keys.length ?? 0
    if (count < needed)
      throw new CryptoError(
        'policy.IncompleteMember',
        `member ${member} signed with ${count} of its ${needed} keys, all are needed`,
      )
  }
  if (signedKeys.size < threshold)
    throw new CryptoError(
      'policy.ShortOfThreshold',
      `${signedKeys.size} of the ${threshold} members needed have signed`,
    )
  if (signedKeys.size > threshold)
    throw new CryptoError(
      'policy.SuperfluousSignature',
      `${signedKeys.size} members have signed, exactly ${threshold} are taken`,
    )
  for (const [i, signature] of signatures.entries()) verifyOne(signature, keys[i], message, suites)
}

/**
 * Throws CryptoError unless each of these signatures by itself is one of a key of the policy over the message, in ascending order and no
 * key twice. Says nothing about whether they are enough: for what is passed from signer to signer. The policy must have passed
 * `checkPolicy`.
 */
export function checkSignatures(
  policy: Policy,
  message: Uint8Array,
  signatures: readonly PolicySignature[],
  suites: Suites,
): void {
  checkOrder(signatures)
  const keys = signatures.map((signature) => signingKey(policy, signature))
  for (const [i, signature] of signatures.entries()) verifyOne(signature, keys[i], message, suites)
}

function checkOrder(signatures: readonly PolicySignature[]): void {
  let last = -1
  for (const { member, key } of signatures) {
    const position = member * MAX_KEYS_PER_MEMBER + key
    if (key >= MAX_KEYS_PER_MEMBER) throw unknownSigner(member, key)
    if (position <= last)
      throw new CryptoError(
        'policy.NotCanonical',
        `the signature of ${keyName(member, key)} is repeated or out of order`,
      )
    last = position
  }
}

function signingKey(policy: Policy, { member, key }: PolicySignature): PublicKey {
  const found = policy.value.members[member]?.keys[key]
  if (found === undefined) throw unknownSigner(member, key)
  return found
}

function unknownSigner(member: number, key: number): CryptoError {
  return new CryptoError('policy.UnknownSigner', `the policy has no ${keyName(member, key)}`)
}

function verifyOne(
  { member, key, signature }: PolicySignature,
  publicKey: PublicKey | undefined,
  message: Uint8Array,
  suites: Suites,
): void {
  if (publicKey === undefined) throw unknownSigner(member, key)
  const suite = suites.get(publicKey.suite)
  if (!suite.verify(signature, message, publicKey.key))
    throw new CryptoError(
      'policy.BadSignature',
      `the ${suite.label} signature of ${keyName(member, key)} does not fit the message`,
    )
}
