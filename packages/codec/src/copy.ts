/** A view of the same bytes, for `copyBytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/**
 * Copies a few bytes, eight at a time: up to some hundred bytes that is several times as fast as byte by byte, or as the engine's own
 * copying, for which a view of just those bytes has to be made. The two stretches must not overlap.
 */
export function copyBytes(
  target: DataView,
  to: number,
  source: DataView,
  from: number,
  length: number,
): void {
  let i = 0
  for (; i + 8 <= length; i += 8) target.setBigUint64(to + i, source.getBigUint64(from + i, true), true)
  for (; i < length; i++) target.setUint8(to + i, source.getUint8(from + i))
}
