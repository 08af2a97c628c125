/**
 * @module Blend modes and compositing, after W3C Compositing and Blending Level 1. Plain double arithmetic on
 * sRGB values in [0, 1]: no rounding until the last step, the same result everywhere.
 */

/** Names as in CSS `mix-blend-mode`; `add` is its `plus-lighter`. */
export const blendModes = [
  'normal',
  'multiply',
  'screen',
  'overlay',
  'darken',
  'lighten',
  'color-dodge',
  'color-burn',
  'hard-light',
  'soft-light',
  'difference',
  'exclusion',
  'hue',
  'saturation',
  'color',
  'luminosity',
  'add',
] as const

/** How a layer's colour meets what lies below it. */
export type BlendMode = (typeof blendModes)[number]

type Channel = (backdrop: number, source: number) => number
type Colour = [number, number, number]

const multiply: Channel = (b, s) => b * s
const screen: Channel = (b, s) => b + s - b * s
const hardLight: Channel = (b, s) => (s <= 0.5 ? multiply(b, 2 * s) : screen(b, 2 * s - 1))

const colorDodge: Channel = (b, s) => {
  if (b === 0) return 0
  return s >= 1 ? 1 : Math.min(1, b / (1 - s))
}

const colorBurn: Channel = (b, s) => {
  if (b >= 1) return 1
  return s <= 0 ? 0 : 1 - Math.min(1, (1 - b) / s)
}

const softLight: Channel = (b, s) => {
  if (s <= 0.5) return b - (1 - 2 * s) * b * (1 - b)
  const d = b <= 0.25 ? ((16 * b - 12) * b + 4) * b : Math.sqrt(b)
  return b + (2 * s - 1) * (d - b)
}

// Section 10.1, separable blend modes.
const separable: Readonly<Record<string, Channel>> = {
  normal: (_, s) => s,
  multiply,
  screen,
  overlay: (b, s) => hardLight(s, b),
  darken: (b, s) => Math.min(b, s),
  lighten: (b, s) => Math.max(b, s),
  'color-dodge': colorDodge,
  'color-burn': colorBurn,
  'hard-light': hardLight,
  'soft-light': softLight,
  difference: (b, s) => Math.abs(b - s),
  exclusion: (b, s) => b + s - 2 * b * s,
}

// Section 10.2, non-separable blend modes: luminosity, clipping and saturation as the specification spells them.
function luminosity([r, g, b]: Colour): number {
  return 0.3 * r + 0.59 * g + 0.11 * b
}

function saturation([r, g, b]: Colour): number {
  return Math.max(r, g, b) - Math.min(r, g, b)
}

function clipColour(colour: Colour): Colour {
  const l = luminosity(colour)
  const lowest = Math.min(...colour)
  const highest = Math.max(...colour)
  const squeeze = (c: number) => {
    let held = c
    if (lowest < 0) held = l + ((held - l) * l) / (l - lowest)
    if (highest > 1) held = l + ((held - l) * (1 - l)) / (highest - l)
    return held
  }
  return [squeeze(colour[0]), squeeze(colour[1]), squeeze(colour[2])]
}

function setLuminosity([r, g, b]: Colour, target: number): Colour {
  const d = target - luminosity([r, g, b])
  return clipColour([r + d, g + d, b + d])
}

function setSaturation(colour: Colour, target: number): Colour {
  const lowest = Math.min(...colour)
  const spread = saturation(colour)
  if (spread === 0) return [0, 0, 0]
  const stretch = (c: number) => ((c - lowest) * target) / spread
  return [stretch(colour[0]), stretch(colour[1]), stretch(colour[2])]
}

const nonSeparable: Readonly<Record<string, (backdrop: Colour, source: Colour) => Colour>> = {
  hue: (b, s) => setLuminosity(setSaturation(s, saturation(b)), luminosity(b)),
  saturation: (b, s) => setLuminosity(setSaturation(b, saturation(s)), luminosity(b)),
  color: (b, s) => setLuminosity(s, luminosity(b)),
  luminosity: (b, s) => setLuminosity(b, luminosity(s)),
}

/**
 * The specification's B(Cb, Cs): the blended colour of an opaque backdrop and an opaque source, sRGB in [0, 1].
 * `add` is not a blend but a compositing operator (plus-lighter); for opaque colours it is their sum, at most 1.
 */
export function blendColours(mode: BlendMode, backdrop: Colour, source: Colour): Colour {
  const mixed = nonSeparable[mode]
  if (mixed !== undefined) return mixed(backdrop, source)
  if (mode === 'add') return addColours(backdrop, source)
  const channel = separable[mode] ?? ((_, s) => s)
  return [channel(backdrop[0], source[0]), channel(backdrop[1], source[1]), channel(backdrop[2], source[2])]
}

function addColours(backdrop: Colour, source: Colour): Colour {
  const sum = (i: 0 | 1 | 2) => Math.min(1, backdrop[i] + source[i])
  return [sum(0), sum(1), sum(2)]
}

/** A run of RGBA pixels as floats in [0, 1], colour multiplied by alpha. */
export type Pixels = Float32Array

/** Lays `source` over `backdrop` in place (source-over, section 5.1); both premultiplied, of the same length. */
export function composite(backdrop: Pixels, source: Pixels, mode: BlendMode, opacity: number): void {
  if (mode === 'normal') compositeNormal(backdrop, source, opacity)
  else if (mode === 'add') compositeAdd(backdrop, source, opacity)
  else compositeBlended(backdrop, source, mode, opacity)
}

function compositeNormal(backdrop: Pixels, source: Pixels, opacity: number): void {
  for (let i = 0; i < backdrop.length; i += 4) {
    const rest = 1 - (source[i + 3] ?? 0) * opacity
    for (let c = i; c < i + 4; c++) backdrop[c] = (source[c] ?? 0) * opacity + (backdrop[c] ?? 0) * rest
  }
}

function compositeAdd(backdrop: Pixels, source: Pixels, opacity: number): void {
  for (let i = 0; i < backdrop.length; i++) {
    backdrop[i] = Math.min(1, (source[i] ?? 0) * opacity + (backdrop[i] ?? 0))
  }
}

function straight(pixels: Pixels, at: number, alpha: number): Colour {
  return [(pixels[at] ?? 0) / alpha, (pixels[at + 1] ?? 0) / alpha, (pixels[at + 2] ?? 0) / alpha]
}

function compositeBlended(backdrop: Pixels, source: Pixels, mode: BlendMode, opacity: number): void {
  const channel = separable[mode]
  for (let i = 0; i < backdrop.length; i += 4) {
    const inside = source[i + 3] ?? 0
    if (inside === 0) continue
    const below = backdrop[i + 3] ?? 0
    if (channel === undefined) blendWhole(backdrop, source, i, { mode, opacity })
    else blendChannels(backdrop, source, i, { channel, opacity })
    backdrop[i + 3] = inside * opacity + below * (1 - inside * opacity)
  }
}

// Section 10, both functions: Cs' = (1 - ab) Cs + ab B(Cb, Cs), then source-over.

function blendChannels(
  backdrop: Pixels,
  source: Pixels,
  at: number,
  { channel, opacity }: { readonly channel: Channel; readonly opacity: number },
): void {
  const inside = source[at + 3] ?? 0
  const below = backdrop[at + 3] ?? 0
  const above = inside * opacity
  for (let c = at; c < at + 3; c++) {
    const colour = (source[c] ?? 0) / inside
    const under = backdrop[c] ?? 0
    const blended = below === 0 ? colour : channel(under / below, colour)
    backdrop[c] = above * ((1 - below) * colour + below * blended) + (1 - above) * under
  }
}

function blendWhole(
  backdrop: Pixels,
  source: Pixels,
  at: number,
  { mode, opacity }: { readonly mode: BlendMode; readonly opacity: number },
): void {
  const inside = source[at + 3] ?? 0
  const below = backdrop[at + 3] ?? 0
  const above = inside * opacity
  const colour = straight(source, at, inside)
  const blended = below === 0 ? colour : blendColours(mode, straight(backdrop, at, below), colour)
  for (let c = 0; c < 3; c++) {
    const mixed = (1 - below) * (colour[c] ?? 0) + below * (blended[c] ?? 0)
    backdrop[at + c] = above * mixed + (1 - above) * (backdrop[at + c] ?? 0)
  }
}
