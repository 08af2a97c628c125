/**
 * What the collection engine offers to JavaScript. All addresses lie in one memory that every thread's instance shares; the caller gives
 * each instance a workspace, a frame and buffers of its own, and checks all lengths.
 * @module
 */
import { blendOver } from './blend-modes.ts'
import { setUpLengths } from './block.ts'
import { flatness, isOpaque, layOver, unpremultiply } from './compose.ts'
import { deflate } from './deflate.ts'
import { rowsPaeth } from './filter.ts'
import { deflateFlat } from './flat.ts'
import { fade, findSpans, packedBytes, packSpans, spansFound } from './layer.ts'
import { moveWorkspace, WORKSPACE_BYTES } from './workspace.ts'

// Imported and exported apart: the compiler does not find `.ts` files that are exported from.
// biome-ignore format: one list.
export { blendOver, deflate, deflateFlat, fade, findSpans, flatness, isOpaque, layOver, packedBytes, packSpans, rowsPaeth, spansFound, unpremultiply }

/** Bytes of an instance's workspace. */
export function workspaceBytes(): usize {
  return WORKSPACE_BYTES
}

/** Gives this instance its workspace (a multiple of 16): before the first `deflate`. */
export function setUp(workspace: usize): void {
  moveWorkspace(workspace)
  setUpLengths()
}
