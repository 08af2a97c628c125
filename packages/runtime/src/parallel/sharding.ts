/** Shards that accounts fall into by the first byte of their address. */
export const SHARDS = 256

/** What merging a result costs of executing the transaction: one part in so many. Lane 0 does it for all others. */
const MERGE_SHARE = 2
/** The average follows a commit by one part in so many. */
const DECAY = 8
/** Lanes whose loads differ by less than one part in so many of the larger are left alone. */
const TOLERANCE = 8
/** Shards that change lanes after one commit at most: who executes an account keeps its entries in the processor's caches. */
const MOVES = 16

/** How a sharding works. */
export interface ShardingOptions {
  /** Most lanes beside lane 0, which is that of whoever merges. */
  readonly lanes: number
  /** Weight of an average commit for which one more lane pays; half of it no longer does. */
  readonly laneWeight: number
}

/** A shard that changes lanes. */
interface Move {
  readonly shard: number
  readonly from: number
  readonly to: number
}

/**
 * Which execution lane has which accounts. The weight that each shard brings is measured as a decaying average over commits: a lane with
 * too much of it splits, lanes with too little are merged, and between lanes that have different loads shards move. It decides who
 * computes, never what comes of it.
 */
export class Sharding {
  readonly #options: ShardingOptions
  readonly #laneOf = new Uint8Array(SHARDS)
  readonly #average = new Float64Array(SHARDS)
  readonly #current = new Float64Array(SHARDS)
  readonly #active = new Set<number>()
  #splits = 0
  #merges = 0
  #moves = 0

  /** Throws RangeError for more lanes than there can be. */
  constructor(options: ShardingOptions) {
    if (options.lanes >= SHARDS)
      throw new RangeError(`${options.lanes} lanes are too many for ${SHARDS} shards`)
    this.#options = options
  }

  /** The lane of a shard; 0 is that of whoever merges. */
  laneOf(shard: number): number {
    return this.#laneOf[shard] ?? 0
  }

  /** Lanes that there are beside lane 0, in no order that means anything. */
  get active(): ReadonlySet<number> {
    return this.#active
  }

  /** Lanes that were opened, lanes that were closed, and shards that changed lanes, so far. */
  get changes(): { readonly splits: number; readonly merges: number; readonly moves: number } {
    return { splits: this.#splits, merges: this.#merges, moves: this.#moves }
  }

  /** Shards of a lane, and their weight in an average commit. */
  shareOf(lane: number): { readonly shards: number; readonly weight: number } {
    let shards = 0
    let weight = 0
    for (let shard = 0; shard < SHARDS; shard++)
      if (this.#laneOf[shard] === lane) {
        shards++
        weight += this.#average[shard] ?? 0
      }
    return { shards, weight }
  }

  /** Counts the weight of a transaction that was executed. */
  count(shard: number, weight: number): void {
    this.#current[shard] = (this.#current[shard] ?? 0) + weight
  }

  /** Ends a commit: lanes split, merge or balance by what was counted. */
  endCommit(): void {
    let total = 0
    for (let shard = 0; shard < SHARDS; shard++) {
      const before = this.#average[shard] ?? 0
      const average = before + Math.floor(((this.#current[shard] ?? 0) - before) / DECAY)
      this.#average[shard] = average
      total += average
    }
    this.#current.fill(0)
    const { lanes, laneWeight } = this.#options
    const { size } = this.#active
    if (size < lanes && total >= (size + 1) * laneWeight) this.#split()
    else if (size > 0 && total < (size * laneWeight) / 2) this.#merge()
    // A lane that was opened or closed is a reason to move as many as it takes.
    if (this.#active.size > 0) this.#balance(this.#active.size === size ? MOVES : SHARDS)
  }

  /** Opens a lane: balancing gives it its shards. */
  #split(): void {
    let lane = 1
    while (this.#active.has(lane)) lane++
    this.#active.add(lane)
    this.#splits++
  }

  /** Closes the lane with the least load; lane 0 takes its shards, and balancing spreads them. */
  #merge(): void {
    const loads = this.#loads()
    let least = -1
    for (const lane of this.#active) if (least < 0 || (loads[lane] ?? 0) < (loads[least] ?? 0)) least = lane
    this.#active.delete(least)
    for (let shard = 0; shard < SHARDS; shard++) if (this.#laneOf[shard] === least) this.#laneOf[shard] = 0
    this.#merges++
  }

  /** Moves shards from the lane with the most load to the one with the least, until there is little between them. */
  #balance(most: number): void {
    const loads = this.#loads()
    for (let moved = 0; moved < most; moved++) {
      // Lane 0 may have nothing left to give, and most to do all the same: it merges.
      const move = this.#moveFrom([0, ...this.#active], loads) ?? this.#moveFrom([...this.#active], loads)
      if (move === undefined) return
      this.#laneOf[move.shard] = move.to
      this.#moves++
      this.#shift(loads, this.#average[move.shard] ?? 0, move)
    }
  }

  /** The move that makes the heaviest of some lanes and the lightest of all more alike, if there is one that is worth it. */
  #moveFrom(lanes: readonly number[], loads: Float64Array): Move | undefined {
    const loadOf = (lane: number): number => loads[lane] ?? 0
    const from = lanes.reduce((most, lane) => (loadOf(lane) > loadOf(most) ? lane : most))
    const to = [...this.#active].reduce((least, lane) => (loadOf(lane) < loadOf(least) ? lane : least), 0)
    const difference = loadOf(from) - loadOf(to)
    if (difference * TOLERANCE <= loadOf(from)) return undefined
    const shard = this.#largestBelow(from, difference / 2)
    return shard < 0 ? undefined : { shard, from, to }
  }

  /** Loads by lane; that of lane 0 counts what merging the others costs. */
  #loads(): Float64Array {
    const loads = new Float64Array(SHARDS)
    let total = 0
    for (let shard = 0; shard < SHARDS; shard++) {
      const weight = this.#average[shard] ?? 0
      const lane = this.#laneOf[shard] ?? 0
      loads[lane] = (loads[lane] ?? 0) + weight
      total += weight
    }
    const own = loads[0] ?? 0
    loads[0] = own + Math.floor((total - own) / MERGE_SHARE)
    return loads
  }

  #shift(loads: Float64Array, weight: number, { from, to }: Move): void {
    const merging = Math.floor(weight / MERGE_SHARE)
    loads[from] = (loads[from] ?? 0) - weight + (from === 0 ? merging : 0)
    loads[to] = (loads[to] ?? 0) + weight - (to === 0 ? merging : 0)
  }

  /** The shard of a lane that weighs most and not more than `weight`, or -1; shards that weigh nothing stay. */
  #largestBelow(lane: number, weight: number): number {
    let found = -1
    let most = 0
    for (let shard = 0; shard < SHARDS; shard++) {
      const average = this.#average[shard] ?? 0
      if (this.#laneOf[shard] !== lane || average <= most || average > weight) continue
      found = shard
      most = average
    }
    return found
  }
}
