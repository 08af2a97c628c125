/** @module @demiurge/art/native: rendering, collections and content credentials in Node. */

export { checkCollectionCredentials, type PieceCredentials } from './collection/check-credentials.ts'
export * from './collection/index.ts'
export {
  type SignCollectionOptions,
  type SignedCollection,
  signCollection,
} from './collection/sign-collection.ts'
export { checkCredentials } from './credentials/check.ts'
export { createStudioKey, readStudioKey } from './credentials/studio-key.ts'
export { readFont } from './host.ts'
export { createRenderer } from './renderer.ts'
