/** From a frame to PNG's filtered rows (W3C PNG, third edition, section 9): filter 0 or Paeth, three channels or four. @module */

/** Three bytes of four pixels, close together. */
/* @inline */ function dropAlpha(v: v128): v128 {
  return i8x16.swizzle(v, i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1))
}

/** Section 9.4, of eight bytes widened to 16 bits: whichever of left, above and corner is closest to left + above - corner. */
/* @inline */ function paeth(left: v128, above: v128, corner: v128): v128 {
  const toLeft = i16x8.abs(i16x8.sub(above, corner))
  const toAbove = i16x8.abs(i16x8.sub(left, corner))
  const toCorner = i16x8.abs(i16x8.sub(i16x8.add(left, above), i16x8.add(corner, corner)))
  const takesLeft = v128.and(i16x8.le_s(toLeft, toAbove), i16x8.le_s(toLeft, toCorner))
  const other = v128.bitselect(above, corner, i16x8.le_s(toAbove, toCorner))
  return v128.bitselect(left, other, takesLeft)
}

/** What is left of four pixels when the guess is taken off. */
/* @inline */ function difference(at: usize, above: usize): v128 {
  const left = v128.load(at - 4)
  const up = v128.load(above)
  const corner = v128.load(above - 4)
  const low = paeth(
    i16x8.extend_low_i8x16_u(left),
    i16x8.extend_low_i8x16_u(up),
    i16x8.extend_low_i8x16_u(corner),
  )
  const high = paeth(
    i16x8.extend_high_i8x16_u(left),
    i16x8.extend_high_i8x16_u(up),
    i16x8.extend_high_i8x16_u(corner),
  )
  return i8x16.sub(v128.load(at), i8x16.narrow_i16x8_u(low, high))
}

/** Stores the first `channels` bytes of as many pixels as a row has left, four at most. */
/* @inline */ function storePixels(to: usize, pixels: v128, channels: i32): void {
  v128.store(to, channels === 4 ? pixels : dropAlpha(pixels))
}

/**
 * Rows by the Paeth filter, after a byte 4 each. `zeros` holds a row of zeros with 4 bytes of zeros before it and 16 behind; the frame has 4 bytes before it and
 * 16 behind. Writes up to 16 bytes behind the end, which it returns.
 */
export function rowsPaeth(
  frame: usize,
  to: usize,
  width: i32,
  height: i32,
  channels: i32,
  zeros: usize,
): usize {
  const stride = (width as usize) << 2
  for (let y = 0; y < height; y++) {
    const above = y === 0 ? zeros : frame - stride
    store<u8>(to, 4)
    to++
    const end = to + ((width * channels) as usize)
    // The pixel left of the first one is zero, not the end of the row before: the guess is the pixel above.
    const first = i8x16.sub(v128.load32_zero(frame), v128.load32_zero(above))
    storePixels(to, first, channels)
    to += channels
    for (let x = 1; x < width; x += 4) {
      const at = (x as usize) << 2
      storePixels(to, difference(frame + at, above + at), channels)
      to += channels << 2
    }
    to = end
    frame += stride
  }
  return to
}
