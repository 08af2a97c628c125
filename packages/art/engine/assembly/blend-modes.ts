/**
 * Blend modes (W3C Compositing and Blending Level 1, sections 10.1 and 10.2) in single precision, a pixel at a time with its channels side
 * by side. The order of the modes is that of `blendModes` in src/layers/blend.ts; mode 0 is `layOver`.
 * @module
 */

const MULTIPLY: i32 = 1
const SCREEN: i32 = 2
const OVERLAY: i32 = 3
const DARKEN: i32 = 4
const LIGHTEN: i32 = 5
const COLOR_DODGE: i32 = 6
const COLOR_BURN: i32 = 7
const HARD_LIGHT: i32 = 8
const SOFT_LIGHT: i32 = 9
const DIFFERENCE: i32 = 10
const EXCLUSION: i32 = 11
const HUE: i32 = 12
const SATURATION: i32 = 13
const COLOR: i32 = 14
const ADD: i32 = 16

/* @inline */ function all(value: f32): v128 {
  return f32x4.splat(value)
}

/* @inline */ function select(whenTrue: v128, whenFalse: v128, mask: v128): v128 {
  return v128.bitselect(whenTrue, whenFalse, mask)
}

/* @inline */ function screen(b: v128, s: v128): v128 {
  return f32x4.sub(f32x4.add(b, s), f32x4.mul(b, s))
}

/* @inline */ function hardLight(b: v128, s: v128): v128 {
  const twice = f32x4.add(s, s)
  const light = screen(b, f32x4.sub(twice, all(1)))
  return select(f32x4.mul(b, twice), light, f32x4.le(s, all(0.5)))
}

/* @inline */ function colorDodge(b: v128, s: v128): v128 {
  const one = all(1)
  const lit = f32x4.min(one, f32x4.div(b, f32x4.sub(one, s)))
  return select(all(0), select(one, lit, f32x4.ge(s, one)), f32x4.le(b, all(0)))
}

/* @inline */ function colorBurn(b: v128, s: v128): v128 {
  const one = all(1)
  const burnt = f32x4.sub(one, f32x4.min(one, f32x4.div(f32x4.sub(one, b), s)))
  return select(one, select(all(0), burnt, f32x4.le(s, all(0))), f32x4.ge(b, one))
}

/* @inline */ function softLight(b: v128, s: v128): v128 {
  const one = all(1)
  const twice = f32x4.sub(f32x4.add(s, s), one)
  const dark = f32x4.add(b, f32x4.mul(f32x4.mul(twice, b), f32x4.sub(one, b)))
  const cubic = f32x4.mul(f32x4.add(f32x4.mul(f32x4.sub(f32x4.mul(all(16), b), all(12)), b), all(4)), b)
  const d = select(cubic, f32x4.sqrt(b), f32x4.le(b, all(0.25)))
  const light = f32x4.add(b, f32x4.mul(twice, f32x4.sub(d, b)))
  return select(dark, light, f32x4.le(s, all(0.5)))
}

/** B(Cb, Cs) of the modes that treat each channel alone. */
function blendChannels(mode: i32, b: v128, s: v128): v128 {
  if (mode === MULTIPLY) return f32x4.mul(b, s)
  if (mode === SCREEN) return screen(b, s)
  if (mode === OVERLAY) return hardLight(s, b)
  if (mode === DARKEN) return f32x4.min(b, s)
  if (mode === LIGHTEN) return f32x4.max(b, s)
  if (mode === COLOR_DODGE) return colorDodge(b, s)
  if (mode === COLOR_BURN) return colorBurn(b, s)
  if (mode === HARD_LIGHT) return hardLight(b, s)
  if (mode === SOFT_LIGHT) return softLight(b, s)
  if (mode === DIFFERENCE) return f32x4.abs(f32x4.sub(b, s))
  if (mode === EXCLUSION) return f32x4.sub(f32x4.add(b, s), f32x4.mul(f32x4.mul(all(2), b), s))
  return s
}

/* @inline */ function luminosity(c: v128): f32 {
  const red: f32 = f32x4.extract_lane(c, 0)
  const green: f32 = f32x4.extract_lane(c, 1)
  return <f32>0.3 * red + <f32>0.59 * green + <f32>0.11 * f32x4.extract_lane(c, 2)
}

/* @inline */ function lowest(c: v128): f32 {
  return min(f32x4.extract_lane(c, 0), min(f32x4.extract_lane(c, 1), f32x4.extract_lane(c, 2)))
}

/* @inline */ function highest(c: v128): f32 {
  return max(f32x4.extract_lane(c, 0), max(f32x4.extract_lane(c, 1), f32x4.extract_lane(c, 2)))
}

/** The colour with this luminosity, pulled towards grey until it fits (10.2, SetLum and ClipColor). */
function setLuminosity(colour: v128, target: f32): v128 {
  const c = f32x4.add(colour, all(target - luminosity(colour)))
  const l = luminosity(c)
  const low = lowest(c)
  const high = highest(c)
  const centred = f32x4.sub(c, all(l))
  if (low < 0) return pull(centred, l, l / (l - low), high)
  return high > 1 ? f32x4.add(all(l), f32x4.mul(centred, all((1 - l) / (high - l)))) : c
}

/** After what is below 0 has been pulled up, what is still above 1 is pulled down by the greatest value of before. */
/* @inline */ function pull(centred: v128, l: f32, share: f32, high: f32): v128 {
  const raised = f32x4.mul(centred, all(share))
  const held = high > 1 ? f32x4.mul(raised, all((1 - l) / (high - l))) : raised
  return f32x4.add(all(l), held)
}

/** The colour with this spread between its greatest and least channel (10.2, SetSat). */
function setSaturation(colour: v128, target: f32): v128 {
  const low = lowest(colour)
  const spread = highest(colour) - low
  if (spread === 0) return all(0)
  return f32x4.mul(f32x4.sub(colour, all(low)), all(target / spread))
}

/* @inline */ function saturation(c: v128): f32 {
  return highest(c) - lowest(c)
}

/** B(Cb, Cs) of the modes that see the whole colour. */
function blendWhole(mode: i32, b: v128, s: v128): v128 {
  if (mode === HUE) return setLuminosity(setSaturation(s, saturation(b)), luminosity(b))
  if (mode === SATURATION) return setLuminosity(setSaturation(b, saturation(s)), luminosity(b))
  if (mode === COLOR) return setLuminosity(s, luminosity(b))
  return setLuminosity(b, luminosity(s))
}

/** Four bytes as numbers from 0 to 1. */
/* @inline */ function widen(at: usize): v128 {
  const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(at))
  return f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(bytes)), all(1 / 255))
}

/* @inline */ function narrow(at: usize, value: v128): void {
  const bytes = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(value, all(255)), all(0.5)))
  const words = i16x8.narrow_i32x4_s(bytes, bytes)
  store<u32>(at, i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0))
}

/** One straight pixel over a premultiplied one: Cs' = (1 - ab) Cs + ab B(Cb, Cs), then source-over (section 10). */
function blendPixel(mode: i32, to: usize, from: usize): void {
  const below = widen(to)
  const source = widen(from)
  const under: f32 = f32x4.extract_lane(below, 3)
  const above: f32 = f32x4.extract_lane(source, 3)
  const straight = under === 0 ? source : f32x4.div(below, all(under))
  const blended =
    mode >= HUE && mode < ADD ? blendWhole(mode, straight, source) : blendChannels(mode, straight, source)
  const mixed = f32x4.add(f32x4.mul(source, all(1 - under)), f32x4.mul(blended, all(under)))
  const result = f32x4.add(f32x4.mul(mixed, all(above)), f32x4.mul(below, all(1 - above)))
  narrow(to, f32x4.replace_lane(result, 3, above + under * (1 - above)))
}

/** `add` is an operator of its own: the sum of both, premultiplied, at most 1. */
/* @inline */ function addPixel(to: usize, from: usize): void {
  const source = widen(from)
  const above: f32 = f32x4.extract_lane(source, 3)
  const premultiplied = f32x4.replace_lane(f32x4.mul(source, all(above)), 3, above)
  narrow(to, f32x4.min(all(1), f32x4.add(widen(to), premultiplied)))
}

/** Lays a trait's spans, packed straight, over the frame by a blend mode. Spans are those of `layOver`; their kind does not matter. */
export function blendOver(mode: i32, frame: usize, pixels: usize, spans: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    let to = frame + ((load<u32>(spans) as usize) << 2)
    let from = pixels + load<u32>(spans, 4)
    for (let left = load<u32>(spans, 8); left > 0; left--) {
      if (mode === ADD) addPixel(to, from)
      else if (load<u8>(from, 3) !== 0) blendPixel(mode, to, from)
      from += 4
      to += 4
    }
    spans += 16
  }
}
