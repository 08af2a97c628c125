/**
 * Source-over on premultiplied 8-bit RGBA with the rounding of cairo and pixman (and so of node-canvas): x * a / 255 is
 * t = x * a + 128, (t + t / 256) / 256.
 * @module
 */

/** A span is copied where all of it is opaque, blended elsewhere. */
export const COPY: u32 = 1
export const BLEND: u32 = 2

/** Products of bytes in 16 bits, divided by 255. */
/* @inline */ export function divide255(product: v128): v128 {
  const t = i16x8.add(product, i16x8.splat(128))
  return i16x8.shr_u(i16x8.add(t, i16x8.shr_u(t, 8)), 8)
}

/* @inline */ function mixRest(below: v128, rest: v128): v128 {
  const low = i16x8.mul(i16x8.extend_low_i8x16_u(below), i16x8.extend_low_i8x16_u(rest))
  const high = i16x8.mul(i16x8.extend_high_i8x16_u(below), i16x8.extend_high_i8x16_u(rest))
  return i8x16.narrow_i16x8_u(divide255(low), divide255(high))
}

/* @inline */ function over(above: v128, below: v128): v128 {
  const alpha = i8x16.swizzle(above, i8x16(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15))
  return i8x16.add_sat_u(above, mixRest(below, v128.not(alpha)))
}

/** Lays `pixels` pixels over as many others. */
function blend(to: usize, from: usize, pixels: usize): void {
  const fours = to + ((pixels & ~3) << 2)
  while (to < fours) {
    v128.store(to, over(v128.load(from), v128.load(to)))
    from += 16
    to += 16
  }
  for (let i = pixels & 3; i > 0; i--) {
    const result = over(v128.load32_zero(from), v128.load32_zero(to))
    store<u32>(to, i32x4.extract_lane(result, 0))
    from += 4
    to += 4
  }
}

/** Lays a trait's spans over the frame. A span is four 32-bit words: first pixel in the frame, byte in `pixels`, length, kind. */
export function layOver(frame: usize, pixels: usize, spans: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const to = frame + ((load<u32>(spans) as usize) << 2)
    const from = pixels + load<u32>(spans, 4)
    const length = load<u32>(spans, 8) as usize
    if (load<u32>(spans, 12) === COPY) memory.copy(to, from, length << 2)
    else blend(to, from, length)
    spans += 16
  }
}

/** Whether every pixel of the frame is opaque. */
export function isOpaque(frame: usize, pixels: usize): bool {
  let all = i8x16.splat(-1)
  const fours = frame + ((pixels & ~3) << 2)
  while (frame < fours) {
    all = v128.and(all, v128.load(frame))
    frame += 16
  }
  let alpha = (i32x4.extract_lane(all, 0) & i32x4.extract_lane(all, 1) & i32x4.extract_lane(all, 2)) as u32
  alpha &= i32x4.extract_lane(all, 3) as u32
  for (let i = pixels & 3; i > 0; i--) {
    alpha &= load<u32>(frame)
    frame += 4
  }
  return alpha >> 24 === 255
}

/** Of every 16th row's pixels, how many in a thousand are as the one to their left: drawn areas have many, painted ones few. */
export function flatness(frame: usize, width: i32, height: i32): i32 {
  let same: i64 = 0
  let looked: i64 = 0
  const stride = (width as usize) << 2
  for (let y = 0; y < height; y += 16) {
    const row = frame + (y as usize) * stride
    for (let x = 4; x + 4 <= width; x += 4) {
      const at = row + ((x as usize) << 2)
      const equal = i32x4.bitmask(i32x4.eq(v128.load(at), v128.load(at - 4)))
      same += popcnt(equal)
      looked += 4
    }
  }
  return looked === 0 ? 0 : (((same * 1000) / looked) as i32)
}

/** Divides colours by alpha in place, to the nearest: files hold them so (W3C PNG 6.2). */
export function unpremultiply(frame: usize, pixels: usize): void {
  for (let end = frame + (pixels << 2); frame < end; frame += 4) {
    const alpha = load<u8>(frame, 3) as u32
    if (alpha === 255) continue
    if (alpha === 0) {
      store<u32>(frame, 0)
      continue
    }
    const half = alpha >> 1
    store<u8>(frame, min<u32>(255, ((load<u8>(frame) as u32) * 255 + half) / alpha) as u8)
    store<u8>(frame, min<u32>(255, ((load<u8>(frame, 1) as u32) * 255 + half) / alpha) as u8, 1)
    store<u8>(frame, min<u32>(255, ((load<u8>(frame, 2) as u32) * 255 + half) / alpha) as u8, 2)
  }
}
