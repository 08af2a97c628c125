import { toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import type { HookContext, Reading, Writing } from '@demiurge/runtime'
import { FEES_POT, freeOf, issue, movePot, STAKING_POT } from '../balances/port.ts'
import { electSeats } from './committee.ts'
import { sharesFor } from './pool.ts'
import { type Epoch, epochOf, isClosing } from './port.ts'
import {
  delegations,
  epoch,
  offeredSeed,
  type Performance,
  parameters,
  performance,
  seats,
  validators,
} from './state.ts'

const SEED_DOMAIN = new TextEncoder().encode('demiurge.seed.1')
/** A committee is not made smaller than this for downtime alone: below four seats it tolerates no fault. */
const LEAST_SEATS = 4
const FULL = 10_000n

/** Counts blocks, and at the first checkpoint whose time has come ends the epoch: rewards, downtime, the next committee. */
export function afterCommit(ctx: HookContext): void {
  const current = epochOf(ctx)
  if (current.committee.seats.length > 1) count(ctx, current)
  if (isClosing(ctx)) close(ctx, current)
}

const NOTHING_COUNTED: Performance = { firstRound: 0n, lastRound: 0n, blocks: [] }

/** What was counted in this epoch; undefined before its first commit and for a committee of one. */
function counted(ctx: Reading): Performance | undefined {
  const record = performance.get(ctx)
  return record === undefined || record.blocks.length === 0 ? undefined : record
}

function count(ctx: HookContext, { committee }: Epoch): void {
  const rounds = ctx.blocks.map(({ round }) => round)
  if (rounds.length === 0) return
  const highest = rounds.reduce((most, round) => (round > most ? round : most))
  const before = counted(ctx) ?? {
    firstRound: rounds.reduce((least, round) => (round < least ? round : least)),
    lastRound: 0n,
    blocks: committee.seats.map(() => 0),
  }
  const blocks = [...before.blocks]
  for (const { author } of ctx.blocks) blocks[author] = (blocks[author] ?? 0) + 1
  const lastRound = highest > before.lastRound ? highest : before.lastRound
  performance.set(ctx, { ...before, lastRound, blocks })
}

function close(ctx: HookContext, current: Epoch): void {
  const rules = parameters.get(ctx)
  if (rules === undefined) throw new Error('the state has no parameters of staking')
  const next = current.number + 1n
  payRewards(ctx, current, rules.epochRewards)
  jailTheAbsent(ctx, current, { next, minUptimeBps: rules.minUptimeBps, jailEpochs: rules.jailEpochs })
  const elected = electSeats(ctx, next)
  // With nobody left to sit, those who sit go on: a chain without a committee would be dead.
  const present = current.committee.seats.map(({ account, weight }) => ({ account, weight }))
  seats.set(ctx, next, elected.length === 0 ? present : [...elected])
  epoch.set(ctx, { number: next, startedMs: ctx.timeMs, seed: seedOf(ctx, next, current.seed) })
  if (counted(ctx) !== undefined) performance.set(ctx, NOTHING_COUNTED)
  forgetSeats(ctx, next, { epochMs: rules.epochMs, unbondingMs: rules.unbondingMs })
}

/** What a beacon has offered for the epoch; else a seed whose last bits the leader of the closing commit can choose a little. */
function seedOf(ctx: HookContext, next: bigint, seed: string): string {
  const offered = offeredSeed.get(ctx)
  return offered?.epoch === next ? offered.seed : nextSeed(seed, ctx.randomness)
}

/** SHA3-256("demiurge.seed.1" || seed || randomness of the closing commit). */
function nextSeed(seed: string, randomness: string): string {
  return toHex(H(SEED_DOMAIN, Uint8Array.fromHex(seed.slice(2)), Uint8Array.fromHex(randomness.slice(2))))
}

/**
 * Shares out new sparks and fees by blocks in the order times weight. A validator's part raises the worth of its pool; its commission is
 * turned into shares of its own. What rounding leaves waits for the next epoch.
 */
function payRewards(ctx: HookContext, { committee }: Epoch, newSparks: bigint): void {
  const blocks = counted(ctx)?.blocks
  const scores = committee.seats.map(({ weight }, seat) => weight * BigInt(blocks?.[seat] ?? 1))
  const total = scores.reduce((sum, score) => sum + score, 0n)
  if (total === 0n) return
  issue(ctx, FEES_POT, newSparks)
  const pot = freeOf(ctx, FEES_POT)
  for (const [seat, { account }] of committee.seats.entries())
    reward(ctx, account, (pot * (scores[seat] ?? 0n)) / total)
}

function reward(ctx: Writing, account: string, amount: bigint): void {
  const record = validators.get(ctx, account)
  // A pool that everybody has left, or that was slashed to nothing, earns nothing.
  if (record === undefined || record.stake === 0n || amount === 0n) return
  movePot(ctx, FEES_POT, STAKING_POT, amount)
  const commission = (amount * BigInt(record.commissionBps)) / FULL
  const grown = { ...record, stake: record.stake + amount - commission, earned: record.earned + amount }
  const shares = commission === 0n ? 0n : sharesFor(grown, commission)
  validators.set(ctx, account, {
    ...grown,
    stake: grown.stake + commission,
    shares: grown.shares + shares,
  })
  if (shares === 0n) return
  const key = { validator: account, delegator: account }
  delegations.set(ctx, key, (delegations.get(ctx, key) ?? 0n) + shares)
}

/** Seats with too few blocks in the order are out for a while. Downtime costs a seat, never stake (PROTOCOL section 4). */
function jailTheAbsent(
  ctx: HookContext,
  { committee }: Epoch,
  rules: { readonly next: bigint; readonly minUptimeBps: number; readonly jailEpochs: number },
): void {
  const done = counted(ctx)
  if (done === undefined) return
  const rounds = done.lastRound - done.firstRound + 1n
  const absent = committee.seats
    .map(({ account }, seat) => ({ account, blocks: BigInt(done.blocks[seat] ?? 0) }))
    .filter(({ blocks }) => blocks * FULL < rounds * BigInt(rules.minUptimeBps))
    .sort((a, b) => (a.blocks === b.blocks ? (a.account < b.account ? -1 : 1) : a.blocks < b.blocks ? -1 : 1))
  const most = Math.max(0, committee.seats.length - LEAST_SEATS)
  for (const { account } of absent.slice(0, most)) {
    const record = validators.get(ctx, account)
    if (record === undefined) continue
    const until = rules.next + BigInt(rules.jailEpochs)
    if (record.jailedUntil < until) validators.set(ctx, account, { ...record, jailedUntil: until })
  }
}

/** Committees older than any liability are forgotten. */
function forgetSeats(
  ctx: Writing,
  next: bigint,
  { epochMs, unbondingMs }: { readonly epochMs: bigint; readonly unbondingMs: bigint },
): void {
  const old = next - unbondingMs / epochMs - 2n
  if (old >= 0n) seats.delete(ctx, old)
}
