/** The first 16 bytes of a hash, or random ones, as a version 4 UUID in lower case (RFC 9562 5.4). */
export function formatUuid(bytes: Uint8Array): string {
  const uuid = bytes.slice(0, 16)
  // RFC 9562 4: version in the high half of byte 6, variant in the top bits of byte 8.
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x40
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80
  const hex = uuid.toHex()
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
