/** @module Palettes from one colour: hues that stand in a simple relation, in OKLCh, where equal steps look equal. */
import { atan2, clamp, cos, length, mix, PI, sin, TAU } from '../numeric/math.ts'
import { fromOklab, parseHex, type Triple, toHex, toOklab } from './color.ts'

/** Relations of hues round the circle. */
export const harmonies = ['analogous', 'complementary', 'split', 'triad', 'tetrad', 'monochrome'] as const
/** One of them. */
export type Harmony = (typeof harmonies)[number]

/** Hues beside the first, in degrees. */
const TURNS: Readonly<Record<Harmony, readonly number[]>> = {
  analogous: [-40, -20, 0, 20, 40],
  complementary: [0, 180],
  split: [0, 150, 210],
  triad: [0, 120, 240],
  tetrad: [0, 90, 180, 270],
  monochrome: [0],
}

/** Colours of a palette: the ground and six more. */
const COLOURS = 6

/**
 * A palette from one colour `#rrggbb`: a quiet ground (dark or light), then six colours of rising lightness through
 * the hues of the relation. Colours outside of sRGB lose chroma until they fit.
 */
export function harmonicPalette(base: string, harmony: Harmony, dark = true): string[] {
  const [, a, b] = toOklab(parseHex(base))
  const chroma = Math.max(0.05, length(a, b))
  const hue = atan2(b, a)
  const turns = TURNS[harmony]
  const ground = inGamut(dark ? 0.16 : 0.96, chroma * (dark ? 0.22 : 0.1), hue)
  const colours = Array.from({ length: COLOURS }, (_, i) => {
    const t = i / (COLOURS - 1)
    const turn = turns[Math.round(t * (turns.length - 1))] ?? 0
    const lightness = dark ? mix(0.3, 0.93, t) : mix(0.3, 0.84, t)
    // Chroma is highest in the middle of the lightness, as in sRGB itself.
    const share = harmony === 'monochrome' ? 1 - 0.6 * Math.abs(t - 0.45) : 1 - 0.45 * Math.abs(t - 0.5)
    return inGamut(lightness, chroma * share, hue + (turn / 360) * TAU)
  })
  return [ground, ...colours]
}

/** The colour with as much of the chroma as sRGB can show. */
function inGamut(lightness: number, chroma: number, hue: number): string {
  let low = 0
  let high = clamp(chroma, 0, 0.4)
  if (fits(lightness, high, hue)) return hexOf(lightness, high, hue)
  for (let i = 0; i < 16; i++) {
    const middle = (low + high) / 2
    if (fits(lightness, middle, hue)) low = middle
    else high = middle
  }
  return hexOf(lightness, low, hue)
}

function labOf(lightness: number, chroma: number, hue: number): Triple {
  return [lightness, chroma * cos(hue % (2 * PI)), chroma * sin(hue % (2 * PI))]
}

/** Clipping moves a colour that does not fit: there and back shows it. */
function fits(lightness: number, chroma: number, hue: number): boolean {
  const lab = labOf(lightness, chroma, hue)
  const back = toOklab(fromOklab(lab))
  return length(back[1] - lab[1], back[2] - lab[2]) < 0.004 && Math.abs(back[0] - lab[0]) < 0.004
}

function hexOf(lightness: number, chroma: number, hue: number): string {
  return toHex(fromOklab(labOf(lightness, chroma, hue)))
}
