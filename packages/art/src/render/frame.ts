/** @module Unit space and pixels of a picture. */
import type { Frame } from '../patterns/pattern.ts'
import type { Placement } from '../scene/flatten.ts'

interface PixelSize {
  readonly width: number
  readonly height: number
}

/** Unit space of a picture of that many pixels. */
export function frameOf({ width, height }: PixelSize): Frame {
  const short = Math.min(width, height)
  return { halfWidth: width / short, halfHeight: height / short, pixel: 2 / short }
}

/** From unit space to the pixels of the picture. */
export function placementOf({ width, height }: PixelSize): Placement {
  return { scale: Math.min(width, height) / 2, left: width / 2, top: height / 2 }
}
