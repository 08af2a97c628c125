/** Standard base64 with padding (RFC 4648 4). */
export function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64()
}

/** Reads standard base64 with padding; undefined for anything else, so that one value has one text. */
export function fromBase64(text: string): Uint8Array | undefined {
  // The built-in reader skips white space, which the line formats here must not contain.
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' })
  } catch {
    return undefined
  }
}
