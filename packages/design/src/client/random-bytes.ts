const RANDOM_CHUNK = 65_536

/** Random bytes of the browser's own, as many as are wanted. */
export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  // getRandomValues takes at most 65,536 bytes at once.
  for (let at = 0; at < length; at += RANDOM_CHUNK)
    crypto.getRandomValues(bytes.subarray(at, at + RANDOM_CHUNK))
  return bytes
}
