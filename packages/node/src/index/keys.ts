/**
 * Keys of the archive: a letter for the table, then the parts. Numbers are big-endian, so that byte order is their order.
 *
 * `s` state · `c` commits by height · `t` transaction -> height and index · `p` transactions by height, in packs · `b` blocks by id · `a` account, height, index -> transaction ·
 * `k` certified points by height · `e` ends of epochs by number · `v` collections and items · `n` lists of them · `h` history · `l` transparency log · `u` artwork UUID -> item ·
 * `f` full text · `g` catalogue: statistics, holders, activities · `m` what the node remembers of itself.
 */
export type Table =
  | 's'
  | 'c'
  | 't'
  | 'p'
  | 'b'
  | 'a'
  | 'k'
  | 'e'
  | 'v'
  | 'n'
  | 'h'
  | 'l'
  | 'u'
  | 'f'
  | 'g'
  | 'm'

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

const TRANSACTION = 't'.charCodeAt(0)
const HISTORY = 'a'.charCodeAt(0)
const ID_BYTES = 32

/** `keyOf('t', id)` for an identifier in bytes: there is one for every transaction, so it is put together without a detour. */
export function transactionKey(id: Uint8Array): Uint8Array {
  const key = Buffer.allocUnsafe(1 + ID_BYTES)
  key[0] = TRANSACTION
  key.set(id, 1)
  return key
}

/** `keyOf('a', account, position)`, put together in the same way. */
export function historyKey(account: string, position: bigint): Uint8Array {
  const key = Buffer.allocUnsafe(1 + ID_BYTES + 8)
  key[0] = HISTORY
  key.write(account.slice(2), 1, 'hex')
  key.writeBigUInt64BE(position, 1 + ID_BYTES)
  return key
}

/** A number as keys hold it: eight bytes, big-endian. */
export function numberBytes(value: bigint): Uint8Array {
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}

/** Tables of which every transaction writes entries, and which are read only when somebody looks one up: state is in memory anyway. */
const SELDOM_READ: ReadonlySet<number | undefined> = new Set(
  (['s', 't', 'p', 'a', 'f', 'g'] satisfies Table[]).map((table) => table.charCodeAt(0)),
)

/** Whether entries with such a key are worth a place in the store's cache. */
export function isOftenRead(key: Uint8Array): boolean {
  return !SELDOM_READ.has(key[0])
}

const PACKS = 'p'.charCodeAt(0)

/** Whether the value of such a key is written once and never deleted: transactions stay whatever else is pruned. */
export function isPermanent(key: Uint8Array): boolean {
  return key[0] === PACKS
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
