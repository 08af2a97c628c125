/**
 * Von Neumann's correction ("Various techniques used in connection with random digits", 1951): of each pair of bits 01 gives 0, 10
 * gives 1, equal ones give nothing. Independent bits of any bias come out even; at most a quarter of them is left.
 */
export function vonNeumann(bits: Uint8Array): Uint8Array {
  const even = new Uint8Array(bits.length >> 1)
  let length = 0
  for (let i = 0; i + 1 < bits.length; i += 2) {
    const first = bits[i] ?? 0
    if (first !== bits[i + 1]) even[length++] = first
  }
  return even.subarray(0, length)
}

/** The share of ones in bits; NaN of none. */
export function shareOfOnes(bits: Uint8Array): number {
  return bits.reduce((sum, bit) => sum + bit, 0) / bits.length
}
