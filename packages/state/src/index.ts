/** The chain's state under one root: a Merkle tree, proofs that anyone can check, and the interface of what is stored. @module */
export type { StateChange, StateReader, StateWriter, Sum } from './access.ts'
export type { Branch, LeafHashes } from './branch.ts'
export type { HashSeed } from './digits.ts'
export type { OverlayEntry } from './entry.ts'
export { StateError, type StateErrorCode } from './error.ts'
export type { InPlace } from './in-place.ts'
export { MAX_KEY_BYTES, MAX_VALUE_BYTES } from './key.ts'
export { MemoryState, type MemoryStateOptions, type StateImage } from './memory-state.ts'
export { type AddedSum, Observer } from './observer.ts'
export { Overlay } from './overlay.ts'
export { createProof, Proof, type ProvenState, verifyProof } from './proof.ts'
export { readRecord } from './record.ts'
export { Rehash, type RehashWork } from './rehash.ts'
export { type Shard, shardBits } from './shard.ts'
export {
  type ChunkPlace,
  chunkOf,
  inPathOrder,
  MAX_CHUNK_DEPTH,
  rootOfSubtrees,
  StateChunk,
  StateEntry,
  subtreeRoot,
} from './snapshot.ts'
export type { Store, StoreOperation, StoreRange } from './store.ts'
export {
  type BackgroundRehash,
  createStateTree,
  EMPTY_ROOT,
  type PendingRoot,
  type StateTree,
  type StateTreeOptions,
  WORTH_A_THREAD,
} from './tree.ts'
export type { TreeMemory } from './tree-memory.ts'
