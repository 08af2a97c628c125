import type { MerkleHasher } from '@demiurge/crypto'
import { merkleHasher } from '@demiurge/crypto/native'
import { type Checkpoint, type Closing, type Committee, committeeRoot, ZERO_HASH } from '@demiurge/ledger'
import { buildGenesis, stakingPort } from '@demiurge/modules'
import { type BackgroundRehash, createStateTree, type MemoryState, type StateTree } from '@demiurge/state'
import { type ChainFile, chainFileDigest } from './chain-file.ts'
import { emptyState } from './empty-state.ts'

/** What a checkpoint says of the epoch that it opens. */
export function closingOf(
  next: { readonly committee: Committee; readonly seed: string },
  hasher: MerkleHasher,
): Closing {
  return { nextCommitteeRoot: committeeRoot(next.committee, hasher), nextSeed: next.seed }
}

/**
 * The checkpoint with which a chain begins: index 0, over the genesis state; `fileDigest` binds every word of the chain file. It opens
 * epoch 0.
 */
export function genesisCheckpoint(options: {
  readonly fileDigest: string
  readonly stateRoot: string
  readonly timestampMs: bigint
  readonly closing: Closing
}): Checkpoint {
  return {
    epoch: 0n,
    index: 0n,
    previous: ZERO_HASH,
    commitDigest: options.fileDigest,
    stateRoot: options.stateRoot,
    receiptsRoot: ZERO_HASH,
    resume: ZERO_HASH,
    timestampMs: options.timestampMs,
    closing: options.closing,
  }
}

/** What a chain file leads to before the first block: the checkpoint, the committee of epoch 0, the state and its tree. */
export function firstStateOf(file: ChainFile): {
  readonly genesis: Checkpoint
  readonly committee: Committee
  readonly state: MemoryState
  readonly tree: StateTree
} {
  const state = emptyState()
  buildGenesis(state, file.genesis)
  const tree = treeOver(state, merkleHasher)
  const epoch = stakingPort.epochOf({ state })
  const genesis = genesisCheckpoint({
    fileDigest: chainFileDigest(file),
    stateRoot: tree.root,
    timestampMs: file.genesisTimeMs,
    closing: closingOf(epoch, merkleHasher),
  })
  return { genesis, committee: epoch.committee, state, tree }
}

/**
 * A tree over the whole of a state, as after loading. From now on it follows the state: whoever changes that commits the tree. With a
 * background its roots are computed there.
 */
export function treeOver(state: MemoryState, hasher: MerkleHasher, background?: BackgroundRehash): StateTree {
  const capacity = Math.max(1_024, state.size)
  const tree = createStateTree(
    background === undefined ? { hasher, capacity } : { hasher, capacity, background },
  )
  state.attach(tree)
  tree.commit()
  return tree
}
