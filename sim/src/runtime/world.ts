import type { Timer, VerifiedBlock } from '@demiurge/consensus'
import { createQueue } from '../queue.ts'
import { createRandom, type Random } from '../random.ts'
import { type Clients, createClients, type Signed } from './clients.ts'
import { hearCertificate } from './execution.ts'
import { START_MS } from './genesis.ts'
import type { Ground, Parcel, Tally, WorldOptions } from './ground.ts'
import { closeEpoch, crash, guard, hear, start } from './life.ts'
import { createNode, pooledAt, type SimNode } from './node.ts'
import { createPayloads } from './payloads.ts'
import { createReferee, type Referee } from './referee.ts'
import { routine, serve, take } from './routine.ts'

const ROUTINE_MS = 100
/** No run has so many events: one that does turns in a circle. */
const MOST_EVENTS = 500_000

type Event =
  | { readonly kind: 'parcel'; readonly from: number; readonly to: number; readonly parcel: Parcel }
  | { readonly kind: 'timer'; readonly node: SimNode; readonly session: number; readonly timer: Timer }
  | { readonly kind: 'later'; readonly node: SimNode; readonly life: number; readonly run: () => void }
  | { readonly kind: 'action'; readonly run: () => void }

/** A chain of several nodes with a virtual clock, a lossy network, and disks that lose what is not synced. */
export interface World {
  readonly nodes: readonly SimNode[]
  readonly random: Random
  readonly referee: Referee
  readonly tally: Tally
  node(number: number): SimNode
  start(number: number): void
  crash(number: number): void
  /** Messages cross only inside a group. */
  partition(...groups: readonly (readonly number[])[]): void
  heal(): void
  /** Loss, duplication and partitions end: what the proof of liveness assumes. */
  stabilise(): void
  /** Somebody hands in a transaction at a node, and perhaps at another one as well. */
  submit(number: number): void
  /** A payment that must become final, handed in at several nodes; undefined when the first one is down. */
  pay(numbers: readonly number[]): Signed | undefined
  at(delayMs: number, run: () => void): void
  /** Runs for so long, or until `done`. */
  run(durationMs: number, done?: () => boolean): void
}

/** Builds a world; nothing runs before `start`. One seed gives one run. Its referee throws when honest nodes differ. */
export function createWorld(options: WorldOptions): World {
  const { first, latencyMs, loss, duplication, skewMs } = options
  const random = createRandom(options.seed)
  const queue = createQueue<Event>()
  let nowMs = START_MS
  let events = 0
  let stable = false
  let groupOf: readonly number[] | undefined
  const lying = new Set(options.liars.map(({ node }) => node))
  const nodes = first.validators.map((_, number) => createNode(number, first, lying.has(number)))
  const numbers = new Map(first.validators.map(({ account }, number) => [account, number]))
  const referee = createReferee(first)
  const clients: Clients = createClients(first, random)
  const tell = (who: string, text: string): void =>
    options.trace?.(`${String(nowMs - START_MS).padStart(7)} ms  ${who}  ${text}`)

  const ground: Ground = {
    options,
    first,
    random,
    referee,
    payloads: createPayloads(),
    nodes,
    tally: { syncs: 0, refusedOffers: 0, publications: 0, disputes: 0 },
    verified: new WeakMap(),
    blocks: new Map<string, VerifiedBlock>(),
    nowMs: () => nowMs,
    clockOf: ({ number }) => nowMs + (skewMs[number] ?? 0),
    numberOf: (account) => numbers.get(account),
    trace: (node, text) => {
      if (options.trace !== undefined) tell(`node ${node.number}`, text())
    },
    deliver(from, to, parcel, laterMs = 0) {
      if (groupOf !== undefined && groupOf[from] !== groupOf[to]) return
      if (!stable && random.chance(loss)) return
      const [least, most] = latencyMs
      const delay = (): number => laterMs + least + random.int(most - least + 1)
      queue.push(nowMs + delay(), { kind: 'parcel', from, to, parcel })
      if (!stable && random.chance(duplication))
        queue.push(nowMs + delay() + random.int(100), { kind: 'parcel', from, to, parcel })
    },
    timer: (node, timer, delayMs) =>
      queue.push(nowMs + Math.max(delayMs, 0), { kind: 'timer', node, session: node.session, timer }),
    later: (node, delayMs, run) => queue.push(nowMs + delayMs, { kind: 'later', node, life: node.life, run }),
  }

  const nodeOf = (number: number): SimNode => {
    const found = nodes[number]
    if (found === undefined) throw new Error(`there is no node ${number}`)
    return found
  }

  const open = (from: number, node: SimNode, parcel: Parcel): void => {
    if (node.chain === undefined) return
    switch (parcel.kind) {
      case 'core':
        hear(ground, node, { ...parcel, from })
        return
      case 'certificate':
        if (hearCertificate(ground, node, { from, ...parcel })) closeEpoch(ground, node)
        return
      case 'ask':
        serve(ground, node, { ...parcel, from })
        return
      case 'offer':
        take(ground, node, { from, ...parcel })
    }
  }

  const dispatch = (event: Event): void => {
    if (event.kind === 'action') event.run()
    else if (event.kind === 'parcel') open(event.from, nodeOf(event.to), event.parcel)
    else if (event.kind === 'later') {
      if (event.node.life === event.life) event.run()
    } else if (event.node.session === event.session)
      guard(ground, event.node, (core) => core.onTimer(event.timer))
  }

  const goOn = (node: SimNode): void =>
    ground.later(node, ROUTINE_MS, () => {
      routine(ground, node)
      goOn(node)
    })

  return {
    nodes,
    random,
    referee,
    tally: ground.tally,
    node: nodeOf,
    start(number) {
      const node = nodeOf(number)
      start(ground, node)
      // Not all at the same moment.
      ground.later(node, random.int(ROUTINE_MS), () => goOn(node))
    },
    crash: (number) => crash(ground, nodeOf(number)),
    partition(...groups) {
      tell('network', `partition ${groups.map((group) => group.join(',')).join(' | ')}`)
      groupOf = nodes.map(({ number }) => groups.findIndex((group) => group.includes(number)))
    },
    heal() {
      tell('network', 'the partition heals')
      groupOf = undefined
    },
    stabilise() {
      tell('network', 'all is well from here on')
      groupOf = undefined
      stable = true
    },
    submit(number) {
      const node = nodeOf(number)
      const { chain } = node
      if (chain === undefined) return
      const made = clients.next(chain, (account, lane) => pooledAt(node, account, lane), nowMs)
      const also = random.chance(0.3) ? nodeOf(random.int(nodes.length)) : node
      for (const at of new Set([node, also])) {
        if (at.chain === undefined) continue
        at.waiting.push(made)
        guard(ground, at, (core) => core.onPayloadWaiting())
      }
    },
    pay(at) {
      const [number = 0] = at
      const { chain, person } = nodeOf(number)
      if (chain === undefined) return undefined
      const made = clients.sure(chain, nowMs)
      for (const node of at.map(nodeOf)) {
        node.waiting.push({ ...made, account: person.account, lane: -1 })
        guard(ground, node, (core) => core.onPayloadWaiting())
      }
      return made
    },
    at: (delayMs, run) => queue.push(nowMs + delayMs, { kind: 'action', run }),
    run(durationMs, done = () => false) {
      const endMs = nowMs + durationMs
      while (queue.nextMs() <= endMs && !done()) {
        const next = queue.pop()
        if (next === undefined) break
        nowMs = Math.max(nowMs, next.atMs)
        if (events++ > MOST_EVENTS) throw new Error(`${events} events: the run comes to no end`)
        dispatch(next.value)
      }
      if (!done()) nowMs = Math.max(nowMs, endMs)
    },
  }
}
