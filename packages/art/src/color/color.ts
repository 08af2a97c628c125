/** @module Colours: sRGB in [0, 1], hex text, OKLab (Ottosson 2020) and HSL, by portable arithmetic. */
import { cbrt, clamp, pow } from '../numeric/math.ts'

/** Three channels. For sRGB: gamma-coded red, green, blue in [0, 1]. */
export type Triple = readonly [number, number, number]

/** `#rrggbb` as sRGB. The text must have that form (a recipe's schema has checked it). */
export function parseHex(hex: string): Triple {
  const value = Number.parseInt(hex.slice(1, 7), 16)
  return [((value >>> 16) & 255) / 255, ((value >>> 8) & 255) / 255, (value & 255) / 255]
}

/** sRGB as `#rrggbb`, each channel rounded to 8 bits. */
export function toHex([red, green, blue]: Triple): string {
  const channel = (c: number) => Math.round(clamp(c, 0, 1) * 255)
  return `#${((channel(red) << 16) | (channel(green) << 8) | channel(blue)).toString(16).padStart(6, '0')}`
}

// IEC 61966-2-1: the sRGB transfer function.
/** A gamma-coded sRGB channel as linear light. */
export function toLinear(c: number): number {
  return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
}

function fromLinear(c: number): number {
  return c <= 0.0031308 ? c * 12.92 : 1.055 * pow(c, 1 / 2.4) - 0.055
}

/** sRGB to OKLab: lightness in [0, 1], a (green to red), b (blue to yellow). */
export function toOklab(rgb: Triple): Triple {
  const r = toLinear(rgb[0])
  const g = toLinear(rgb[1])
  const b = toLinear(rgb[2])
  const l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** OKLab to sRGB; colours outside the sRGB gamut are clipped by channel. */
export function fromOklab([lightness, a, b]: Triple): Triple {
  const l = lightness + 0.3963377774 * a + 0.2158037573 * b
  const m = lightness - 0.1055613458 * a - 0.0638541728 * b
  const s = lightness - 0.0894841775 * a - 1.291485548 * b
  const l3 = l * l * l
  const m3 = m * m * m
  const s3 = s * s * s
  return [
    clamp(fromLinear(4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3), 0, 1),
    clamp(fromLinear(-1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3), 0, 1),
    clamp(fromLinear(-0.0041960863 * l3 - 0.7034186147 * m3 + 1.707614701 * s3), 0, 1),
  ]
}

/** The colour a share `t` of the way from `a` to `b` (both `#rrggbb`), straight through OKLab. */
export function mixHex(a: string, b: string, t: number): string {
  const from = toOklab(parseHex(a))
  const to = toOklab(parseHex(b))
  const at = (i: 0 | 1 | 2) => from[i] + (to[i] - from[i]) * t
  return toHex(fromOklab([at(0), at(1), at(2)]))
}

/** `hex` with its OKLab lightness moved by `amount`: positive is lighter. Hue and chroma stay. */
export function lighten(hex: string, amount: number): string {
  const [lightness, a, b] = toOklab(parseHex(hex))
  return toHex(fromOklab([clamp(lightness + amount, 0, 1), a, b]))
}

/** OKLab lightness of `#rrggbb`, 0 (black) to 1 (white). */
export function lightnessOf(hex: string): number {
  return toOklab(parseHex(hex))[0]
}

/** HSL (hue in degrees, saturation and lightness in [0, 1]) to sRGB: CSS Color Module Level 4, section 7.1. */
export function hslToRgb(hue: number, saturation: number, lightness: number): Triple {
  const amplitude = saturation * Math.min(lightness, 1 - lightness)
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12
    return lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1))
  }
  return [channel(0), channel(8), channel(4)]
}
