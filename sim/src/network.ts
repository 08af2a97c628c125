import { decode, encode, toHex } from '@demiurge/codec'
import {
  type Consensus,
  ConsensusError,
  type ConsensusParams,
  createConsensus,
  type Env,
  Message,
  type RecoveryPoint,
  retainedRound,
  type Timer,
  type VerifiedBlock,
  verifyHeader,
} from '@demiurge/consensus'
import { H, portableMerkleHasher, type Suites } from '@demiurge/crypto'
import {
  type Checkpoint,
  type Commit,
  type Committee,
  committeeRoot,
  LIMITS,
  ZERO_HASH,
} from '@demiurge/ledger'
import { type Adversary, createAdversary, type Strategy } from './adversaries/adversary.ts'
import { checkpointOf, createPeer, type Peer } from './peer.ts'
import { createQueue } from './queue.ts'
import { createRandom, type Random } from './random.ts'
import { fastSuites } from './suites.ts'
import { createWitness } from './witness.ts'

export const CHAIN_ID = 'demiurge-test'
export const SEED = `0x${'67'.repeat(32)}`

/** The checkpoint that opens the epoch of a committee. */
export function openingOf(committee: Committee): Checkpoint {
  return {
    epoch: committee.epoch - 1n,
    index: 0n,
    previous: ZERO_HASH,
    commitDigest: SEED,
    stateRoot: ZERO_HASH,
    receiptsRoot: ZERO_HASH,
    resume: ZERO_HASH,
    timestampMs: 0n,
    closing: { nextCommitteeRoot: committeeRoot(committee), nextSeed: SEED },
  }
}
const START_MS = 1_700_000_000_000
const SUITE = 64
const utf8 = new TextEncoder()

/** A simulated crash in the middle of a step. */
class Crash extends Error {}

export interface NetworkOptions {
  readonly seed: number
  readonly weights: readonly number[]
  readonly suites?: Suites
  readonly params?: Partial<ConsensusParams>
  /** One-way latency in ms, drawn for each message. */
  readonly latencyMs?: readonly [number, number]
  readonly loss?: number
  readonly duplication?: number
  /** Seats that send two versions of every block. */
  readonly equivocators?: readonly number[]
  /** Other liars: seat and strategy. */
  readonly liars?: readonly { readonly seat: number; readonly strategy: Strategy }[]
  /** One-way latency between two seats in ms; instead of `latencyMs`. */
  readonly delayOf?: (from: number, to: number, random: Random, message: Message) => number
  /** Hears what happens, a line each. */
  readonly trace?: (line: string) => void
  /** Seats that only watch: others send them everything, they make no blocks. */
  readonly observers?: readonly number[]
  /** How far each seat's clock is off, ms. */
  readonly skewMs?: readonly number[]
  /** Encodes and decodes every message, as a wire does. */
  readonly wire?: boolean
  /** Commits that execution may lag behind before its result is durable. */
  readonly durabilityLag?: number
  /** Commits between two changes of the leader schedule. */
  readonly scheduleWindow?: number
}

type Event =
  | { readonly kind: 'message'; readonly from: number; readonly to: number; readonly message: Message }
  | { readonly kind: 'timer'; readonly to: number; readonly life: number; readonly timer: Timer }
  | { readonly kind: 'executed'; readonly to: number; readonly life: number; readonly checkpoint: Checkpoint }
  | { readonly kind: 'action'; readonly run: () => void }

export interface Network {
  readonly committee: Committee
  readonly peers: readonly Peer[]
  readonly random: Random
  readonly now: () => number
  readonly events: () => number
  peer(seat: number): Peer
  start(seat: number): void
  crash(seat: number): void
  /** Messages cross only inside a group. */
  partition(...groups: readonly (readonly number[])[]): void
  heal(): void
  /** Loss, duplication and partitions end: what the proof of liveness assumes. */
  stabilise(): void
  /** A payload arrives at a seat; the number names it in `finalMs`. */
  submit(seat: number): number
  at(delayMs: number, run: () => void): void
  /** Runs for so long, or until `done`. */
  run(durationMs: number, done?: () => boolean): void
  step(): boolean
}

/**
 * Validators with a virtual clock, a lossy network and disks that lose what is not synced. One seed gives one run. Throws when honest
 * nodes disagree on a commit, sign twice for a round, order a slot twice, go back in time, or change a commit after a restart.
 */
export function createNetwork(options: NetworkOptions): Network {
  const { weights, suites = fastSuites, latencyMs = [5, 40], skewMs = [], durabilityLag = 0 } = options
  const random = createRandom(options.seed)
  const queue = createQueue<Event>()
  const liars = [
    ...(options.equivocators ?? []).map((seat) => ({ seat, strategy: 'equivocate' as const })),
    ...(options.liars ?? []),
  ]
  const lying = new Map<number, Adversary>()
  const suite = suites.get(SUITE)
  const keys = weights.map((_, i) => suite.keyPairFromSeed(new Uint8Array(32).fill(i + 1)))
  const committee: Committee = {
    epoch: 3n,
    seats: weights.map((weight, i) => ({
      account: `0x${(i + 1).toString(16).padStart(64, '0')}`,
      suite: SUITE,
      key: keys[i]?.publicKey ?? new Uint8Array(0),
      weight: BigInt(weight),
    })),
  }
  const context = { chainId: CHAIN_ID, committee, hasher: portableMerkleHasher }
  let nowMs = START_MS
  let events = 0
  let payloads = 0
  let stable = false
  let groupOf: readonly number[] | undefined
  const verified = new WeakMap<object, VerifiedBlock>()
  const blocks = new Map<string, VerifiedBlock>()
  const witness = createWitness()
  const equivocation = {
    context,
    seed: SEED,
    suite,
    keys,
    random,
    findBlock: (id: string) => blocks.get(id),
  }
  const payloadNumber = new Map<string, readonly number[]>()

  const peers = weights.map((_, seat) => createPeer(seat, options.observers?.includes(seat) === true))
  const peer = (seat: number): Peer => {
    const found = peers[seat]
    if (found === undefined) throw new Error(`there is no seat ${seat}`)
    return found
  }

  for (const { seat, strategy } of liars) lying.set(seat, createAdversary(strategy, equivocation))
  const trace = (seat: number, text: () => string): void => {
    options.trace?.(`${String(nowMs - START_MS).padStart(7)} ms  seat ${seat}  ${text()}`)
  }

  const deliver = (from: number, to: number, message: Message, laterMs = 0): void => {
    if (groupOf !== undefined && groupOf[from] !== groupOf[to]) return
    if (!stable && random.chance(options.loss ?? 0)) return
    const [least, most] = latencyMs
    const delay = (): number =>
      laterMs + (options.delayOf?.(from, to, random, message) ?? least + random.int(most - least + 1))
    const carried = options.wire === true ? decode(Message, encode(Message, message)) : message
    queue.push(nowMs + delay(), { kind: 'message', from, to, message: carried })
    if (!stable && random.chance(options.duplication ?? 0))
      queue.push(nowMs + delay() + random.int(100), { kind: 'message', from, to, message: carried })
  }

  const createEnv = (self: Peer): Env => {
    const { seat } = self
    const life = self.life
    return {
      now: () => nowMs + (skewMs[seat] ?? 0),
      send(to, message) {
        const block = message.kind === 'block' ? verified.get(message.value) : undefined
        const lie = lying.get(seat)
        if (block?.author === seat && lie === undefined) witness.sent(block)
        if (block?.author !== seat || lie === undefined) {
          deliver(seat, to, message)
          return
        }
        for (const sending of lie(block, to)) {
          const { value } = sending.message
          // What a liar signs is signed well: it need not be verified again.
          if (sending.message.kind === 'block') verified.set(value, value as VerifiedBlock)
          deliver(seat, to, sending.message, sending.delayMs)
        }
      },
      setTimer(timer, delayMs) {
        queue.push(nowMs + Math.max(delayMs, 0), { kind: 'timer', to: seat, life, timer })
      },
      persist(block, own) {
        blocks.set(block.id, block)
        // Without a wire the signed block itself travels, and need not be verified again.
        verified.set(block, block)
        if (own && self.crashOnPersist === 'before') throw new Crash()
        self.disk.push(block)
        // Others' blocks reach the disk some time later; an own block is waited for, and what was written before it is there too.
        if (own || random.chance(0.1)) self.synced = self.disk.length
        if (own && self.crashOnPersist === 'after') throw new Crash()
        if (own) trace(seat, () => `makes block ${block.id.slice(0, 10)} of round ${block.round}`)
        if (own) self.made.push({ atMs: nowMs, round: block.round, payloadBytes: block.header.payloadBytes })
      },
      sign(message) {
        const key = keys[seat]
        if (key === undefined) throw new Error('no key')
        return suite.sign(message, key)
      },
      payload() {
        if (self.waiting.length === 0) return { root: ZERO_HASH, bytes: 0 }
        const root = toHex(H(utf8.encode(`payload ${payloads++} of ${seat}`)))
        payloadNumber.set(root, self.waiting)
        const bytes = 100 * self.waiting.length
        self.waiting = []
        return { root, bytes }
      },
      wantsToHurry: () =>
        self.waiting.length > 0 || self.uncertified > (self.certificates.at(-1)?.checkpoint.index ?? 0n),
      commit: (commit, ordered, point) => onCommit(self, commit, ordered, point),
      dropped(never) {
        self.dropped.push(...never)
        for (const block of never)
          if (block.author === seat) self.waiting.push(...(payloadNumber.get(block.header.payloadRoot) ?? []))
      },
      certified: (certificate) => {
        trace(seat, () => `certificate for checkpoint ${certificate.checkpoint.index}`)
        self.certificates.push(certificate)
      },
      evidence: (evidence) => {
        trace(seat, () => `evidence of ${evidence.kind} against ${evidence.value.first.header.author}`)
        self.evidence.push(evidence)
      },
      refused: (block, error) => {
        trace(seat, () => `refuses a block of ${block.author}: ${error.message}`)
        self.refused.push(error)
      },
      answerFromArchive(to, request) {
        const found = self.disk.filter((block) =>
          request.kind === 'pull'
            ? request.value.ids.includes(block.id)
            : block.header.round >= request.value.from && block.header.round <= request.value.to,
        )
        for (const block of found.sort((a, b) => a.round - b.round).slice(0, 512))
          deliver(seat, to, { kind: 'block', value: block })
      },
    }
  }

  const onCommit = (
    self: Peer,
    commit: Commit,
    ordered: readonly VerifiedBlock[],
    point: RecoveryPoint,
  ): void => {
    trace(
      self.seat,
      () => `commits ${commit.index}: leader ${commit.leader.slice(0, 10)}, ${ordered.length} blocks`,
    )
    witness.committed(self, commit, ordered)
    self.index = commit.index
    const at = Number(commit.index)
    self.commits[at] = commit
    self.points[at] = point
    for (const block of ordered) {
      if (block.header.payloadBytes > 0) self.uncertified = commit.index
      if (block.author !== self.seat) continue
      for (const number of payloadNumber.get(block.header.payloadRoot) ?? []) {
        if (self.finalMs.has(number) && self.life === 1 && !lying.has(self.seat))
          throw new Error(`payload ${number} ordered twice`)
        if (!self.finalMs.has(number)) self.finalMs.set(number, nowMs)
      }
    }
    if (random.int(durabilityLag + 1) === 0) self.durable = point
    if (commit.index % BigInt(LIMITS.checkpointInterval) !== 0n) return
    const checkpoint = checkpointOf(commit, point)
    queue.push(nowMs, { kind: 'executed', to: self.seat, life: self.life, checkpoint })
  }

  const start = (seat: number): void => {
    const self = peer(seat)
    trace(seat, () => 'starts')
    self.life++
    self.index = self.durable?.index ?? 0n
    self.waiting = self.life === 1 ? self.waiting : []
    const { disk, durable } = self
    const lastOwn = disk.filter(({ author }) => author === seat).sort((a, b) => b.round - a.round)[0] ?? null
    const kept = disk.filter(({ round }) => durable === null || round > retainedRound(durable))
    const params = {
      deltaMs: 100,
      leaderTimeoutMs: 400,
      minRoundDelayMs: 20,
      idleRoundDelayMs: 20,
      ...options.params,
    }
    self.consensus = createConsensus({
      committee,
      seat: self.isWatching ? null : seat,
      chainId: CHAIN_ID,
      opening: openingOf(committee),
      params,
      env: createEnv(self),
      hasher: portableMerkleHasher,
      ...(options.scheduleWindow === undefined ? {} : { scheduleWindow: options.scheduleWindow }),
      recovered: { blocks: random.shuffle(kept), lastOwn, point: durable },
    })
    guard(self, (consensus) => consensus.start())
    // The last executed checkpoint may lack its certificate: execution tells again.
    const last = self.commits
      .slice(0, Number(durable?.index ?? 0n) + 1)
      .findLast((commit) => commit !== undefined && commit.index % BigInt(LIMITS.checkpointInterval) === 0n)
    const point = last === undefined ? undefined : self.points[Number(last.index)]
    if (last !== undefined && point !== undefined)
      guard(self, (consensus) => consensus.onExecuted(checkpointOf(last, point)))
  }

  const crash = (seat: number): void => {
    const self = peer(seat)
    trace(seat, () => 'crashes')
    self.consensus = undefined
    self.crashOnPersist = undefined
    self.life++
    self.disk = self.disk.slice(0, self.synced)
    self.synced = self.disk.length
  }

  const guard = (self: Peer, action: (consensus: Consensus) => void): void => {
    if (self.consensus === undefined) return
    try {
      action(self.consensus)
    } catch (error) {
      // A liar's own core stops when it meets what it has signed: that is the rule at work, and no failure.
      const isCaught = lying.has(self.seat) && error instanceof ConsensusError
      if (!(error instanceof Crash) && !isCaught) throw error
      crash(self.seat)
    }
  }

  const verify = (message: Extract<Message, { kind: 'block' }>): VerifiedBlock => {
    const known = verified.get(message.value)
    if (known !== undefined) return known
    const block = verifyHeader(message.value, context, suites)
    verified.set(message.value, block)
    return block
  }

  const dispatch = (event: Event): void => {
    if (event.kind === 'action') {
      event.run()
      return
    }
    const self = peer(event.to)
    if (event.kind === 'message') {
      const { message, from } = event
      if (message.kind === 'block') guard(self, (consensus) => consensus.onBlock(verify(message), from))
      else guard(self, (consensus) => consensus.onMessage(from, message))
    } else if (event.life !== self.life) return
    else if (event.kind === 'timer') guard(self, (consensus) => consensus.onTimer(event.timer))
    else guard(self, (consensus) => consensus.onExecuted(event.checkpoint))
  }

  const step = (): boolean => {
    const next = queue.pop()
    if (next === undefined) return false
    nowMs = Math.max(nowMs, next.atMs)
    events++
    dispatch(next.value)
    return true
  }

  return {
    committee,
    peers,
    random,
    now: () => nowMs,
    events: () => events,
    peer,
    start,
    crash,
    step,
    partition(...groups) {
      trace(-1, () => `partition ${groups.map((group) => group.join(',')).join(' | ')}`)
      groupOf = weights.map((_, seat) => groups.findIndex((group) => group.includes(seat)))
    },
    heal() {
      trace(-1, () => 'the partition heals')
      groupOf = undefined
    },
    stabilise() {
      groupOf = undefined
      stable = true
    },
    submit(seat) {
      const number = payloads++
      peer(seat).waiting.push(number)
      guard(peer(seat), (consensus) => consensus.onPayloadWaiting())
      return number
    },
    at: (delayMs, run) => queue.push(nowMs + delayMs, { kind: 'action', run }),
    run(durationMs, done = () => false) {
      const endMs = nowMs + durationMs
      while (queue.nextMs() <= endMs && !done()) step()
      if (!done()) nowMs = Math.max(nowMs, endMs)
    },
  }
}
