import { changeLayer, findLayer } from '../artwork/edit.ts'
import type { Studio } from '../studio/state.ts'
import { moveBy, sheetOf } from './geometry.ts'

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Pixels of the finished picture that an arrow key moves by, alone and with Shift. */
const NUDGE = 1
const NUDGE_FAR = 10

/** Moves the selected layer by an arrow key; false when the key is none, or the layer cannot be moved. */
export function nudge(studio: Studio, key: string, far: boolean): boolean {
  const step = STEPS[key]
  const { selected, history } = studio.state()
  const { artwork } = history.present
  const layer = findLayer(artwork, selected)?.layer
  if (step === undefined || layer === undefined) return false
  const sheet = sheetOf(artwork)
  const pixels = ((far ? NUDGE_FAR : NUDGE) * 2) / Math.min(artwork.width, artwork.height)
  const change = moveBy(layer, step[0] * pixels, step[1] * pixels, sheet)
  if (Object.keys(change).length === 0) return false
  studio.editArtwork((before) => changeLayer(before, selected, change), `layer-${selected}-nudge`)
  return true
}
