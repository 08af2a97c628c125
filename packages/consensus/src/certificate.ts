import {
  byteList,
  type Codec,
  fromHex,
  type HashPairs,
  hash,
  type Infer,
  list,
  merkleRoot,
  optional,
  portableHashPairs,
  struct,
  toHex,
  u16,
  vector,
} from '@demiurge/codec'
import type { Suites } from '@demiurge/crypto'
import {
  BlockHeader,
  blockMessage,
  Checkpoint,
  CheckpointVote,
  type Committee,
  checkpointDigest,
  MAX_SEATS,
  quorum,
} from '@demiurge/ledger'
import { ConsensusError } from './error.ts'
import type { DagBlock } from './verified-block.ts'

const fields: readonly (readonly [string, Codec<unknown>])[] = Object.entries(BlockHeader.fields)
const VOTE_FIELD = fields.findIndex(([name]) => name === 'checkpointVote')
// SSZ: the fields' roots are the leaves of a tree of the next power of two; the vote's generalized index is 2^depth + its position.
const DEPTH = Math.ceil(Math.log2(fields.length))
const Vote = optional(CheckpointVote)

/**
 * One author's vote as a light client checks it: the Merkle branch leads from the vote, the header's field `checkpointVote`, to the
 * signing root, which the signature is over. Hashes go from the leaf's sibling upwards.
 */
export const CertificateVote = struct({
  author: u16,
  branch: vector(hash, DEPTH),
  signature: byteList(4_627),
})
export type CertificateVote = Infer<typeof CertificateVote>

/** A checkpoint and the votes of authors of weight Q for it, in ascending order of author (PROTOCOL section 3). */
export const Certificate = struct({ checkpoint: Checkpoint, votes: list(CertificateVote, MAX_SEATS) })
export type Certificate = Infer<typeof Certificate>

/** The part of a block that proves its author's vote. */
export function certificateVote(
  { header, author, signature }: DagBlock,
  hashPairs: HashPairs = portableHashPairs,
): CertificateVote {
  const values: { readonly [name: string]: unknown } = header
  let level = fields.map(([name, codec]) => codec.root(values[name], hashPairs))
  while (level.length < 2 ** DEPTH) level.push(new Uint8Array(32))
  const branch: string[] = []
  for (let depth = 0; depth < DEPTH; depth++) {
    const sibling = level[(VOTE_FIELD >> depth) ^ 1]
    if (sibling !== undefined) branch.push(toHex(sibling))
    level = level.flatMap((left, i) => {
      const right = level[i + 1]
      return i % 2 === 1 || right === undefined ? [] : [hashPair(left, right, hashPairs)]
    })
  }
  return { author, branch, signature }
}

/**
 * Throws ConsensusError `certificate.…` unless authors of weight Q of this committee have signed blocks that vote for this checkpoint.
 * Every vote must hold, not only enough of them. Needs nothing but the committee, so it is what a light client runs; the committee
 * must come from a trusted source: genesis, or the closing checkpoint of the epoch before.
 */
export function checkCertificate(
  certificate: Certificate,
  committee: Committee,
  suites: Suites,
  hashPairs: HashPairs = portableHashPairs,
): void {
  const { checkpoint, votes } = certificate
  if (checkpoint.epoch !== committee.epoch)
    throw new ConsensusError(
      'certificate.OtherEpoch',
      `certificate is of epoch ${checkpoint.epoch}, the committee of epoch ${committee.epoch}`,
    )
  checkWeight(votes, committee)
  const vote = { index: checkpoint.index, digest: checkpointDigest(checkpoint) }
  const leaf = merkleRoot(Vote, vote, hashPairs)
  for (const { author, branch, signature } of votes) {
    const seat = committee.seats[author]
    const message = blockMessage(rootOfBranch(leaf, branch, hashPairs))
    if (seat === undefined || suites.byId.get(seat.suite)?.verify(signature, message, seat.key) !== true)
      throw new ConsensusError(
        'certificate.BadSignature',
        `author ${author} has not signed a block that votes for checkpoint ${checkpoint.index} with digest ${vote.digest}`,
      )
  }
}

/** Weight before signatures: adding up is a million times cheaper than verifying. */
function checkWeight(votes: readonly CertificateVote[], committee: Committee): void {
  let weight = 0n
  let last = -1
  for (const { author } of votes) {
    const seat = committee.seats[author]
    if (seat === undefined)
      throw new ConsensusError(
        'certificate.UnknownAuthor',
        `author ${author} is not among ${committee.seats.length} seats`,
      )
    // Ascending order means that nobody is counted twice, and that a set of votes has one encoding.
    if (author <= last)
      throw new ConsensusError(
        'certificate.NotCanonical',
        `author ${author} comes after ${last}: votes are in ascending order, each author once`,
      )
    last = author
    weight += seat.weight
  }
  const needed = quorum(committee)
  if (weight < needed)
    throw new ConsensusError('certificate.ShortOfQuorum', `the votes weigh ${weight}, a quorum is ${needed}`)
}

function rootOfBranch(leaf: Uint8Array, branch: readonly string[], hashPairs: HashPairs): Uint8Array {
  return branch.reduce((node, hex, depth) => {
    const sibling = fromHex(hex)
    const isRight = ((VOTE_FIELD >> depth) & 1) === 1
    return isRight ? hashPair(sibling, node, hashPairs) : hashPair(node, sibling, hashPairs)
  }, leaf)
}

function hashPair(left: Uint8Array, right: Uint8Array, hashPairs: HashPairs): Uint8Array {
  const pair = new Uint8Array(64)
  pair.set(left)
  pair.set(right, 32)
  const out = new Uint8Array(32)
  hashPairs(pair, out)
  return out
}
