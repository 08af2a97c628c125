/**
 * @module Content identifiers of files as IPFS gives them (CIDv1, base32): a single raw block up to 1 MiB, above that a UnixFS file of
 * 1 MiB raw leaves (UnixFS and dag-pb specifications at specs.ipfs.tech, profile unixfs-v1-2025).
 */
import { joinBytes } from '../files/png.ts'

const RAW = 0x55
const DAG_PB = 0x70
/** Multihash of SHA-256: its code and length. */
const SHA_256 = [0x12, 0x20] as const
/** Bytes of a leaf. */
export const LEAF_BYTES = 1_048_576
/** Links of one node: files up to 1 GiB. */
const MAX_LINKS = 1_024

/** A block of a file's graph. */
export interface IpfsBlock {
  /** The identifier in binary. */
  readonly cid: Uint8Array
  readonly bytes: Uint8Array
}

/** Hashes bytes by SHA-256. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** The identifier of a raw block by its SHA-256. */
export function rawCid(digest: Uint8Array): Uint8Array {
  return Uint8Array.of(1, RAW, ...SHA_256, ...digest)
}

/** The text of an identifier: `b` and base32 in lower case without padding (multibase). */
export function formatCid(cid: Uint8Array): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
  let text = 'b'
  let bits = 0
  let value = 0
  for (const byte of cid) {
    value = ((value << 8) | byte) & 0xffff
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(value >> (bits - 5)) & 31]
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text
}

/** The blocks of a file, the root last. Throws RangeError above 1 GiB. */
export function fileBlocks(bytes: Uint8Array, hash: Sha256): readonly IpfsBlock[] {
  const leaves: IpfsBlock[] = []
  for (let at = 0; at < bytes.length || at === 0; at += LEAF_BYTES) {
    const leaf = bytes.subarray(at, at + LEAF_BYTES)
    leaves.push({ cid: rawCid(hash(leaf)), bytes: leaf })
  }
  if (leaves.length === 1) return leaves
  if (leaves.length > MAX_LINKS) throw new RangeError(`a file of ${bytes.length} bytes is above 1 GiB`)
  const links = leaves.map(({ cid, bytes: leaf }) => ({ cid, name: '', size: leaf.length }))
  // UnixFS: type 2 is a file; its size, then the size of each leaf.
  const data = joinBytes([
    Uint8Array.of(0x08, 2, 0x18, ...varint(bytes.length)),
    ...leaves.map(({ bytes: leaf }) => Uint8Array.of(0x20, ...varint(leaf.length))),
  ])
  return [...leaves, dagPbBlock(links, data, hash)]
}

/** A named link to a graph; `size` counts all its blocks. */
export interface IpfsLink {
  readonly cid: Uint8Array
  readonly name: string
  readonly size: number
}

/** A folder: UnixFS type 1, links in the order of their names' bytes. */
export function folderBlock(links: readonly IpfsLink[], hash: Sha256): IpfsBlock {
  return dagPbBlock(
    links.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    Uint8Array.of(0x08, 1),
    hash,
  )
}

/** dag-pb, "Serial format": links first, then the data. */
function dagPbBlock(links: readonly IpfsLink[], data: Uint8Array, hash: Sha256): IpfsBlock {
  const bytes = joinBytes([
    ...links.map(({ cid, name, size }) => {
      const link = joinBytes([
        field(0x0a, cid),
        field(0x12, new TextEncoder().encode(name)),
        Uint8Array.of(0x18, ...varint(size)),
      ])
      return field(0x12, link)
    }),
    field(0x0a, data),
  ])
  return { cid: Uint8Array.of(1, DAG_PB, ...SHA_256, ...hash(bytes)), bytes }
}

function field(tag: number, bytes: Uint8Array): Uint8Array {
  return joinBytes([Uint8Array.of(tag, ...varint(bytes.length)), bytes])
}

/** An unsigned LEB128 number. */
export function varint(value: number): readonly number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return [...bytes, rest]
}
