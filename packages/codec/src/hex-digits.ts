const NOT_HEX = 255

/** The value of each hex digit, of either case, by its character code; NOT_HEX for every other character. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase())
  return digit === -1 ? NOT_HEX : digit
})

/**
 * Reads `count` bytes from the `2 * count` hex digits behind `0x` of a text to `target`, from byte `at` on; false, having spoilt them, when
 * one is no digit. Up to some 64 bytes that is faster than the engine's own decoder.
 */
export function readHexDigits(text: string, count: number, target: Uint8Array, at: number): boolean {
  let codes = 0
  let nibbles = 0
  for (let i = 0; i < count; i++) {
    const first = text.charCodeAt(2 + i * 2)
    const second = text.charCodeAt(3 + i * 2)
    const high = NIBBLES[first & 127] ?? NOT_HEX
    const low = NIBBLES[second & 127] ?? NOT_HEX
    codes |= first | second
    nibbles |= high | low
    target[at + i] = (high << 4) | low
  }
  // Looked at once, not for each digit: whatever was wrong has left its bit.
  return codes < 128 && nibbles < 16
}
