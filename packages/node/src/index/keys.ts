/**
 * Keys of the archive: a letter for the table, then the parts. Numbers are big-endian, so that byte order is their order.
 *
 * `s` state · `c` commits by height · `t` transactions by id · `b` blocks by id · `a` account, height, index -> transaction ·
 * `k` certified points by height · `e` ends of epochs by number · `v` collections and items · `n` lists of them · `h` history · `l` transparency log · `u` artwork UUID -> item · `m` what the node
 * remembers of itself.
 */
export type Table = 's' | 'c' | 't' | 'b' | 'a' | 'k' | 'e' | 'v' | 'n' | 'h' | 'l' | 'u' | 'm'

/** Part of a key: text as UTF-8, a bigint as eight bytes, a number as four. */
export type KeyPart = string | bigint | number

/** The key of a table entry. `0x…` identifiers take their 32 bytes, other texts end with a zero byte so that none is a prefix. */
export function keyOf(table: Table, ...parts: readonly KeyPart[]): Uint8Array {
  return Buffer.concat([Buffer.from(table), ...parts.map(partBytes)])
}

function partBytes(part: KeyPart): Uint8Array {
  if (typeof part === 'bigint') {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(part)
    return bytes
  }
  if (typeof part === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(part)
    return bytes
  }
  if (/^0x[0-9a-f]{64}$/.test(part)) return Buffer.from(part.slice(2), 'hex')
  return Buffer.from(`${part}\0`)
}

/** The range of all keys that begin with these parts. */
export function rangeOf(
  table: Table,
  ...parts: readonly KeyPart[]
): { readonly gte: Uint8Array; readonly lt: Uint8Array } {
  const gte = keyOf(table, ...parts)
  return { gte, lt: following(gte) }
}

/** The least key that no key with this prefix reaches. */
export function following(prefix: Uint8Array): Uint8Array {
  const end = Uint8Array.from(prefix)
  for (let i = end.length - 1; i >= 0; i--) {
    const byte = end[i] ?? 255
    if (byte < 255) {
      end[i] = byte + 1
      return end.subarray(0, i + 1)
    }
  }
  return end
}

/** The last eight bytes of a key as the number they hold. */
export function lastNumber(key: Uint8Array): bigint {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).readBigUInt64BE(key.length - 8)
}
