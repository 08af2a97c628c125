import { STRATEGIES, type Strategy } from './adversaries/adversary.ts'
import { createNetwork, type Network } from './network.ts'
import type { Peer } from './peer.ts'
import { createRandom, type Random } from './random.ts'

/** What a run is made of; all of it follows from the seed. */
export interface Campaign {
  readonly seed: number
  readonly weights: readonly number[]
  readonly liars: readonly { readonly seat: number; readonly strategy: Strategy }[]
  readonly network: Network
}

const TROUBLE_MS = 1_200
const HEALING_MS = 30_000

/** Four to twenty seats, mostly few, of equal or unequal weights; liars of less than a third of them, each with its way to lie. */
function draw(random: Random): Pick<Campaign, 'weights' | 'liars'> {
  const seats = random.chance(0.01) ? 8 + random.int(13) : random.pick(1, 4, 4, 4, 4, 5, 5, 7)
  const isEqual = random.chance(0.5)
  const weights = Array.from({ length: seats }, () => (isEqual ? 1 : 1 + random.int(5)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const liars: { seat: number; strategy: Strategy }[] = []
  if (random.chance(0.3)) return { weights, liars }
  let lying = 0
  for (const seat of random.shuffle(weights.map((_, i) => i))) {
    const weight = weights[seat] ?? 0
    if ((lying + weight) * 3 >= total) break
    lying += weight
    liars.push({ seat, strategy: random.pick('equivocate', ...STRATEGIES) })
  }
  return { weights, liars }
}

/**
 * One run under everything at once: loss, duplicates, skewed clocks, partitions, crashes that lose what was not synced, liars; then the network becomes well. The network itself throws when safety breaks; this throws when an honest node that is up does not
 * commit again, with a certificate, or when two payloads do not become final.
 */
export function runCampaign(seed: number, trace?: (line: string) => void): Campaign {
  const random = createRandom(seed)
  const { weights, liars } = draw(random)
  const network = createNetwork({
    seed,
    weights,
    liars,
    ...(trace === undefined ? {} : { trace }),
    latencyMs: random.pick<readonly [number, number]>([1, 5], [5, 40], [1, 90]),
    loss: random.pick(0, 0.02, 0.1, 0.3),
    duplication: random.pick(0, 0.05),
    skewMs: weights.map(() => (random.chance(0.2) ? random.int(300) : 0)),
    durabilityLag: random.pick(0, 3),
    scheduleWindow: random.pick(2, 5, 12, 48),
    params: { minRoundDelayMs: random.pick(0, 20, 50), idleRoundDelayMs: random.pick(50, 400) },
  })
  trouble(network, random)
  const lying = liars.map(({ seat }) => seat)
  settle(network, seed, lying)
  checkEvidenceAgainst(network, lying)
  return { seed, weights, liars, network }
}

function trouble(network: Network, random: Random): void {
  const seats = network.peers.map(({ seat }) => seat)
  for (const seat of seats) network.at(random.int(100), () => network.start(seat))
  for (let atMs = 150; atMs < TROUBLE_MS; atMs += 50 + random.int(300)) {
    const kind = random.int(5)
    const seat = random.int(seats.length)
    if (kind === 0) {
      const side = seats.filter(() => random.chance(0.5))
      network.at(atMs, () =>
        network.partition(
          side,
          seats.filter((other) => !side.includes(other)),
        ),
      )
    } else if (kind === 1) network.at(atMs, () => network.heal())
    else if (kind === 2) network.at(atMs, () => network.submit(seat))
    else {
      const inside = random.pick<Peer['crashOnPersist']>(undefined, 'before', 'after')
      network.at(atMs, () => {
        if (inside === undefined) network.crash(seat)
        else network.peer(seat).crashOnPersist = inside
      })
      network.at(atMs + 20 + random.int(600), () => {
        network.crash(seat)
        network.start(seat)
      })
    }
  }
  network.run(TROUBLE_MS + 800)
}

/** Nobody honest is ever accused: evidence names liars only. */
function checkEvidenceAgainst(network: Network, lying: readonly number[]): void {
  for (const { seat, evidence } of network.peers)
    for (const { value } of evidence) {
      const { author } = value.first.header
      if (!lying.includes(author))
        throw new Error(`seat ${seat} has evidence against ${author}, who is honest`)
    }
}

function settle(network: Network, seed: number, lying: readonly number[]): void {
  network.stabilise()
  for (const { seat, consensus } of network.peers) if (consensus === undefined) network.start(seat)
  const honest = network.peers.filter(({ seat }) => !lying.includes(seat))
  const before = Math.max(...network.peers.map(({ commits }) => commits.length))
  const payloads = honest.slice(0, 2).map(({ seat }) => ({ seat, number: network.submit(seat) }))
  const done = (): boolean =>
    honest.every(({ index, certificates }) => {
      const certified = certificates.at(-1)?.checkpoint.index ?? 0n
      return index >= before && certified + 8n > BigInt(before)
    }) && payloads.every(({ seat, number }) => network.peer(seat).finalMs.has(number))
  network.run(HEALING_MS, done)
  if (done()) return
  const state = network.peers.map(
    ({ seat, index, consensus }) => `${seat}: commit ${index}, round ${consensus?.status().round}`,
  )
  throw new Error(`seed ${seed}: no progress after healing (${state.join('; ')}; before ${before})`)
}
