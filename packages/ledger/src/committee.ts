import { address, byteList, type Infer, list, merkleRoot, struct, toHex, u8, u64 } from '@demiurge/codec'
import type { MerkleHasher } from '@demiurge/crypto'
import { LIMITS } from './limits.ts'

/** The most seats of a committee: a block has at most one parent of each (PROTOCOL section 8). */
export const MAX_SEATS: number = LIMITS.parents

/** A voter: its account, the suite and public key that its blocks are signed with, and its voting weight. */
export const Seat = struct({ account: address, suite: u8, key: byteList(2_592), weight: u64 })
export type Seat = Infer<typeof Seat>

/** Who orders blocks in an epoch. A block names its author by the position in `seats`. */
export const Committee = struct({ epoch: u64, seats: list(Seat, MAX_SEATS) })
export type Committee = Infer<typeof Committee>

/** The sum of all voting weights. */
export function totalWeight(committee: Committee): bigint {
  return committee.seats.reduce((sum, seat) => sum + seat.weight, 0n)
}

/** Q = floor(2W/3) + 1: two sets of that weight share more than a third, hence an honest author (PROTOCOL, head). */
export function quorum(committee: Committee): bigint {
  return (2n * totalWeight(committee)) / 3n + 1n
}

/** Merkle root of a committee, 0x hex: what the closing checkpoint of the epoch before commits to. */
export function committeeRoot(committee: Committee, hasher?: MerkleHasher): string {
  return toHex(merkleRoot(Committee, committee, hasher?.hashPairs))
}
