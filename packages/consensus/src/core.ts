import { type BlockHeader, type Checkpoint, checkpointDigest, LIMITS, ZERO_HASH } from '@demiurge/ledger'
import { Announcing } from './announcing.ts'
import { CheckpointVotes } from './checkpoint-votes.ts'
import type { LeaderDraw, Voters } from './committee.ts'
import type { Consensus, ConsensusOptions, Recovered, Status } from './consensus.ts'
import { Dag } from './dag.ts'
import type { Env, Payload, Timer } from './env.ts'
import { Intake } from './intake.ts'
import type { RecoveryPoint } from './linearise.ts'
import type { ControlMessage, PullMessage } from './message.ts'
import { Ordering } from './ordering.ts'
import { ParentChoice } from './parents.ts'
import { answerPull, answerRounds, Pulling } from './pulling.ts'
import { type CreationRule, Rounds, type Step } from './rounds.ts'
import { firstSchedule, LeaderSchedule, windowOf } from './schedule.ts'
import { emptyHeader, genesisBlocks, signBlock, type VerifiedBlock } from './verified-block.ts'

/** A node this many rounds behind makes empty blocks until it has caught up: a payload in them would come too late. */
const CATCHING_UP_ROUNDS = 4
const NO_PAYLOAD: Payload = { root: ZERO_HASH, bytes: 0 }
const NOTHING_RECOVERED: Recovered = { blocks: [], lastOwn: null, point: null }

/** The state machine behind `createConsensus`: it joins the parts and acts through `Env`. */
export class Core implements Consensus {
  readonly #options: ConsensusOptions
  readonly #env: Env
  readonly #seat: number | null
  readonly #peers: readonly number[]
  readonly #genesis: readonly VerifiedBlock[]
  readonly #dag: Dag
  readonly #rounds: Rounds
  readonly #parents: ParentChoice
  readonly #announcing: Announcing
  readonly #pulling: Pulling
  readonly #intake: Intake
  readonly #ordering: Ordering
  readonly #votes: CheckpointVotes
  #running = false
  #again = false
  /** When the earliest pace timer under way will fire. */
  #paceTimerMs = Number.POSITIVE_INFINITY

  constructor(options: ConsensusOptions, voters: Voters, draw: LeaderDraw) {
    const { env, seat, params, committee, chainId, opening, recovered, hasher } = options
    const point = recovered?.point ?? firstPoint(opening, voters.count)
    const window = options.scheduleWindow ?? windowOf(voters.count)
    const schedule = new LeaderSchedule({ voters, draw, window, record: point.schedule })
    this.#options = options
    this.#env = env
    this.#seat = seat
    this.#peers = [...committee.seats.keys()].filter((other) => other !== seat)
    this.#genesis = genesisBlocks(chainId, committee, checkpointDigest(opening))
    const dag = new Dag(voters, schedule, this.#genesis)
    this.#dag = dag
    this.#rounds = new Rounds({ dag, voters, params, seat })
    this.#parents = new ParentChoice(dag, voters)
    this.#announcing = new Announcing({
      env,
      rounds: this.#rounds,
      epoch: committee.epoch,
      peers: this.#peers,
      isObserver: seat === null,
      deltaMs: params.deltaMs,
    })
    this.#pulling = new Pulling({ env, deltaMs: params.deltaMs, seats: voters.count, seat })
    this.#intake = new Intake({
      dag,
      voters,
      env,
      pulling: this.#pulling,
      garbageRound: () => this.#ordering.garbageRound,
      round: () => this.#rounds.round,
      entered: (block) => this.#entered(block),
    })
    this.#ordering = new Ordering({
      dag,
      voters,
      env,
      schedule,
      epoch: committee.epoch,
      point,
      forget: (garbageRound) => this.#intake.forget(garbageRound),
    })
    this.#votes = new CheckpointVotes({
      voters,
      seat,
      hashPairs: hasher?.hashPairs,
      certified: (certificate) => env.certified(certificate),
      evidence: (evidence) => env.evidence(evidence),
    })
  }

  start(): void {
    const { blocks, lastOwn } = this.#options.recovered ?? NOTHING_RECOVERED
    const all = lastOwn === null ? blocks : [...blocks, lastOwn]
    const { garbageRound, decidedRound } = this.#ordering
    const now = this.#env.now()
    const ownRound = Math.max(
      0,
      ...all.filter(({ author }) => author === this.#seat).map(({ round }) => round),
    )
    // We go on in the round of our latest block, so that none is jumped over, unless its neighbours are forgotten everywhere.
    this.#rounds.enter(Math.max(1, ownRound > garbageRound ? ownRound : decidedRound), now)
    // Before anything else: whatever happens next, we sign nothing for a round that has a block of ours.
    for (const block of all) if (block.author === this.#seat) this.#adopt(block, now)
    this.#intake.restore(all)
    for (const peer of this.#peers) this.onConnected(peer)
    this.#announcing.armRepeat()
    this.#run()
  }

  onBlock(block: VerifiedBlock, from: number | null): void {
    const sender = from ?? block.author
    this.#pulling.heard(sender, block.round, this.#rounds.round)
    this.#intake.accept(block, sender)
    this.#run()
  }

  onMessage(from: number, message: ControlMessage): void {
    if (message.kind === 'advance') {
      const { epoch, round, hurry } = message.value
      if (epoch !== this.#options.committee.epoch) return
      this.#pulling.heard(from, Number(round), this.#rounds.round)
      if (hurry && this.#rounds.hurry(Number(round))) this.#run()
    } else this.#answer(from, message)
  }

  onTimer(timer: Timer): void {
    switch (timer.kind) {
      case 'pace':
        this.#paceTimerMs = Number.POSITIVE_INFINITY
        break
      case 'pull':
        this.#pulling.pull(Math.min(this.#ordering.decidedRound - 2, this.#firstMissing - 1))
        break
      case 'catchUp':
        this.#pulling.catchUp(this.#rounds.round, this.#firstMissing)
        break
      case 'resend':
        this.#announcing.repeatAll(timer.round)
        break
      case 'early':
        this.#intake.onEarly(timer.block, timer.from)
        break
    }
    this.#run()
  }

  onPayloadWaiting(): void {
    this.#run()
  }

  onConnected(seat: number): void {
    if (seat !== this.#seat) this.#announcing.repeat(seat)
  }

  onExecuted(checkpoint: Checkpoint): void {
    this.#votes.executed(checkpoint)
    this.#run()
  }

  isKnown(id: string): boolean {
    return this.#intake.isKnown(id)
  }

  status(): Status {
    const { decidedRound, garbageRound, retainedRound, point } = this.#ordering
    return {
      round: this.#rounds.round,
      highestRound: this.#dag.highest,
      decidedRound,
      commitIndex: point.index,
      commitDigest: point.digest,
      garbageRound,
      retainedRound,
      schedule: point.schedule,
    }
  }

  /** The lowest round above the garbage line of which no quorum is here, as after a start from a point without blocks; at most ours. */
  get #firstMissing(): number {
    return this.#dag.firstIncomplete(Math.max(1, this.#ordering.garbageRound + 1), this.#rounds.round)
  }

  /** Does everything that can be done now. Calls from inside `Env` only ask for one more turn. */
  #run(): void {
    this.#again = true
    if (this.#running) return
    this.#running = true
    while (this.#again) {
      this.#again = false
      this.#advanceRounds()
      this.#ordering.decide()
    }
    this.#running = false
  }

  #advanceRounds(): void {
    // At most one block by C1 or C2 a turn: a committee of one with no delay would otherwise never return.
    let mayCreate = true
    for (let step = this.#next(); ; step = this.#next()) {
      if (step.kind === 'enter') this.#enter(this.#rounds.round + 1)
      else if (step.kind === 'create' && (mayCreate || step.rule === 'C3')) {
        mayCreate = false
        this.#create(step.rule)
      } else {
        this.#armPace(step)
        this.#announcing.tell(this.#ordering.hasUnordered)
        return
      }
    }
  }

  #next(): Step {
    return this.#rounds.next(this.#env.now(), this.#ordering.hasUnordered || this.#env.wantsToHurry())
  }

  #enter(round: number): void {
    this.#rounds.enter(round, this.#env.now())
    this.#pulling.advanced(round, this.#firstMissing)
  }

  #create(rule: CreationRule): void {
    const { hasher } = this.#options
    const block = signBlock(this.#newHeader(), (message) => this.#env.sign(message), hasher)
    // Durable before anybody else sees it: a restart must never lead to a second block for this round.
    this.#env.persist(block, true)
    this.#dag.insert(block)
    this.#rounds.created(block, rule, this.#env.now())
    this.#entered(block)
    for (const peer of this.#peers) this.#env.send(peer, { kind: 'block', value: block })
    this.#announcing.armRepeat()
  }

  #newHeader(): BlockHeader {
    const { chainId, committee } = this.#options
    const { round, own } = this.#rounds
    const author = this.#seat ?? 0
    const first = own?.id ?? this.#genesis[author]?.id ?? ZERO_HASH
    const parents = this.#parents.choose(round, author, first)
    const times = parents.map((id) => this.#dag.get(id)?.block.timestampMs ?? 0)
    const isBehind = this.#dag.highest >= round + CATCHING_UP_ROUNDS
    // All seats together fill no more than a commit takes: the rest would only travel twice.
    const mostBytes = Math.min(LIMITS.blockBytes, Math.floor(LIMITS.commitBytes / committee.seats.length))
    const payload = isBehind ? NO_PAYLOAD : this.#env.payload(mostBytes)
    return {
      ...emptyHeader,
      chainId,
      epoch: committee.epoch,
      round: BigInt(round),
      author,
      parents,
      timestampMs: BigInt(Math.max(Math.floor(this.#env.now()), ...times)),
      payloadRoot: payload.root,
      payloadBytes: payload.bytes,
      checkpointVote: this.#votes.next,
      beaconReveal: this.#env.reveal?.() ?? null,
    }
  }

  #entered(block: VerifiedBlock): void {
    if (block.author === this.#seat) this.#adopt(block, this.#env.now())
    this.#ordering.entered(block)
    this.#votes.count(block, this.#ordering.point.index)
  }

  #adopt(block: VerifiedBlock, now: number): void {
    this.#rounds.adopt(block, now)
    if (block.header.checkpointVote !== null) this.#votes.cast(block.header.checkpointVote)
  }

  #answer(to: number, message: PullMessage): void {
    if (message.kind === 'pull') {
      const { ids, floor } = message.value
      const { blocks, rest } = answerPull(this.#dag, ids, Number(floor))
      if (rest.length > 0) this.#env.answerFromArchive(to, { kind: 'pull', value: { ids: rest, floor } })
      for (const block of blocks) this.#env.send(to, { kind: 'block', value: block })
      return
    }
    const { from } = message.value
    const { blocks, rest } = answerRounds(this.#dag, Number(from), Number(message.value.to))
    if (rest >= Number(from))
      this.#env.answerFromArchive(to, { kind: 'pullRounds', value: { from, to: BigInt(rest) } })
    for (const block of blocks) this.#env.send(to, { kind: 'block', value: block })
  }

  #armPace(step: Step): void {
    const now = this.#env.now()
    const dueMs = step.kind === 'wait' ? step.untilMs : now
    if (dueMs >= this.#paceTimerMs) return
    this.#paceTimerMs = dueMs
    if (dueMs < Number.POSITIVE_INFINITY) this.#env.setTimer({ kind: 'pace' }, Math.max(0, dueMs - now))
  }
}

/** Before the first commit of an epoch: numbers, digests and time go on from the checkpoint that opens it. */
function firstPoint({ index, commitDigest, timestampMs }: Checkpoint, seats: number): RecoveryPoint {
  const schedule = firstSchedule(seats)
  return { index, digest: commitDigest, timestampMs, round: 0n, sequenced: [], schedule }
}
