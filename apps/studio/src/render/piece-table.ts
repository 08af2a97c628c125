/**
 * @module The pieces of a making as columns in one file, which is read without being parsed: a million pieces cost their bytes. Layout:
 * `DMPIECES`, the header's length (u32), the header as JSON, padding to 8 bytes, and the columns one after the other, little-endian.
 */

import { createHash } from 'node:crypto'
import { dnaHash } from '@demiurge/art'
import type { PlannedCollection } from '@demiurge/art/native'

/** Name of the file in a making's folder. */
export const TABLE_FILE = 'pieces.bin'

const MAGIC = Buffer.from('DMPIECES')
const HASH_BYTES = 32

/** What stands before the columns. */
export interface PieceHeader {
  readonly count: number
  /** Names of the layers' values; a choice beyond them is none. */
  readonly layers: readonly { readonly name: string; readonly values: readonly string[] }[]
  /** Traits of the one-of-ones. */
  readonly specials: readonly (readonly { readonly trait: string; readonly value: string }[])[]
}

/** The columns, each in order of edition. */
export interface PieceColumns {
  /** 1 is the rarest. */
  readonly rank: Uint32Array
  /** Places of the pieces (from 0), the rarest first. */
  readonly byRank: Uint32Array
  /** A choice for each layer, one piece after the other. */
  readonly choices: Uint16Array
  /** 0, or a one-of-one's place from 1. */
  readonly special: Uint16Array
  readonly dna: Uint8Array
  /** SHA-256 of the pictures; zeros while one is not drawn. */
  readonly images: Uint8Array
}

/** A table, and where in its file the pictures' hashes begin. */
export interface PieceTable extends PieceHeader, PieceColumns {
  readonly imagesAt: number
}

/** The table of planned pieces as a file: no picture is drawn yet. */
export function encodeTable(planned: PlannedCollection): Buffer {
  const { layers, pieces, rarities } = planned
  const { catalogue, definition } = layers
  const header: PieceHeader = {
    count: pieces.length,
    layers: catalogue.map(({ name, traits }) => ({ name, values: traits.map((trait) => trait.name) })),
    specials: (definition.oneOfOnes ?? []).map(({ traits = {} }) =>
      Object.entries(traits).map(([trait, value]) => ({ trait, value })),
    ),
  }
  const text = Buffer.from(JSON.stringify(header))
  const start = startOf(text.length)
  const { sizes, bytes } = layOut(header)
  const file = Buffer.alloc(start + bytes)
  MAGIC.copy(file)
  file.writeUInt32LE(text.length, MAGIC.length)
  text.copy(file, MAGIC.length + 4)
  const table = columnsOf(file, start, sizes)
  for (const [i, piece] of pieces.entries()) {
    table.rank[i] = rarities[i]?.rank ?? 0
    if (piece.kind === 'one-of-one') table.special[i] = piece.index + 1
    else table.choices.set(piece.dna, i * catalogue.length)
    table.dna.set(Uint8Array.fromHex(dnaHash(catalogue, piece)), i * HASH_BYTES)
  }
  table.byRank.set(
    Uint32Array.from(pieces.keys()).sort((a, b) => (table.rank[a] ?? 0) - (table.rank[b] ?? 0) || a - b),
  )
  return file
}

/** Reads a table. Throws RangeError when it is not one. */
export function decodeTable(file: Buffer): PieceTable {
  const length = file.length >= MAGIC.length + 4 ? file.readUInt32LE(MAGIC.length) : 0
  const start = startOf(length)
  if (!file.subarray(0, MAGIC.length).equals(MAGIC) || start > file.length)
    throw new RangeError('the table of pieces is damaged')
  const header = JSON.parse(file.toString('utf8', MAGIC.length + 4, MAGIC.length + 4 + length)) as PieceHeader
  const { sizes, bytes } = layOut(header)
  if (file.length !== start + bytes) throw new RangeError('the table of pieces is cut off')
  // Typed arrays ask for aligned bytes; what the file system gives may lie anywhere.
  const aligned = file.byteOffset % 8 === 0 ? file : Buffer.from(Uint8Array.from(file).buffer)
  return { ...header, ...columnsOf(aligned, start, sizes), imagesAt: start + bytes - sizes.images }
}

/** What the choices of some pieces come to: pieces with the same look the same within one making. */
export function choicesHash({ choices, special, layers }: PieceTable, from: number, to: number): string {
  const width = layers.length
  const hash = createHash('sha256')
  hash.update(
    Uint8Array.from(
      Buffer.from(choices.buffer, choices.byteOffset + from * width * 2, (to - from) * width * 2),
    ),
  )
  hash.update(Uint8Array.from(Buffer.from(special.buffer, special.byteOffset + from * 2, (to - from) * 2)))
  return hash.digest('hex').slice(0, HASH_BYTES)
}

function startOf(headerBytes: number): number {
  return Math.ceil((MAGIC.length + 4 + headerBytes) / 8) * 8
}

function layOut({ count, layers }: PieceHeader) {
  const sizes = {
    rank: count * 4,
    byRank: count * 4,
    choices: count * layers.length * 2,
    special: count * 2,
    dna: count * HASH_BYTES,
    images: count * HASH_BYTES,
  }
  return { sizes, bytes: Object.values(sizes).reduce((sum, size) => sum + size, 0) }
}

function columnsOf(file: Buffer, start: number, sizes: ReturnType<typeof layOut>['sizes']): PieceColumns {
  let at = file.byteOffset + start
  const next = (bytes: number): number => {
    at += bytes
    return at - bytes
  }
  return {
    rank: new Uint32Array(file.buffer, next(sizes.rank), sizes.rank / 4),
    byRank: new Uint32Array(file.buffer, next(sizes.byRank), sizes.byRank / 4),
    choices: new Uint16Array(file.buffer, next(sizes.choices), sizes.choices / 2),
    special: new Uint16Array(file.buffer, next(sizes.special), sizes.special / 2),
    dna: new Uint8Array(file.buffer, next(sizes.dna), sizes.dna),
    images: new Uint8Array(file.buffer, next(sizes.images), sizes.images),
  }
}
