/** @module Masks: how much of a layer shows, pixel by pixel. */
import type { Mask } from '../recipe/fields.ts'
import type { Pixels } from './blend.ts'

/** Shares in [0, 1], one for each pixel. */
export type Weights = Float32Array

/**
 * The weights that a mask's pixels (premultiplied) give: alpha, or light (CSS Masking Level 1, section 6: luminance by
 * the coefficients of sRGB, times alpha), thinned by the mask's opacity; inverted where it says so.
 */
export function maskWeights(pixels: Pixels, opacity: number, { by, invert }: Mask, out: Weights): void {
  for (let i = 0, at = 0; i < out.length; i++, at += 4) {
    const alpha = pixels[at + 3] ?? 0
    const light = 0.2126 * (pixels[at] ?? 0) + 0.7152 * (pixels[at + 1] ?? 0) + 0.0722 * (pixels[at + 2] ?? 0)
    const weight = opacity * (by === 'alpha' ? alpha : light)
    out[i] = invert ? 1 - weight : weight
  }
}

/** Thins premultiplied pixels by weights, in place. */
export function applyWeights(pixels: Pixels, weights: Weights): void {
  for (let i = 0, at = 0; i < weights.length; i++, at += 4) {
    const weight = weights[i] ?? 0
    if (weight === 1) continue
    for (let c = at; c < at + 4; c++) pixels[c] = (pixels[c] ?? 0) * weight
  }
}

/** The alpha of premultiplied pixels times an opacity, as weights. */
export function alphaWeights(pixels: Pixels, opacity: number, out: Weights): void {
  for (let i = 0; i < out.length; i++) out[i] = (pixels[i * 4 + 3] ?? 0) * opacity
}
