/** @module @demiurge/art/native: rendering, collections and content credentials in Node. */

export * from './collection/index.ts'
export { checkCredentials } from './credentials/check.ts'
export { createStudioKey, readStudioKey } from './credentials/studio-key.ts'
export { readFont } from './host.ts'
export { createRenderer } from './renderer.ts'
