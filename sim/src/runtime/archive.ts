import type { RecoveryPoint } from '@demiurge/consensus'
import { merkleHasher } from '@demiurge/crypto/native'
import { type Checkpoint, checkpointDigest } from '@demiurge/ledger'
import { MemoryState, type StateChange } from '@demiurge/state'
import { Chain, type ChainHead, type ExecutedCommit } from '../../../packages/node/src/chain/chain.ts'
import { treeOver } from '../../../packages/node/src/chain/genesis.ts'
import { CHAIN_ID, type FirstState } from './genesis.ts'

/** A state with everything that is needed to go on from it. */
export interface Standing {
  readonly entries: ReadonlyMap<string, Uint8Array>
  readonly head: ChainHead
  /** Undefined at genesis. */
  readonly point: RecoveryPoint | undefined
  /** All checkpoints so far, in order. */
  readonly checkpoints: readonly Checkpoint[]
}

interface Row {
  readonly head: ChainHead
  readonly point: RecoveryPoint | undefined
  readonly changes: readonly StateChange[]
  readonly checkpoint: Checkpoint | undefined
}

/**
 * What one node has on disk of its chain: where it began (genesis, or a state that others gave), and what every commit since has
 * changed. Rows above `durable` are lost in a crash.
 */
export class Archive {
  readonly #first: FirstState
  #base: Standing
  #rows: Row[] = []
  /** Height of the last commit that survives a crash. */
  durable: bigint

  constructor(first: FirstState) {
    this.#first = first
    const { genesis, entries } = first
    const head: ChainHead = {
      height: 0n,
      round: 0n,
      timestampMs: genesis.timestampMs,
      commitDigest: genesis.commitDigest,
      stateRoot: genesis.stateRoot,
      receiptsRoot: genesis.receiptsRoot,
      transactions: 0n,
    }
    this.#base = { entries, head, point: undefined, checkpoints: [] }
    this.durable = 0n
  }

  /** Where consensus goes on after the last row. */
  get point(): RecoveryPoint | undefined {
    return this.#rows.at(-1)?.point ?? this.#base.point
  }

  /** The newest checkpoint that was executed here or came with the state. */
  get checkpoint(): Checkpoint | undefined {
    return (
      this.#rows.findLast(({ checkpoint }) => checkpoint !== undefined)?.checkpoint ??
      this.#base.checkpoints.at(-1)
    )
  }

  /** A checkpoint that was executed here, and where consensus goes on after it. */
  executed(height: bigint): { readonly checkpoint: Checkpoint; readonly point: RecoveryPoint } | undefined {
    const row = this.#rows[Number(height - this.#base.head.height) - 1]
    if (row?.checkpoint === undefined || row.point === undefined) return undefined
    return { checkpoint: row.checkpoint, point: row.point }
  }

  /** Writes what a commit has changed. */
  add({ changes, checkpoint, point }: ExecutedCommit, head: ChainHead): void {
    this.#rows.push({ head, point, changes, checkpoint })
  }

  /** Begins anew from a state that others gave and that was checked. It is there whole or not at all. */
  replace(standing: Standing): void {
    this.#base = standing
    this.#rows = []
    this.durable = standing.head.height
  }

  /** What is not durable is gone. */
  crash(): void {
    this.#rows = this.#rows.slice(0, Number(this.durable - this.#base.head.height))
  }

  /** The state as it was after a commit; undefined where this node does not have it. */
  at(height: bigint): Standing | undefined {
    const count = Number(height - this.#base.head.height)
    if (count === 0) return this.#base
    const last = this.#rows[count - 1]
    if (last === undefined) return undefined
    const entries = new Map(this.#base.entries)
    const checkpoints = [...this.#base.checkpoints]
    for (const { changes, checkpoint } of this.#rows.slice(0, count)) {
      for (const { key, bytes } of changes) {
        if (bytes === null) entries.delete(key)
        else entries.set(key, bytes)
      }
      if (checkpoint !== undefined) checkpoints.push(checkpoint)
    }
    return { entries, head: last.head, point: last.point, checkpoints }
  }

  /** The chain as a start finds it on this disk. Throws when what was written does not lead to the root that was written with it. */
  restore(): Chain {
    const standing = this.at(this.#base.head.height + BigInt(this.#rows.length))
    if (standing === undefined) throw new Error('the archive has lost rows')
    return chainOf(this.#first, standing)
  }
}

/** A chain that stands there. Throws when the entries do not have the root that the head names. */
export function chainOf(first: FirstState, { entries, head, checkpoints }: Standing): Chain {
  const state = new MemoryState()
  for (const [key, bytes] of entries) state.load(key, bytes)
  const tree = treeOver(state, merkleHasher)
  if (tree.root !== head.stateRoot)
    throw new Error(`the state of height ${head.height} has root ${tree.root}, not ${head.stateRoot}`)
  return new Chain({
    chainId: CHAIN_ID,
    genesis: first.genesis,
    state,
    tree,
    hasher: merkleHasher,
    head,
    anchors: checkpoints.map((checkpoint) => ({
      digest: checkpointDigest(checkpoint),
      index: checkpoint.index,
    })),
  })
}
