import { expect, test } from 'vitest'
import { createNetwork, type Network, SEED } from '../../../sim/src/network.ts'
import { leaderOf } from '../src/committee.ts'
import { Rounds } from '../src/rounds.ts'

// 8 Delta is the timeout: it does not double, as in the published pacemaker.
const DELTA_MS = 50
const SLOW_MS = 45
const GST_MS = 450

/**
 * The trace of Qiu et al., "LiDO-DAG" (2025), that stops Mysticeti as published: all are honest and every message arrives within Delta,
 * but whoever leads the next round learns of the present one as late as may be. When the leader of one round was missed, everybody
 * waits for it in the next until the timeout; the leader of that round, who entered it later than the others, sees a quorum of their
 * blocks before its own time is over. If it may go on without a block, its round is skipped too, and so on for ever.
 */
function runTrace(): Network {
  let first = -1
  const network = createNetwork({
    seed: 1,
    weights: Array.from({ length: 7 }, () => 1),
    params: { deltaMs: DELTA_MS, leaderTimeoutMs: 400, minRoundDelayMs: 0, idleRoundDelayMs: 0 },
    // Nobody may make way: here the schedule would be a way out.
    scheduleWindow: 1_000_000,
    delayOf(from, to, _, message) {
      // Before the network is well, the first leader is not heard: that sets it off.
      if (from === first && network.now() < startMs + GST_MS) return GST_MS
      const { value } = message
      const round = 'header' in value ? value.header.round : 'round' in value ? value.round : undefined
      return round === undefined ? 1 : lateness(network, Number(round), to)
    },
  })
  const startMs = network.now()
  first = leaderOf(network.committee, SEED, 1)
  for (const { seat } of network.peers) network.start(seat)
  network.run(30_000)
  return network
}

/** How long a message of a round takes to a seat: the later, the sooner it leads; but in its own rounds before its time is over. */
function lateness({ committee }: Network, round: number, to: number): number {
  const leads = (at: number): boolean => leaderOf(committee, SEED, at) === to
  if (!leads(round + 1)) return 1
  let before = 0
  while (leads(round - before)) before++
  return SLOW_MS / 2 ** before
}

/** The published pacemaker: a quorum of blocks of a round lets a node enter the next one, whether it has made its own or not. */
function withJumps<T>(run: () => T): T {
  const next = Rounds.prototype.next
  Rounds.prototype.next = function jump(nowMs, hurry) {
    const step = next.call(this, nowMs, hurry)
    return step.kind === 'create' && step.rule === 'C3' ? { kind: 'enter' } : step
  }
  try {
    return run()
  } finally {
    Rounds.prototype.next = next
  }
}

test('the trace that stops the published pacemaker: nothing is ever committed, though everybody is honest and in time', () => {
  const { peers } = withJumps(runTrace)
  for (const { index, consensus } of peers) {
    expect(consensus?.status().round).toBeGreaterThan(50)
    expect(index).toBeLessThan(3n)
  }
})

test('in the same trace ours commits: who makes its block before it goes on is heard before anybody gives up', () => {
  const { peers } = runTrace()
  for (const { index, consensus } of peers) {
    const { round } = consensus?.status() ?? { round: 0 }
    expect(round).toBeGreaterThan(200)
    expect(Number(index)).toBeGreaterThan(round * 0.9)
  }
})
