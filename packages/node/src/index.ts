/** The node: chain, pool, validator, archive and interfaces put together. @module */
export { type ChainFile, ChainFileError, readChainFile, writeChainFile } from './chain/chain-file.ts'
export {
  DEVELOPMENT_MNEMONIC,
  DEVELOPMENT_PASSWORD,
  developmentSigner,
  networkChain,
  writeDevelopmentWallet,
} from './chain/development.ts'
export { type ValidatorKey, validatorKey } from './chain/validator-key.ts'
export { forgetIndex } from './index/catalogue/forget-index.ts'
export type { Pages } from './interfaces.ts'
export { type NodeOptions, type RunningNode, startNode } from './node.ts'
export { readSettings } from './settings/read-settings.ts'
export {
  describeSettings,
  environmentOf,
  flagOf,
  type ResolvedSettings,
  resolveSettings,
  SETTINGS,
  type SettingKey,
  type Settings,
  SettingsError,
  withoutSecrets,
} from './settings/settings.ts'
export { SnapshotError } from './snapshot/format.ts'
export {
  exportSnapshot,
  importSnapshotFolder,
  type SnapshotSummary,
  snapshotsIn,
  verifySnapshotFolder,
} from './snapshot/operator.ts'
export { VERSION } from './version.ts'
