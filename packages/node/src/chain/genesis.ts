import type { MerkleHasher } from '@demiurge/crypto'
import { type Checkpoint, type Closing, type Committee, committeeRoot, ZERO_HASH } from '@demiurge/ledger'
import { createStateTree, type MemoryState, type StateTree } from '@demiurge/state'

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
