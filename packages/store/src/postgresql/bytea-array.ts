/**
 * Byte strings as PostgreSQL reads an array of bytea in text. Hex digits need no quoting, so that no input can end an element early.
 */
export function byteaArray(items: readonly Uint8Array[]): string {
  return `{${items.map((item) => `"\\\\x${hexOf(item)}"`).join(',')}}`
}

function hexOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('hex')
}
