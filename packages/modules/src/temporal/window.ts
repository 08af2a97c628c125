import { fromHex, toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { LIMITS, quorum, totalWeight } from '@demiurge/ledger'
import type { CommittedBlock, HookContext, Writing } from '@demiurge/runtime'
import { type Epoch, epochOf, isClosing, offerSeed } from '../staking/port.ts'
import {
  DISPUTE_UNTIL,
  hasRevealed,
  isRevealTime,
  linkOf,
  MIXED_AT,
  nextLinkOf,
  progressOf,
  windowOf,
} from './port.ts'
import { chains, outcome, type Window, window } from './state.ts'

const utf8 = new TextEncoder()
const MIX_DOMAIN = utf8.encode('demiurge.mix.1')
const SEED_DOMAIN = utf8.encode('demiurge.beacon.1')

/** Commits that a dispute must have had to get into: as many as take two checkpoints. */
const COMMITS_TO_DISPUTE = 2n * BigInt(LIMITS.checkpointInterval)

/** Mixes what blocks reveal, fixes the mix, and at the end of the epoch gives the next one its seed. */
export function afterCommit(ctx: HookContext): void {
  const epoch = epochOf(ctx)
  // Alone there is nobody to be unpredictable for.
  const isAlone = epoch.committee.seats.length === 1
  const counts = !isAlone && isRevealTime(ctx, ctx.timeMs)
  for (const block of ctx.blocks) if (block.reveal !== null) take(ctx, epoch, { ...block, counts })
  if (isAlone) return
  const progress = progressOf(ctx, ctx.timeMs)
  if (progress >= MIXED_AT) fix(ctx, epoch)
  if (progress >= DISPUTE_UNTIL) dropHidden(ctx)
  if (isClosing(ctx)) close(ctx, epoch)
}

/**
 * Takes a reveal. Whenever a right one comes the chain moves on, as everybody knows it from then on; mixed is only the first of each seat,
 * and only in its time. A wrong one has no effect: blocks are not refused for it.
 */
function take(
  ctx: Writing,
  { number, seed, committee }: Epoch,
  { author, reveal, counts }: CommittedBlock & { readonly counts: boolean },
): void {
  const account = committee.seats[author]?.account
  if (account === undefined || reveal === null || nextLinkOf(ctx, account) !== linkOf(reveal)) return
  const { next } = chains.get(ctx, account) ?? { next: null }
  const isNewer = next !== null && number >= next.fromEpoch
  chains.set(ctx, account, { link: reveal, next: isNewer ? null : next })
  const before = windowOf(ctx) ?? firstWindow(number, seed)
  if (!counts || hasRevealed(before, author)) return
  const seat = new Uint8Array(2)
  new DataView(seat.buffer).setUint16(0, author, true)
  window.set(ctx, {
    ...before,
    mix: toHex(H(MIX_DOMAIN, fromHex(before.mix), seat, fromHex(reveal))),
    revealed: before.revealed | (1n << BigInt(author)),
  })
}

function firstWindow(epoch: bigint, seed: string): Window {
  return { epoch, mix: seed, revealed: 0n, isFixed: false, published: 0n, publication: null }
}

/** Fixes the mix when more than W - Q of the weight has revealed, so that an honest seat is among them; else there is no beacon. */
function fix(ctx: Writing, { committee }: Epoch): void {
  const present = windowOf(ctx)
  if (present === undefined || present.isFixed) return
  const weight = committee.seats.reduce(
    (sum, seat, i) => (hasRevealed(present, i) ? sum + seat.weight : sum),
    0n,
  )
  if (weight > totalWeight(committee) - quorum(committee)) window.set(ctx, { ...present, isFixed: true })
}

/**
 * Drops what too few commits could have disputed by now: a chain that stood still, by chance or because somebody held it up, must not
 * take a false delay for a right one.
 */
function dropHidden(ctx: HookContext): void {
  const present = windowOf(ctx)
  if (present === undefined || present.publication === null) return
  const between = ctx.height - present.publication.height - 1n
  if (between < COMMITS_TO_DISPUTE) window.set(ctx, { ...present, publication: null })
}

/** The seed of the next epoch: SHA3-256("demiurge.beacon.1" || end of the delay), where somebody has published it undisputed. */
function close(ctx: Writing, { number }: Epoch): void {
  const present = windowOf(ctx)
  const end = present?.publication?.ends.at(-1)
  if (present === undefined || end === undefined) return
  offerSeed(ctx, toHex(H(SEED_DOMAIN, fromHex(end))))
  outcome.set(ctx, { epoch: number + 1n, mix: present.mix, publication: present.publication })
}
