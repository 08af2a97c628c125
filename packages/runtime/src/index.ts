/** Executes transactions against state. A module describes itself; the runtime runs it. @module */
export type { CommitEnvironment, CommittedBlock, Context } from './context.ts'
export {
  type Call,
  type CommitSummary,
  call,
  defineModule,
  type Event,
  event,
  type Genesis,
  type HookContext,
  type Hooks,
  type Invariant,
  type Module,
} from './define.ts'
export { type ErrorDetails, RuntimeError } from './errors.ts'
export { CommitMerge } from './parallel/merge.ts'
export { ResultReader } from './parallel/result-reader.ts'
export { SHARDS, Sharding, type ShardingOptions } from './parallel/sharding.ts'
export { Speculation } from './parallel/speculation.ts'
export { partsOf } from './parts.ts'
export { EventRecord, Outcome, Receipt } from './receipt.ts'
export {
  type Admission,
  createRuntime,
  type EncodedCall,
  type ExecutableTransaction,
  type PreparedCalls,
  type Runtime,
  type Shortcut,
  type Shortened,
} from './runtime.ts'
export {
  entriesOf,
  type ListKeys,
  type Reading,
  type StateMap,
  type StateValue,
  stateMap,
  stateValue,
  type Writing,
} from './storage.ts'
