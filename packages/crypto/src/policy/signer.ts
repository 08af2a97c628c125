import { encode, toHex } from '@demiurge/codec'
import { CryptoError } from '../error.ts'
import { deriveKeyPair, type KeyPath } from '../mnemonic.ts'
import type { RandomSource } from '../random.ts'
import type { Suites } from '../suites/registry.ts'
import type { KeyPair } from '../suites/suite.ts'
import type { PolicySignature } from './authorization.ts'
import {
  addressOf,
  checkPolicy,
  hybridPolicy,
  Member,
  type Policy,
  PublicKey,
  publicKeyOf,
  singleKeyPolicy,
} from './policy.ts'

/** Something that signs for one account, whatever holds its keys. */
export interface Signer {
  /** The account, `0x` hex. */
  readonly address: string
  readonly policy: Policy
  /**
   * Signatures over the message in canonical order. Of a policy with several members it gives those it has the keys for, at most
   * `threshold` of them; `combineSignatures` joins the parts of several signers.
   */
  sign(message: Uint8Array): readonly PolicySignature[]
}

export interface SignerOptions {
  readonly suites: Suites
  readonly policy: Policy
  /** The keys at hand; at least one, and each must be in the policy. */
  readonly keyPairs: readonly KeyPair[]
  /** Hedges every signature. Without it portable signatures are deterministic; the native engine hedges by itself. */
  readonly random?: RandomSource
}

/** A signer over key pairs in memory. Throws what `checkPolicy` throws, and `policy.UnknownSigner` when a key is not in the policy. */
export function createSigner({ suites, policy, keyPairs, random }: SignerOptions): Signer {
  checkPolicy(policy, suites)
  const owned = new Map(keyPairs.map((pair) => [identity(publicKeyOf(pair, suites)), pair]))
  const slots = policy.value.members.flatMap(({ keys }, member) =>
    keys.flatMap((publicKey, key) => {
      const keyPair = owned.get(identity(publicKey))
      return keyPair === undefined ? [] : [{ member, key, keyPair }]
    }),
  )
  if (slots.length === 0 || slots.length < owned.size)
    throw new CryptoError(
      'policy.UnknownSigner',
      `of the ${owned.size} keys given, ${slots.length} are in the policy`,
    )
  const completed = completeMembers(policy, slots)
  return {
    address: addressOf(policy),
    policy,
    sign(message) {
      const chosen = slots.filter(({ member }) => completed === undefined || completed.has(member))
      return chosen.map(({ member, key, keyPair }) => {
        const suite = suites.get(keyPair.suite)
        const entropy = random?.(suite.entropyBytes)
        const options = entropy === undefined ? {} : { entropy }
        return { member, key, signature: suite.sign(message, keyPair, options) }
      })
    },
  }
}

/** The signer of a single-key (one path) or hybrid (two paths) account whose keys come from a mnemonic's seed. */
export function deriveSigner(
  seed: Uint8Array,
  paths: readonly KeyPath[],
  options: { readonly suites: Suites; readonly random?: RandomSource },
): Signer {
  const keyPairs = paths.map((path) => deriveKeyPair(seed, path, options.suites))
  const [first, second, ...rest] = keyPairs.map((pair) => publicKeyOf(pair, options.suites))
  if (first === undefined || rest.length > 0)
    throw new CryptoError('mnemonic.BadPath', `an account has one or two keys, got ${paths.length} paths`)
  const policy = second === undefined ? singleKeyPolicy(first) : hybridPolicy(first, second)
  return createSigner({ ...options, policy, keyPairs })
}

/**
 * The owner of an account of one member as a member of another account's policy: signs for that account with the same keys. Throws
 * `policy.UnknownSigner` when no member of the policy has exactly these keys, and what `checkPolicy` throws.
 */
export function memberSigner(owner: Signer, policy: Policy, suites: Suites): Signer {
  checkPolicy(policy, suites)
  const member = memberOf(owner.policy, policy)
  if (member === undefined)
    throw new CryptoError(
      'policy.UnknownSigner',
      `the keys of ${owner.address} are none of the ${policy.value.members.length} members of the account ${addressOf(policy)}`,
    )
  return {
    address: addressOf(policy),
    policy,
    sign: (message) => owner.sign(message).map(({ key, signature }) => ({ member, key, signature })),
  }
}

/** The position, from 0, of the only member of one policy among the members of another; undefined when it is none of them. */
export function memberOf(own: Policy, policy: Policy): number | undefined {
  const [only, ...others] = own.value.members
  if (only === undefined || others.length > 0) return undefined
  const wanted = toHex(encode(Member, only))
  const found = policy.value.members.findIndex((each) => toHex(encode(Member, each)) === wanted)
  return found === -1 ? undefined : found
}

/** The members, from 0 and ascending, with all of whose keys there is a signature. */
export function signedMembers(
  policy: Policy,
  signatures: readonly Pick<PolicySignature, 'member' | 'key'>[],
): readonly number[] {
  return [...policy.value.members.keys()].filter((m) => {
    const keys = new Set(signatures.filter(({ member }) => member === m).map(({ key }) => key))
    return keys.size > 0 && keys.size === policy.value.members[m]?.keys.length
  })
}

/**
 * Joins the signatures of several signers over the same message into the set that `checkAuthorization` accepts: sorted, each key
 * once, the first `threshold` complete members. When not enough have signed yet, all that there is, so that more can be added.
 */
export function combineSignatures(
  policy: Policy,
  ...parts: readonly (readonly PolicySignature[])[]
): readonly PolicySignature[] {
  const bySlot = new Map(parts.flat().map((signature) => [`${signature.member}/${signature.key}`, signature]))
  const signatures = [...bySlot.values()].sort((a, b) => a.member - b.member || a.key - b.key)
  const completed = completeMembers(policy, signatures)
  return completed === undefined ? signatures : signatures.filter(({ member }) => completed.has(member))
}

/** The first `threshold` members all of whose keys occur, or undefined when there are fewer. */
function completeMembers(
  policy: Policy,
  slots: readonly Pick<PolicySignature, 'member' | 'key'>[],
): ReadonlySet<number> | undefined {
  const { threshold } = policy.value
  const complete = signedMembers(policy, slots)
  return complete.length < threshold ? undefined : new Set(complete.slice(0, threshold))
}

function identity(key: PublicKey): string {
  return toHex(encode(PublicKey, key))
}
