import {
  type Certificate,
  checkCertificate,
  nextCommittee,
  type RecoveryPoint,
  resumeDigest,
} from '@demiurge/consensus'
import { merkleHasher } from '@demiurge/crypto/native'
import { type Checkpoint, type Committee, checkpointDigest } from '@demiurge/ledger'
import type { Chain } from '../../../packages/node/src/chain/chain.ts'
import type { Random } from '../random.ts'
import { fastSuites } from '../suites.ts'
import { chainOf, type Standing } from './archive.ts'
import type { FirstState } from './genesis.ts'

/** How an epoch ended: the certificate of its closing checkpoint, and who sits in the next one. */
export interface EpochChange {
  readonly certificate: Certificate
  readonly committee: Committee
}

/** A certified state as one node gives it to another that has fallen behind. */
export interface Offer {
  /** How epochs ended, from the first one on of which the other knows no end. */
  readonly changes: readonly EpochChange[]
  readonly firstChange: number
  readonly certificate: Certificate
  readonly point: RecoveryPoint
  readonly entries: Standing['entries']
  readonly checkpoints: readonly Checkpoint[]
  readonly transactions: bigint
}

/** What an offer leads to, all of it checked. */
export interface Accepted {
  readonly chain: Chain
  readonly standing: Standing
  readonly changes: readonly EpochChange[]
}

/** An offer is not what its certificate vouches for. */
export class OfferError extends Error {
  override readonly name = 'OfferError'
  readonly code = 'sim.BadOffer'
}

/**
 * Checks an offer from the committee that is trusted already: the ends of epochs one after the other, the certificate, the checkpoints
 * as a chain back to genesis, the point to go on from, and the state by its root. Throws OfferError, ConsensusError, CodecError.
 */
export function checkOffer(
  offer: Offer,
  known: { readonly first: FirstState; readonly changes: readonly EpochChange[] },
): Accepted {
  const { first } = known
  const { certificate, point, entries, checkpoints, transactions } = offer
  const changes = [...known.changes]
  let committee = changes.at(-1)?.committee ?? first.committee
  for (const change of offer.changes.slice(changes.length - offer.firstChange)) {
    committee = nextCommittee(committee, change, { suites: fastSuites, hasher: merkleHasher })
    changes.push(change)
  }
  const { checkpoint } = certificate
  // A closing checkpoint is certified by those whose epoch it ends.
  const signers = changes[Number(checkpoint.epoch) - 1]?.committee ?? first.committee
  checkCertificate(certificate, signers, fastSuites, merkleHasher.hashPairs)
  if (resumeDigest(point) !== checkpoint.resume) throw new OfferError('another point was certified')
  checkLine(checkpoints, checkpoint, first.genesis)
  const { index: height, timestampMs, commitDigest, stateRoot, receiptsRoot } = checkpoint
  const head = {
    height,
    round: point.round,
    timestampMs,
    commitDigest,
    stateRoot,
    receiptsRoot,
    transactions,
  }
  const standing = { entries, head, point, checkpoints }
  try {
    return { chain: chainOf(first, standing), standing, changes }
  } catch (error) {
    throw new OfferError('the state is another one than was certified', { cause: error })
  }
}

function checkLine(checkpoints: readonly Checkpoint[], last: Checkpoint, genesis: Checkpoint): void {
  let expected = checkpointDigest(last)
  for (const checkpoint of checkpoints.toReversed()) {
    if (checkpointDigest(checkpoint) !== expected) throw new OfferError('the checkpoints are no chain')
    expected = checkpoint.previous
  }
  if (expected !== checkpointDigest(genesis)) throw new OfferError('the checkpoints do not begin at genesis')
}

/** The offer of a liar: something in it is not true. */
export function falseOffer(offer: Offer, random: Random): Offer {
  const { certificate, point, checkpoints } = offer
  const entries = new Map(offer.entries)
  const keys = [...entries.keys()]
  const key = keys[random.int(keys.length)] ?? ''
  const bytes = entries.get(key) ?? new Uint8Array(1)
  switch (random.int(5)) {
    case 0:
      entries.delete(key)
      return { ...offer, entries }
    case 1:
      entries.set(
        key,
        bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)),
      )
      return { ...offer, entries }
    case 2:
      return { ...offer, point: { ...point, round: point.round + 1n } }
    case 3:
      return { ...offer, checkpoints: checkpoints.slice(0, -1) }
    default:
      return { ...offer, certificate: { ...certificate, votes: certificate.votes.slice(1) } }
  }
}
