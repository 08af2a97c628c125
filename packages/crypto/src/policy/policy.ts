import { byteList, encode, type Infer, list, struct, toHex, u8, variant } from '@demiurge/codec'
import { CryptoError } from '../error.ts'
import { H } from '../hash.ts'
import type { Suites } from '../suites/registry.ts'
import type { KeyPair } from '../suites/suite.ts'
import { MAX_PUBLIC_KEY_BYTES } from '../suites/table.ts'

export const MAX_MEMBERS = 16
export const MAX_KEYS_PER_MEMBER = 2

/** A public key and the id of its suite. */
export const PublicKey = struct({ suite: u8, key: byteList(MAX_PUBLIC_KEY_BYTES) })
export type PublicKey = Infer<typeof PublicKey>

/** One who may sign. *All* keys of a member must sign: with a classical and a post-quantum key the member is a hybrid. */
export const Member = struct({ keys: list(PublicKey, MAX_KEYS_PER_MEMBER) })
export type Member = Infer<typeof Member>

/** Who must sign for an account: `threshold` of the members. One member with one key is the ordinary account. */
export const Policy = variant({ threshold: struct({ threshold: u8, members: list(Member, MAX_MEMBERS) }) })
export type Policy = Infer<typeof Policy>

/** The account that a policy governs: SHA3-256 of the policy's canonical bytes, as `0x` hex. */
export function addressOf(policy: Policy): string {
  return toHex(H(encode(Policy, policy)))
}

/** An account with one key. */
export function singleKeyPolicy(key: PublicKey): Policy {
  return multisigPolicy(1, [[key]])
}

/** An account whose owner signs with two keys of different suites, such as Ed25519 and ML-DSA-65: safe while either holds. */
export function hybridPolicy(first: PublicKey, second: PublicKey): Policy {
  return multisigPolicy(1, [[first, second]])
}

/** An account where any `threshold` of the members are needed; each member is the list of its keys. */
export function multisigPolicy(threshold: number, members: readonly (readonly PublicKey[])[]): Policy {
  return { kind: 'threshold', value: { threshold, members: members.map((keys) => ({ keys: [...keys] })) } }
}

/** The account that the keys of one member govern alone, as `0x` hex. */
export function memberAddress({ keys }: Member): string {
  return addressOf(multisigPolicy(1, [keys]))
}

/** The public half of a key pair as policies hold it. Throws `suite.Unknown`. */
export function publicKeyOf(keyPair: KeyPair, suites: Suites): PublicKey {
  return { suite: suites.get(keyPair.suite).id, key: keyPair.publicKey }
}

/** How an error names a key: members and keys are counted from 0, as in signatures. */
export function keyName(member: number, key: number): string {
  return `key ${key} of member ${member}`
}

/**
 * Throws CryptoError unless the policy can be met and has one reading: threshold between 1 and the number of members, one or two keys
 * each, known suites, right key lengths, no key twice, and no member with two keys of one suite (that would look like a hybrid and
 * protect against nothing).
 */
export function checkPolicy(policy: Policy, suites: Suites): void {
  const { threshold, members } = policy.value
  if (threshold < 1 || threshold > members.length)
    throw new CryptoError(
      'policy.BadThreshold',
      `the threshold is ${threshold}, it must be between 1 and the ${members.length} members`,
    )
  const seen = new Set<string>()
  for (const [m, { keys }] of members.entries()) {
    if (keys.length === 0) throw new CryptoError('policy.EmptyMember', `member ${m} has no key`)
    if (new Set(keys.map(({ suite }) => suite)).size !== keys.length)
      throw new CryptoError('policy.SameSuiteTwice', `the keys of member ${m} are of the same suite`)
    for (const [k, key] of keys.entries()) {
      checkKey(key, keyName(m, k), suites)
      seen.add(toHex(encode(PublicKey, key)))
    }
  }
  const total = members.reduce((sum, { keys }) => sum + keys.length, 0)
  if (seen.size !== total)
    throw new CryptoError('policy.DuplicateKey', `of the ${total} keys only ${seen.size} differ`)
}

function checkKey({ suite: id, key }: PublicKey, name: string, suites: Suites): void {
  const suite = suites.byId.get(id)
  if (suite === undefined)
    throw new CryptoError('policy.UnknownSuite', `${name} is of suite ${id}, which does not exist`)
  if (key.length !== suite.publicKeyBytes)
    throw new CryptoError(
      'policy.BadKeyLength',
      `${name} has ${key.length} bytes, a ${suite.label} key has ${suite.publicKeyBytes}`,
    )
}
