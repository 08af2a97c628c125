import { byteList, fromHex, hash, type Infer, list, merkleRoot, struct, toHex, u64 } from '@demiurge/codec'
import { type Delay, H, type MerkleHasher, type PublicKey, type Suites } from '@demiurge/crypto'
import { LedgerError } from './error.ts'

/** The most links that a delay is published in. */
export const MAX_SEGMENTS = 1_024
/** The most steps of a link that implementations of PBKDF2 take. */
const MAX_STEPS = 2 ** 31 - 1

/**
 * What somebody says of a delay: that `iterations` steps, all of them one after the other, lead from `start` to `end`. `segmentRoot` is the
 * Merkle root of the ends of its links, which are of equal length, so that each can be checked by itself.
 */
export const TemporalClaim = struct({
  window: u64,
  start: hash,
  end: hash,
  iterations: u64,
  segmentRoot: hash,
})
export type TemporalClaim = Infer<typeof TemporalClaim>

/** A claim with the signature of who says so (PROTOCOL section 6). It is worth what its links are: see `delayOf`. */
export const TemporalProof = struct({ ...TemporalClaim.fields, signature: byteList(4_627) })
export type TemporalProof = Infer<typeof TemporalProof>

const DOMAIN = new TextEncoder().encode('demiurge.temporal-proof.1')
const Segments = list(hash, MAX_SEGMENTS)

/** What a delay says, from the ends of its links (0x hex); `iterations` are the steps of one link. */
export function temporalClaim(
  delay: { readonly window: bigint; readonly start: string; readonly iterations: number },
  ends: readonly string[],
  hasher?: MerkleHasher,
): TemporalClaim {
  const { window, start, iterations } = delay
  const segmentRoot = toHex(merkleRoot(Segments, [...ends], hasher?.hashPairs))
  const steps = BigInt(iterations) * BigInt(ends.length)
  return { window, start, end: ends.at(-1) ?? start, iterations: steps, segmentRoot }
}

/** The bytes that are signed: SHA3-256 of the domain `demiurge.temporal-proof.1` and the claim's Merkle root. */
export function temporalMessage(claim: TemporalClaim, hasher?: MerkleHasher): Uint8Array {
  return (hasher?.H ?? H)(DOMAIN, merkleRoot(TemporalClaim, claim, hasher?.hashPairs))
}

/** Throws LedgerError `temporalProof.BadSignature` unless the key has signed the claim. Says nothing of its truth. */
export function verifyTemporalProof(
  { signature, ...claim }: TemporalProof,
  { suite, key }: PublicKey,
  suites: Suites,
  hasher?: MerkleHasher,
): void {
  if (suites.byId.get(suite)?.verify(signature, temporalMessage(claim, hasher), key) !== true)
    throw new LedgerError(
      'temporalProof.BadSignature',
      `the delay of window ${claim.window} is not signed with that key`,
    )
}

/**
 * The delay whose links prove or disprove a claim, given their ends (0x hex): each is `delayLink`, and all of them can be computed at the
 * same time (`findFalseLink`). Throws LedgerError `temporalProof.OtherSegments` when the claim does not speak of these ends.
 */
export function delayOf(claim: TemporalClaim, ends: readonly string[], hasher?: MerkleHasher): Delay {
  const { window, start } = claim
  const segments = ends.length
  const iterations = segments === 0 ? 0 : Number(claim.iterations / BigInt(segments))
  const canBe = segments > 0 && segments <= MAX_SEGMENTS && iterations > 0 && iterations <= MAX_STEPS
  const said = canBe ? temporalClaim({ window, start, iterations }, ends, hasher) : undefined
  if (
    said?.segmentRoot !== claim.segmentRoot ||
    said.end !== claim.end ||
    said.iterations !== claim.iterations
  )
    throw new LedgerError(
      'temporalProof.OtherSegments',
      `the ${segments} ends given are not the links of the ${claim.iterations} steps that the proof speaks of`,
    )
  return { window, start: fromHex(start), segments, iterations }
}
