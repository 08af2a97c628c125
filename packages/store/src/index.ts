/** What the node keeps on disk: an ordered store on several engines, the durable log of commits, and files by their hash. @module */
export { StoreError, type StoreErrorCode } from './error.ts'
export { type DiskStoreOptions, openStore, type StoreOptions } from './open-store.ts'
