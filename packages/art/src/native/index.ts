/** @module @demiurge/art/native: rendering in Node. */
export { createRenderer } from './renderer.ts'
