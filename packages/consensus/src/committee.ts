import { fromHex, toHex } from '@demiurge/codec'
import { H, type Suites } from '@demiurge/crypto'
import { type Committee, quorum, totalWeight } from '@demiurge/ledger'
import { ConsensusError } from './error.ts'

// Weights are added up as numbers in the hot path; below 2^52 that is exact.
const MAX_WEIGHT = 2n ** 52n

/**
 * Throws ConsensusError `committee.…` unless the committee can vote: at least one seat, every weight positive and all of them below
 * 2^52 together, no account and no key twice. With `suites` the keys' suites and lengths are checked as well.
 */
export function checkCommittee(committee: Committee, suites?: Suites): void {
  const { seats } = committee
  if (seats.length === 0) throw new ConsensusError('committee.Empty', 'a committee has at least one seat')
  const total = totalWeight(committee)
  if (total >= MAX_WEIGHT)
    throw new ConsensusError('committee.BadWeight', `the weights add up to ${total}, the limit is 2^52 - 1`)
  for (const [i, { weight, suite, key }] of seats.entries()) {
    if (weight === 0n) throw new ConsensusError('committee.BadWeight', `seat ${i} has no weight`)
    const scheme = suites?.byId.get(suite)
    if (suites !== undefined && scheme?.publicKeyBytes !== key.length)
      throw new ConsensusError(
        'committee.BadKey',
        scheme === undefined
          ? `seat ${i} names suite ${suite}, which does not exist`
          : `seat ${i} has a key of ${key.length} bytes, a ${scheme.label} key has ${scheme.publicKeyBytes}`,
      )
  }
  const accounts = new Set(seats.map(({ account }) => account))
  const keys = new Set(seats.map(({ suite, key }) => `${suite}:${toHex(key)}`))
  if (accounts.size < seats.length || keys.size < seats.length)
    throw new ConsensusError('committee.DuplicateSeat', 'two seats share an account or a key')
}

/**
 * The author whose block of `round` leads: drawn by weight from SHA3-256(seed || round as 8 little-endian bytes), whose
 * first 16 bytes are read as a big-endian number modulo the total weight. So every node draws the same one, and a seat leads as
 * often as its weight says. When that seat is among `out` (one bit for each author), the other 16 bytes draw among the rest. `seed` is
 * the epoch's, 0x hex.
 */
export function leaderOf(committee: Committee, seed: string, round: number, out = 0n): number {
  const { seats } = committee
  if (seats.length === 1) return 0
  const input = new Uint8Array(40)
  input.set(fromHex(seed))
  new DataView(input.buffer).setBigUint64(32, BigInt(round), true)
  const digest = H(input)
  const everybody = seats.map(({ weight }, author) => ({ author, weight }))
  const first = drawn(everybody, digest.subarray(0, 16))
  if (!isAmong(out, first)) return first
  const rest = everybody.filter(({ author }) => !isAmong(out, author))
  return rest.length === 0 ? first : drawn(rest, digest.subarray(16))
}

function isAmong(authors: bigint, author: number): boolean {
  return ((authors >> BigInt(author)) & 1n) === 1n
}

function drawn(
  seats: readonly { readonly author: number; readonly weight: bigint }[],
  dice: Uint8Array,
): number {
  const total = seats.reduce((sum, { weight }) => sum + weight, 0n)
  // 128 bits modulo a number of at most 52: the bias is below 2^-76.
  let rest = BigInt(toHex(dice)) % total
  for (const { author, weight } of seats) {
    if (rest < weight) return author
    rest -= weight
  }
  throw new ConsensusError('committee.Empty', 'a committee has at least one seat')
}

/** A committee as the hot path reads it: weights as numbers. */
export interface Voters {
  readonly count: number
  readonly total: number
  readonly quorum: number
  readonly weightOf: (author: number) => number
}

/** The voters of a committee that `checkCommittee` has accepted. */
export function createVoters(committee: Committee): Voters {
  const weights = committee.seats.map(({ weight }) => Number(weight))
  return {
    count: weights.length,
    total: Number(totalWeight(committee)),
    quorum: Number(quorum(committee)),
    weightOf: (author) => weights[author] ?? 0,
  }
}

/** Who leads which round. */
export interface Leaders {
  leaderOf(round: number): number
}

/** `leaderOf` of a committee and seed for one set of seats that do not lead. */
export type LeaderDraw = (out: bigint) => Leaders

const REMEMBERED_LEADERS = 4_096

/** Draws the leaders of an epoch and remembers them. */
export function createDraw(committee: Committee, seed: string): LeaderDraw {
  return (out) => {
    const leaders = new Map<number, number>()
    return {
      leaderOf(round) {
        const known = leaders.get(round)
        if (known !== undefined) return known
        if (leaders.size >= REMEMBERED_LEADERS) leaders.clear()
        const leader = leaderOf(committee, seed, round, out)
        leaders.set(round, leader)
        return leader
      },
    }
  }
}
