/** What the node keeps on disk: an ordered store on several engines, the durable log of commits, and files by their hash. @module */
export { type BlobLimits, type BlobStore, type BlobStoreOptions, openBlobStore } from './blob-store.ts'
export type { CacheCounters, CachedStore } from './cached-store.ts'
export { StoreError, type StoreErrorCode } from './error.ts'
export {
  type CommitLog,
  type CommitLogOptions,
  type LogRecord,
  MAX_RECORD_BYTES,
  openCommitLog,
} from './log/commit-log.ts'
export { type DiskStoreOptions, openStore, type StoreOptions } from './open-store.ts'
