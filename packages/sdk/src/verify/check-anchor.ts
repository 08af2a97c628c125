import { parseCheckpoint, parseNote } from '@demiurge/art'
import { decode, formatAddress, toHex } from '@demiurge/codec'
import type { MerkleHasher } from '@demiurge/crypto'
import { Anchor, transparencyPort, transparencyState } from '@demiurge/modules'
import { type ProvenAt, provenBytes } from '../proof/prove.ts'
import type { AuthenticityBundle } from './bundle.ts'
import type { VerificationCheck } from './verification.ts'

const { anchors } = transparencyState

/** Whether an anchor is the very head that a bundle's log evidence is of. */
export function isAnchorOf(
  { origin, size, root }: Anchor,
  { evidence, logOrigin }: Pick<AuthenticityBundle, 'evidence' | 'logOrigin'>,
): boolean {
  if (evidence === null || origin !== logOrigin || size !== evidence.log.size) return false
  const head = parseCheckpoint(parseNote(evidence.log.checkpoint).text)
  return head.origin === origin && BigInt(head.size) === size && toHex(head.root) === root
}

/** Where the state keeps an anchor. */
export function anchorStateKey({ by, origin }: Pick<Anchor, 'by' | 'origin'>): string {
  return anchors.keyOf(transparencyPort.anchorKey(by, origin))
}

/**
 * Holds the head of the log against the anchor in the certified state, where the bundle proves one; a bundle without says nothing of it,
 * as works do that were minted since the log was last anchored. Never throws.
 */
export function checkAnchor(
  bundle: AuthenticityBundle,
  {
    at,
    hasher,
    trust,
  }: { readonly at: ProvenAt; readonly hasher: MerkleHasher; readonly trust: VerificationCheck['trust'] },
): readonly VerificationCheck[] {
  const proof = bundle.proofs.find(({ key }) => key.startsWith(`${anchors.path}/`))
  if (proof === undefined) return []
  const failed = (detail: string): readonly VerificationCheck[] => [
    { name: 'log-anchor', ok: false, detail, trust: 'verified' },
  ]
  try {
    const bytes = provenBytes(proof, proof.key, at.stateRoot, hasher)
    if (bytes === undefined) return failed('It is proved that this head of the log is not in the state.')
    const anchor = decode(Anchor, bytes)
    if (proof.key !== anchorStateKey(anchor) || !isAnchorOf(anchor, bundle))
      return failed('The head of the log that stands on the chain is not the one that the proof is for.')
    const detail = `The log's head at ${anchor.size} entries is anchored in the chain since height ${anchor.height}, by ${formatAddress(anchor.by)}.`
    return [{ name: 'log-anchor', ok: true, detail, trust }]
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error))
  }
}
