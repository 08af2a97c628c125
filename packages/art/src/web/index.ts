/** @module @demiurge/art/web: rendering in the browser, with the same pixels as in Node. */
export { hasGpu } from './gpu.ts'
export { readFont } from './read-font.ts'
export { createRenderer } from './renderer.ts'
