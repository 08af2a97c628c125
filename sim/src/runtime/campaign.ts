import { STRATEGIES, type Strategy } from '../adversaries/adversary.ts'
import type { Peer } from '../peer.ts'
import { createRandom, type Random } from '../random.ts'
import { firstState } from './genesis.ts'
import { certifiedHeight } from './node.ts'
import { createWorld, type World } from './world.ts'

/** What a run with the real runtime is made of; all of it follows from the seed. */
export interface RuntimeCampaign {
  readonly seed: number
  /** Stakes at genesis, millions of DEM. */
  readonly stakes: readonly number[]
  readonly liars: readonly { readonly node: number; readonly strategy: Strategy }[]
  readonly world: World
  /** The highest commit that somebody has executed. */
  readonly height: number
}

const TROUBLE_MS = 1_600
const HEALING_MS = 60_000
/** Changes of epochs that all must come through after healing. */
const EPOCHS = 2

/**
 * One run of validators that execute what they order, under loss, duplicates, skewed clocks, partitions, crashes, and a liar; stake moves,
 * so that committees change. Then the network becomes well. The world itself throws when honest nodes differ in anything; this throws
 * when they do not come through two more changes of epochs together, with two payments.
 */
export function runRuntimeCampaign(seed: number, trace?: (line: string) => void): RuntimeCampaign {
  const random = createRandom(seed)
  const count = random.pick(1, 4, 4, 4, 5, 5, 6, 7)
  const isEqual = random.chance(0.4)
  const stakes = Array.from({ length: count }, () => (isEqual ? 2 : 1 + random.int(5)))
  // No seat weighs a third: a committee of four or more caps them. So there is one liar at most, wherever stake goes.
  const liars =
    count >= 4 && random.chance(0.6)
      ? [{ node: random.int(count), strategy: random.pick('equivocate', ...STRATEGIES) }]
      : []
  const world = createWorld({
    seed,
    first: firstState({
      stakes,
      maxSeats: count > 4 && random.chance(0.5) ? count - 1 : count,
      epochMs: random.pick(200, 500, 1_500),
    }),
    liars,
    ...(trace === undefined ? {} : { trace }),
    latencyMs: random.pick<readonly [number, number]>([1, 5], [5, 40], [1, 90]),
    loss: random.pick(0, 0.02, 0.1, 0.3),
    duplication: random.pick(0, 0.05),
    skewMs: stakes.map(() => (random.chance(0.2) ? random.int(300) : 0)),
    durabilityLag: random.pick(0, 3, 12),
    scheduleWindow: random.pick(2, 5, 12, 48),
    params: {
      // Alone without a pause a node would go through round after round before the clock moves on.
      minRoundDelayMs: Math.max(count === 1 ? 20 : 0, random.pick(0, 20, 50)),
      idleRoundDelayMs: random.pick(50, 200),
    },
  })
  trouble(world, random)
  settle(world, seed)
  const height = Math.max(...world.nodes.map(({ chain }) => Number(chain?.head.height ?? 0n)))
  return { seed, stakes, liars, world, height }
}

function trouble(world: World, random: Random): void {
  const numbers = world.nodes.map(({ number }) => number)
  for (const number of numbers) world.at(random.int(100), () => world.start(number))
  for (let atMs = 120; atMs < TROUBLE_MS; atMs += 20 + random.int(80)) {
    const number = random.int(numbers.length)
    world.at(atMs, () => world.submit(number))
  }
  for (let atMs = 150; atMs < TROUBLE_MS; atMs += 50 + random.int(400)) {
    const kind = random.int(4)
    const number = random.int(numbers.length)
    if (kind === 0) {
      const side = numbers.filter(() => random.chance(0.5))
      world.at(atMs, () =>
        world.partition(
          side,
          numbers.filter((other) => !side.includes(other)),
        ),
      )
    } else if (kind === 1) world.at(atMs, () => world.heal())
    else {
      const inside = random.pick<Peer['crashOnPersist']>(undefined, 'before', 'after')
      world.at(atMs, () => {
        if (inside === undefined) world.crash(number)
        else world.node(number).crashOnPersist = inside
      })
      world.at(atMs + 20 + random.int(900), () => {
        world.crash(number)
        world.start(number)
      })
    }
  }
  world.run(TROUBLE_MS + 1_000)
}

function settle(world: World, seed: number): void {
  const { nodes, referee } = world
  world.stabilise()
  for (const { number, chain } of nodes) if (chain === undefined) world.start(number)
  const honest = nodes.filter(({ liar }) => !liar)
  const heightOf = ({ chain }: (typeof nodes)[number]): bigint => chain?.head.height ?? 0n
  const before = honest.map(heightOf).reduce((most, height) => (height > most ? height : most), 0n)
  const epoch = Math.max(...honest.map(({ changes }) => changes.length)) + EPOCHS
  const numbers = honest.map(({ number }) => number)
  const payments = [world.pay(numbers), world.pay(numbers.toReversed())]
  const done = (): boolean => {
    const heights = payments.map((payment) => referee.heightOf(payment?.id ?? '') ?? null)
    return honest.every((node) => {
      const certified = certifiedHeight(node)
      return (
        node.changes.length >= epoch &&
        certified > before &&
        heights.every((height) => height !== null && height <= certified)
      )
    })
  }
  world.run(HEALING_MS, done)
  if (!done()) {
    const state = nodes.map(
      (node) =>
        `${node.number}${node.liar ? ' (liar)' : ''}: height ${heightOf(node)}, certified ${certifiedHeight(node)}, epoch ${node.changes.length}, round ${node.consensus?.status().round}`,
    )
    throw new Error(
      `seed ${seed}: the nodes do not come into epoch ${epoch} together (${state.join('; ')}; before ${before}; payments ${payments.map((payment) => referee.heightOf(payment?.id ?? ''))})`,
    )
  }
  for (const { number, chain } of honest) if (chain !== undefined) referee.audit(`node ${number}`, chain)
}
