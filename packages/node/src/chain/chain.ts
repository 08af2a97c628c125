import { encode, fromHex, toHex } from '@demiurge/codec'
import { type RecoveryPoint, resumeDigest } from '@demiurge/consensus'
import type { MerkleHasher } from '@demiurge/crypto'
import { nativeHashes } from '@demiurge/crypto/native'
import {
  type Checkpoint,
  type Commit,
  checkpointDigest,
  LIMITS,
  receiptsRoot,
  type SignedHeader,
  type VerifiedTransaction,
} from '@demiurge/ledger'
import { demiurge, stakingPort } from '@demiurge/modules'
import { type CommitSummary, Receipt } from '@demiurge/runtime'
import { type MemoryState, Overlay, type StateChange, type StateTree } from '@demiurge/state'
import { type ExecutedTransaction, usedBy } from './executed-transaction.ts'
import { fitting, fullness } from './fitting.ts'
import { closingOf } from './genesis.ts'
import { type ExecutionReport, Executor } from './lanes/executor.ts'

const { digest } = nativeHashes['sha3-256']
const RANDOMNESS = new TextEncoder().encode('demiurge.randomness.1')

/** A block of the order with its transactions, ready to run. */
export interface OrderedBlock {
  readonly id: string
  readonly signed: SignedHeader
  /** What the block carries, in order: canonical bytes as they came. */
  readonly payload: readonly Uint8Array[]
  /** The transactions among it that can be read and whose signatures are right; the rest has no effect and leaves no receipt. */
  readonly transactions: readonly VerifiedTransaction[]
}

/** What one commit did: everything that archive, pool and subscribers need to know of it. */
export interface ExecutedCommit {
  readonly commit: Commit
  /** Where consensus goes on after this commit; undefined where the node learned the commit in passing, on its way to a later one. */
  readonly point: RecoveryPoint | undefined
  readonly leader: { readonly author: number; readonly round: bigint }
  readonly blocks: readonly OrderedBlock[]
  readonly transactions: readonly ExecutedTransaction[]
  /** Transactions that found no room in the commit: they have no effect and no receipt, and may come again. */
  readonly left: readonly VerifiedTransaction[]
  readonly changes: readonly StateChange[]
  readonly weight: number
  /** Waited for when need be: `rootReady` resolves when it is there. */
  readonly stateRoot: string
  readonly rootReady: () => Promise<void>
  readonly receiptsRoot: string
  /** The checkpoint that this commit closes, every 8 commits. */
  readonly checkpoint: Checkpoint | undefined
}

/** Where the chain stands after its newest commit. */
export interface ChainHead {
  readonly height: bigint
  readonly round: bigint
  readonly timestampMs: bigint
  readonly commitDigest: string
  readonly stateRoot: string
  readonly receiptsRoot: string
  /** Transactions applied or failed since genesis. */
  readonly transactions: bigint
}

/** Checkpoints that stay good as anchors. At eight commits each they reach far beyond the longest window. */
export const ANCHORS = 4_096

/** The executed chain: state, its Merkle tree and the head. Everything here is synchronous and decided by the order alone. */
export class Chain {
  readonly chainId: string
  readonly genesis: Checkpoint
  readonly genesisDigest: string
  readonly state: MemoryState
  readonly tree: StateTree
  readonly #hasher: MerkleHasher
  readonly #executor: Executor
  readonly #anchors = new Map<string, bigint>()
  #rootWork: <T>(work: () => T) => T = (work) => work()
  #head: ChainHead
  #anchor: string

  constructor(options: {
    readonly chainId: string
    readonly genesis: Checkpoint
    readonly state: MemoryState
    readonly tree: StateTree
    readonly hasher: MerkleHasher
    readonly head: ChainHead
    readonly anchors: readonly { readonly digest: string; readonly index: bigint }[]
    /** Executes transactions; one after the other where it is left out. */
    readonly executor?: Executor
  }) {
    this.chainId = options.chainId
    this.genesis = options.genesis
    this.genesisDigest = checkpointDigest(options.genesis)
    this.state = options.state
    this.tree = options.tree
    this.#hasher = options.hasher
    this.#executor = options.executor ?? new Executor({ threads: 0 })
    this.#head = options.head
    this.#anchor = this.genesisDigest
    this.#anchors.set(this.genesisDigest, 0n)
    for (const { digest, index } of options.anchors) this.#remember(digest, index)
  }

  get head(): ChainHead {
    return this.#head
  }

  /** The epoch that the next commit belongs to: one more as soon as a closing checkpoint was executed. */
  get epoch(): bigint {
    return stakingPort.epochOf(this).number
  }

  /** Does the waiting for state roots, for whoever wants to know how long it takes: another thread computes them. */
  set rootWork(run: <T>(work: () => T) => T) {
    this.#rootWork = run
  }

  /** How transactions were executed since the start. */
  get execution(): ExecutionReport {
    return this.#executor.report()
  }

  /** Digest of the newest checkpoint: what new transactions anchor to. */
  get anchor(): string {
    return this.#anchor
  }

  /** Whether a digest is one of the recent checkpoints, genesis included. */
  isAnchor(digest: string): boolean {
    return this.#anchors.has(digest)
  }

  /**
   * Executes a commit as one unit: its transactions in order, then the modules' hooks; folds the changes into the tree. Any error but a
   * rule that a transaction broke leaves the state untouched and is thrown: the node must stop before it signs over it. `resume` is
   * where consensus goes on, or its digest for a commit learned from others; every commit that closes a checkpoint needs one of them.
   */
  execute(
    commit: Commit,
    resume: RecoveryPoint | string | undefined,
    blocks: readonly OrderedBlock[],
  ): ExecutedCommit {
    const leader = leaderAmong(commit, blocks)
    if (commit.index !== this.#head.height + 1n)
      throw new Error(`commit ${commit.index} cannot follow height ${this.#head.height}`)
    const epoch = stakingPort.epochOf(this)
    if (commit.epoch !== epoch.number)
      throw new Error(`commit ${commit.index} is of epoch ${commit.epoch}, the chain is in ${epoch.number}`)
    const overlay = new Overlay(this.state)
    const environment = this.#environment(commit, { epoch, leader, blocks })
    const { taken, left } = fitting(
      blocks.flatMap(({ transactions }) => transactions),
      LIMITS,
    )
    const done = this.#executor.run(overlay, environment, taken, (digest) => this.isAnchor(digest))
    const { weight, bytes } = usedBy(done)
    demiurge.finishCommit(overlay, environment, fullness(weight, bytes))

    const changes = overlay.changes()
    // The tree over the state follows.
    overlay.writeInto(this.state)
    this.#executor.follow(this.state, () => overlay.record())
    const root = this.tree.beginCommit()
    const stateRoot = (): string => this.#rootWork(() => root.value)
    const rootOfReceipts = receiptsRoot(
      this.#head.receiptsRoot,
      done.map(({ receipt }) => encode(Receipt, receipt)),
      this.#hasher,
    )
    const included = done.filter(({ receipt }) => receipt.outcome.kind !== 'dropped').length
    this.#head = {
      height: commit.index,
      round: leader.round,
      timestampMs: commit.timestampMs,
      commitDigest: commit.digest,
      get stateRoot() {
        return stateRoot()
      },
      receiptsRoot: rootOfReceipts,
      transactions: this.#head.transactions + BigInt(included),
    }
    return {
      commit,
      point: typeof resume === 'string' ? undefined : resume,
      leader,
      blocks,
      transactions: done,
      left,
      changes,
      weight,
      get stateRoot() {
        return stateRoot()
      },
      rootReady: root.ready,
      receiptsRoot: rootOfReceipts,
      checkpoint: this.#checkpoint(commit, resume),
    }
  }

  #environment(
    commit: Commit,
    order: {
      readonly epoch: { readonly seed: string }
      readonly leader: ExecutedCommit['leader']
      readonly blocks: readonly OrderedBlock[]
    },
  ): CommitSummary {
    const { epoch, leader, blocks } = order
    return {
      chainId: this.chainId,
      height: commit.index,
      timeMs: commit.timestampMs,
      epoch: commit.epoch,
      randomness: toHex(digest(Buffer.concat([RANDOMNESS, fromHex(epoch.seed), fromHex(commit.digest)]))),
      leader: leader.author,
      blocks: blocks.map(({ signed: { header } }) => ({
        author: header.author,
        round: header.round,
        reveal: header.beaconReveal,
      })),
    }
  }

  #checkpoint(commit: Commit, resume: RecoveryPoint | string | undefined): Checkpoint | undefined {
    if (commit.index % BigInt(LIMITS.checkpointInterval) !== 0n) return undefined
    const { stateRoot, receiptsRoot: receipts } = this.#head
    if (resume === undefined) throw new Error(`checkpoint ${commit.index} lacks its point`)
    const next = stakingPort.epochOf(this)
    const checkpoint: Checkpoint = {
      epoch: commit.epoch,
      index: commit.index,
      previous: this.#anchor,
      commitDigest: commit.digest,
      stateRoot,
      receiptsRoot: receipts,
      resume: typeof resume === 'string' ? resume : resumeDigest(resume),
      timestampMs: commit.timestampMs,
      closing: next.number === commit.epoch ? null : closingOf(next, this.#hasher),
    }
    this.#remember(checkpointDigest(checkpoint), commit.index)
    return checkpoint
  }

  #remember(digest: string, index: bigint): void {
    this.#anchors.set(digest, index)
    this.#anchor = digest
    // Genesis stays: it is the first entry, and a chain that slept long is woken with it.
    if (this.#anchors.size <= ANCHORS) return
    for (const old of this.#anchors.keys())
      if (old !== this.genesisDigest) {
        this.#anchors.delete(old)
        return
      }
  }
}

/** Author and round of a commit's leader, which is the last of its blocks in line or among them. */
function leaderAmong({ leader }: Commit, blocks: readonly OrderedBlock[]): ExecutedCommit['leader'] {
  const found = blocks.find(({ id }) => id === leader)
  if (found === undefined) throw new Error(`commit names leader ${leader}, which is not among its blocks`)
  const { author, round } = found.signed.header
  return { author, round }
}
