import { createNetwork, type NetworkOptions } from './network.ts'
import { createRandom, type Random } from './random.ts'

/**
 * Round trips between five regions in ms: medians between cloud regions as published by cloudping.co for AWS, rounded: Virginia, Oregon,
 * Ireland, Tokyo, São Paulo.
 */
const ROUND_TRIP: readonly (readonly number[])[] = [
  [1, 62, 68, 145, 115],
  [62, 1, 128, 98, 175],
  [68, 128, 1, 200, 177],
  [145, 98, 200, 1, 255],
  [115, 175, 177, 255, 1],
]

/** Figures of one run, ms from handing a payload to a validator until it was final there. */
export interface WideAreaResult {
  readonly payloads: number
  readonly p50: number
  readonly p99: number
  readonly blocksPerSecond: number
}

/**
 * Validators in five regions, one-way delays of half the round trip with a tenth of jitter, 0.1 % of the messages lost, and 3 ms in
 * which a node signs, verifies and writes: how long payloads that come in everywhere and all the time take until they are final.
 */
export function runWideArea(options: {
  readonly seats: number
  readonly seed: number
  readonly seconds: number
  readonly roundMs: number
  readonly crashed?: readonly number[]
  readonly liars?: NetworkOptions['liars']
}): WideAreaResult {
  const { seats, seed, seconds, roundMs, crashed = [], liars = [] } = options
  const random = createRandom(seed ^ 0x5eed)
  const network = createNetwork({
    seed,
    weights: Array.from({ length: seats }, () => 1),
    loss: 0.001,
    liars,
    delayOf,
    params: { deltaMs: 200, leaderTimeoutMs: 400, minRoundDelayMs: roundMs, idleRoundDelayMs: 1_000 },
  })
  const honest = network.peers
    .map(({ seat }) => seat)
    .filter((seat) => !crashed.includes(seat) && !liars.some((each) => each.seat === seat))
  for (const { seat } of network.peers) network.start(seat)
  network.run(3_000)
  for (const seat of crashed) network.crash(seat)
  network.run(3_000)
  const sentMs = new Map<number, { readonly seat: number; readonly atMs: number }>()
  const blocksBefore = network.peers.reduce((sum, { made }) => sum + made.length, 0)
  const startMs = network.now()
  while (network.now() < startMs + seconds * 1_000) {
    const seat = honest[random.int(honest.length)] ?? 0
    sentMs.set(network.submit(seat), { seat, atMs: network.now() })
    network.run(20 + random.int(40))
  }
  const blocks = network.peers.reduce((sum, { made }) => sum + made.length, 0) - blocksBefore
  network.run(10_000)
  const times = [...sentMs].map(([number, { seat, atMs }]) => {
    const finalMs = network.peer(seat).finalMs.get(number)
    if (finalMs === undefined) throw new Error(`payload ${number} of seat ${seat} did not become final`)
    return finalMs - atMs
  })
  times.sort((a, b) => a - b)
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { payloads: times.length, p50: at(0.5), p99: at(0.99), blocksPerSecond: blocks / seconds }
}

const WORK_MS = 3

function delayOf(from: number, to: number, random: Random): number {
  const oneWay = (ROUND_TRIP[from % 5]?.[to % 5] ?? 0) / 2
  return Math.ceil(WORK_MS + oneWay * (1 + random.next() / 10))
}
