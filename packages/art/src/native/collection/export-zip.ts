/** @module Exports a collection as a ZIP file (PKWARE APPNOTE 6.3): stored, since pictures are compressed already, with ZIP64 where it takes that. */
import { crc32 } from 'node:zlib'
import { type ExportControl, exportedFiles, readExported, writeExport } from './export-files.ts'
import type { FinishedCollection } from './read-collection.ts'

/** 1 January 1980, where the format's time begins: the same collection gives the same bytes. */
const DOS_DATE = 0x21
const STORED = 0
/** Bit 11: names are UTF-8. */
const FLAGS = 0x0800
const NEEDS_ZIP64 = 45
const MOST_32 = 0xffffffff
const MOST_16 = 0xffff

interface Entry {
  readonly name: Buffer
  readonly crc: number
  readonly size: number
  readonly offset: number
}

/** Writes the collection into a ZIP file; resolves to the number of files. Throws CollectionError when one is missing. */
export async function exportZip(
  folder: string,
  collection: FinishedCollection,
  path: string,
  { signal, onProgress }: ExportControl = {},
): Promise<number> {
  const files = exportedFiles(folder, collection)
  await writeExport(path, async (put) => {
    const entries: Entry[] = []
    let offset = 0
    const append = (...pieces: readonly Uint8Array[]) => {
      put(...pieces)
      offset += pieces.reduce((sum, { length }) => sum + length, 0)
    }
    for (const [i, file] of files.entries()) {
      signal?.throwIfAborted()
      const bytes = await readExported(folder, file)
      const entry = { name: Buffer.from(file), crc: crc32(bytes), size: bytes.length, offset }
      entries.push(entry)
      append(localHeader(entry), bytes)
      onProgress?.((i + 1) / files.length)
    }
    const start = offset
    for (const entry of entries) append(centralHeader(entry))
    put(ending(entries.length, start, offset - start))
  })
  return files.length
}

/** What local and central headers have in common (4.4): version, flags, method, time, date, checksum, sizes, lengths. */
function shared({ name, crc, size }: Entry, extraBytes: number): Buffer {
  const bytes = Buffer.alloc(26)
  bytes.writeUInt16LE(NEEDS_ZIP64, 0)
  bytes.writeUInt16LE(FLAGS, 2)
  bytes.writeUInt16LE(STORED, 4)
  bytes.writeUInt16LE(DOS_DATE, 8)
  bytes.writeUInt32LE(crc, 10)
  bytes.writeUInt32LE(size, 14)
  bytes.writeUInt32LE(size, 18)
  bytes.writeUInt16LE(name.length, 22)
  bytes.writeUInt16LE(extraBytes, 24)
  return bytes
}

/** Local file header (4.3.7). No file is above 4 GiB: pieces are not, and neither is the manifest of a million. */
function localHeader(entry: Entry): Buffer {
  return Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), shared(entry, 0), entry.name])
}

/** Central directory header (4.3.12); an offset beyond 32 bits stands in the ZIP64 field (4.5.3). */
function centralHeader(entry: Entry): Buffer {
  const isFar = entry.offset >= MOST_32
  const extra = Buffer.alloc(isFar ? 12 : 0)
  if (isFar) {
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(8, 2)
    extra.writeBigUInt64LE(BigInt(entry.offset), 4)
  }
  const madeBy = Buffer.alloc(2)
  madeBy.writeUInt16LE(NEEDS_ZIP64)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(isFar ? MOST_32 : entry.offset, 10)
  const signature = Buffer.from('PK\u0001\u0002', 'latin1')
  return Buffer.concat([signature, madeBy, shared(entry, extra.length), rest, entry.name, extra])
}

/** End of central directory (4.3.16), behind its ZIP64 twin and locator (4.3.14, 4.3.15), which every reader of today knows. */
function ending(entries: number, start: number, bytes: number): Buffer {
  const far = Buffer.alloc(56)
  far.write('PK\u0006\u0006', 'latin1')
  far.writeBigUInt64LE(44n, 4)
  far.writeUInt16LE(NEEDS_ZIP64, 12)
  far.writeUInt16LE(NEEDS_ZIP64, 14)
  far.writeBigUInt64LE(BigInt(entries), 24)
  far.writeBigUInt64LE(BigInt(entries), 32)
  far.writeBigUInt64LE(BigInt(bytes), 40)
  far.writeBigUInt64LE(BigInt(start), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\u0006\u0007', 'latin1')
  locator.writeBigUInt64LE(BigInt(start + bytes), 8)
  locator.writeUInt32LE(1, 16)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(Math.min(entries, MOST_16), 8)
  end.writeUInt16LE(Math.min(entries, MOST_16), 10)
  end.writeUInt32LE(Math.min(bytes, MOST_32), 12)
  end.writeUInt32LE(Math.min(start, MOST_32), 16)
  return Buffer.concat([far, locator, end])
}
