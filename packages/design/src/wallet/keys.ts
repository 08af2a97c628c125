/** What holds keys inside a worker, without React. @module */
export { createWholeClient } from '../client/whole-client.ts'
export { createKeyHolder, type KeyHolder } from './key-holder.ts'
export type { KeyTasks, OpenedWallet } from './key-tasks.ts'
export type { OpenWallet } from './open-wallet.ts'
export { type Scheme, schemeOf, schemes } from './schemes.ts'
