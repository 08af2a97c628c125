/** @module @demiurge/art/native: rendering in Node. */

export type { MakeProgress } from './collection/draw-pieces.ts'
export {
  type MadeCollection,
  type MakeOptions,
  makeCollection,
} from './collection/make-collection.ts'
export { createRenderer } from './renderer.ts'
