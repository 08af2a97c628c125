import { type Codec, decode } from '@demiurge/codec'
import { type Certificate, checkCertificate } from '@demiurge/consensus'
import type { MerkleHasher, Suites } from '@demiurge/crypto'
import { type Proof, verifyProof } from '@demiurge/state'
import type { ClientContext } from '../context.ts'
import { SdkError } from '../error.ts'
import type { TrustedChain, TrustSource } from './trust.ts'

/** Where in the chain's history something was proved. */
export interface ProvenAt {
  /** Number of the certified commit, and its time (Unix ms). */
  readonly height: bigint
  readonly timestampMs: bigint
  readonly stateRoot: string
}

/** State entries that this client verified itself: by certificate to the committee's root, by proof from the root to each entry. */
export interface ProvenEntries {
  readonly at: ProvenAt
  readonly trust: TrustSource
  /** Canonical bytes by key, in the order that was asked for; undefined where the key is proved to be absent. */
  readonly entries: readonly { readonly key: string; readonly value: Uint8Array | undefined }[]
  /** What was checked, to be kept or handed on. */
  readonly certificate: Certificate
  readonly proofs: readonly Proof[]
}

/** One proven value; undefined when it is proved that there is none. */
export interface ProvenValue<T> {
  readonly value: T | undefined
  readonly at: ProvenAt
  readonly trust: TrustSource
}

/**
 * Asks the node for entries with proofs and returns them verified. Throws ConsensusError when the certificate does not hold, StateError
 * `proof.…` when a proof does not, SdkError `proof.WrongKey` when the node proved something else.
 */
export async function prove(context: ClientContext, keys: readonly string[]): Promise<ProvenEntries> {
  const [{ source }, { certificate, proofs }] = await Promise.all([
    context.trust(),
    context.caller.request('state_getProof', { keys }),
  ])
  const committee = await context.committeeOf(certificate.checkpoint.epoch)
  const at = checkRoot(certificate, { committee }, context)
  const entries = keys.map((key, i) => ({
    key,
    value: provenBytes(proofs[i], key, at.stateRoot, context.hasher),
  }))
  return { at, trust: source, entries, certificate, proofs }
}

/** One entry, decoded. Throws what `prove` throws. */
export async function proveValue<T>(
  context: ClientContext,
  key: string,
  codec: Codec<T>,
): Promise<ProvenValue<T>> {
  const { entries, at, trust } = await prove(context, [key])
  const bytes = entries[0]?.value
  return { value: bytes === undefined ? undefined : decode(codec, bytes), at, trust }
}

/** The state root that a certificate vouches for. Throws ConsensusError unless a quorum of the committee signed it. */
export function checkRoot(
  certificate: Certificate,
  { committee }: Pick<TrustedChain, 'committee'>,
  { suites, hasher }: { readonly suites: Suites; readonly hasher: MerkleHasher },
): ProvenAt {
  checkCertificate(certificate, committee, suites, hasher.hashPairs)
  const { index, timestampMs, stateRoot } = certificate.checkpoint
  return { height: index, timestampMs, stateRoot }
}

/** The value that a proof shows for a key under a root; undefined when it shows that there is none. Throws StateError and SdkError. */
export function provenBytes(
  proof: Proof | undefined,
  key: string,
  root: string,
  hasher: MerkleHasher,
): Uint8Array | undefined {
  if (proof?.key !== key)
    throw new SdkError(
      'proof.WrongKey',
      `a proof of "${key}" was asked for, found one of ${proof === undefined ? 'nothing' : `"${proof.key}"`}`,
    )
  const proven = verifyProof(proof, root, hasher)
  return proven.present ? proven.value : undefined
}
