import { encode } from '@demiurge/codec'
import type { RecoveryPoint } from '@demiurge/consensus'
import type { MerkleHasher } from '@demiurge/crypto'
import {
  type Checkpoint,
  type Commit,
  checkpointDigest,
  LIMITS,
  receiptsRoot,
  type SignedHeader,
  type VerifiedTransaction,
  ZERO_HASH,
} from '@demiurge/ledger'
import { demiurge } from '@demiurge/modules'
import { type PreparedCalls, Receipt } from '@demiurge/runtime'
import { createStateTree, type MemoryState, Overlay, type StateChange, type StateTree } from '@demiurge/state'

/** A block of the order with its transactions, ready to run. */
export interface OrderedBlock {
  readonly id: string
  readonly signed: SignedHeader
  readonly transactions: readonly VerifiedTransaction<PreparedCalls>[]
}

/** What one commit did: everything that archive, pool and subscribers need to know of it. */
export interface ExecutedCommit {
  readonly commit: Commit
  /** Where consensus goes on after this commit. */
  readonly point: RecoveryPoint
  readonly leader: { readonly author: number; readonly round: bigint }
  readonly blocks: readonly OrderedBlock[]
  readonly transactions: readonly {
    readonly transaction: VerifiedTransaction<PreparedCalls>
    readonly receipt: Receipt
  }[]
  readonly changes: readonly StateChange[]
  readonly weight: number
  readonly stateRoot: string
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
  readonly #anchors = new Map<string, bigint>()
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
  }) {
    this.chainId = options.chainId
    this.genesis = options.genesis
    this.genesisDigest = checkpointDigest(options.genesis)
    this.state = options.state
    this.tree = options.tree
    this.#hasher = options.hasher
    this.#head = options.head
    this.#anchor = this.genesisDigest
    this.#anchors.set(this.genesisDigest, 0n)
    for (const { digest, index } of options.anchors) this.#remember(digest, index)
  }

  get head(): ChainHead {
    return this.#head
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
   * rule that a transaction broke leaves the state untouched and is thrown: the node must stop before it signs over it.
   */
  execute(commit: Commit, point: RecoveryPoint, blocks: readonly OrderedBlock[]): ExecutedCommit {
    const leader = leaderAmong(commit, blocks)
    if (commit.index !== this.#head.height + 1n)
      throw new Error(`commit ${commit.index} cannot follow height ${this.#head.height}`)
    const overlay = new Overlay(this.state)
    const environment = { chainId: this.chainId, height: commit.index, timeMs: commit.timestampMs }
    const done: ExecutedCommit['transactions'][number][] = []
    let weight = 0
    let bytes = 0
    for (const block of blocks)
      for (const transaction of block.transactions) {
        const anchorKnown = this.#anchors.has(transaction.signed.transaction.anchor)
        const receipt = demiurge.execute(overlay, environment, {
          ...transaction,
          sender: transaction.signed.transaction.sender,
          anchorKnown,
        })
        if (receipt.outcome.kind !== 'dropped') {
          weight += receipt.weight
          bytes += transaction.bytes.length
        }
        done.push({ transaction, receipt })
      }
    demiurge.finishCommit(overlay, environment, fullness(weight, bytes))

    const changes = overlay.changes()
    for (const { key, bytes } of changes) {
      if (bytes === null) this.tree.delete(key)
      else this.tree.set(key, bytes)
    }
    const stateRoot = this.tree.commit()
    overlay.writeInto(this.state)
    const receipts = receiptsRoot(
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
      stateRoot,
      receiptsRoot: receipts,
      transactions: this.#head.transactions + BigInt(included),
    }
    return {
      commit,
      point,
      leader,
      blocks,
      transactions: done,
      changes,
      weight,
      stateRoot,
      receiptsRoot: receipts,
      checkpoint: this.#checkpoint(commit),
    }
  }

  #checkpoint(commit: Commit): Checkpoint | undefined {
    if (commit.index % BigInt(LIMITS.checkpointInterval) !== 0n) return undefined
    const { stateRoot, receiptsRoot: receipts } = this.#head
    const checkpoint: Checkpoint = {
      epoch: commit.epoch,
      index: commit.index,
      commitDigest: commit.digest,
      stateRoot,
      receiptsRoot: receipts,
      timestampMs: commit.timestampMs,
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

/** How full a commit is: signatures fill the bytes long before transfers fill the weight, so that the fuller of the two counts. */
function fullness(weight: number, bytes: number): { readonly weight: number; readonly limit: number } {
  const limit = LIMITS.commitWeight
  return { weight: Math.max(weight, Math.floor((bytes * limit) / LIMITS.commitBytes)), limit }
}

/** Author and round of a commit's leader, which is the last of its blocks in line or among them. */
function leaderAmong({ leader }: Commit, blocks: readonly OrderedBlock[]): ExecutedCommit['leader'] {
  const found = blocks.find(({ id }) => id === leader)
  if (found === undefined) throw new Error(`commit names leader ${leader}, which is not among its blocks`)
  const { author, round } = found.signed.header
  return { author, round }
}

/** The checkpoint with which a chain begins: index 0, over the genesis state; `fileDigest` binds every word of the chain file. */
export function genesisCheckpoint(options: {
  readonly fileDigest: string
  readonly stateRoot: string
  readonly timestampMs: bigint
}): Checkpoint {
  return {
    epoch: 0n,
    index: 0n,
    commitDigest: options.fileDigest,
    stateRoot: options.stateRoot,
    receiptsRoot: ZERO_HASH,
    timestampMs: options.timestampMs,
  }
}

/** A tree over the whole of a state, as after loading. */
export function treeOver(state: MemoryState, hasher: MerkleHasher): StateTree {
  const tree = createStateTree({ hasher, capacity: Math.max(1_024, state.size) })
  for (const key of state.keys('')) {
    const bytes = state.bytes(key)
    if (bytes !== undefined) tree.set(key, bytes)
  }
  tree.commit()
  return tree
}
