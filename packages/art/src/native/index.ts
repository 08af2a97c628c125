/** @module @demiurge/art/native: rendering in Node. */

export {
  type MadeCollection,
  type MakeOptions,
  type MakeProgress,
  makeCollection,
} from './collection/make-collection.ts'
export { createRenderer } from './renderer.ts'
