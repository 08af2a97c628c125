/** @module Exports a collection as a CAR file (IPLD, "Specification: Content Addressable aRchives", version 1): ready for any IPFS node. */
import { createHash } from 'node:crypto'
import {
  fileBlocks,
  folderBlock,
  formatCid,
  type IpfsBlock,
  type IpfsLink,
  varint,
} from '../../collection/cid.ts'
import { CollectionError } from '../../collection/error.ts'
import { joinBytes } from '../../files/png.ts'
import { type ExportControl, exportedFiles, readExported, writeExport } from './export-files.ts'
import type { FinishedCollection } from './read-collection.ts'

/** Nodes exchange blocks of up to 2 MiB; folders beyond half of it would have to be sharded. */
const MAX_FOLDER_BYTES = 1_048_576

/** An exported CAR. */
export interface ExportedCar {
  /** The folder's identifier: `ipfs://ROOT/images/1.png` is the first picture. */
  readonly root: string
  readonly files: number
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

/** Writes the collection into a CAR file. Throws CollectionError when files are missing or the folder is too large for one block. */
export async function exportCar(
  folder: string,
  collection: FinishedCollection,
  path: string,
  { signal, onProgress }: ExportControl = {},
): Promise<ExportedCar> {
  const files = exportedFiles(folder, collection)
  const steps = files.length * 2
  // The head of a CAR names the root, which follows from all files: they are read twice.
  const links: IpfsLink[] = []
  for (const [i, file] of files.entries()) {
    signal?.throwIfAborted()
    links.push(linkTo(file, fileBlocks(await readExported(folder, file), sha256)))
    onProgress?.((i + 1) / steps)
  }
  const folders = ['images', 'json'].map((name) => ({ name, block: subfolder(links, `${name}/`) }))
  const top = folderBlock(
    [
      ...links.filter(({ name }) => !name.includes('/')),
      ...folders.map(({ name, block }) => ({
        name,
        cid: block.cid,
        size: sizeWithin(links, `${name}/`) + block.bytes.length,
      })),
    ],
    sha256,
  )
  await writeExport(path, async (put) => {
    put(header(top.cid), section(top), ...folders.map(({ block }) => section(block)))
    for (const [i, file] of files.entries()) {
      signal?.throwIfAborted()
      const blocks = fileBlocks(await readExported(folder, file), sha256)
      if (linkTo(file, blocks).cid.toHex() !== links[i]?.cid.toHex())
        throw new CollectionError('collection.damaged', `${file} changed while it was exported`, {
          field: file,
        })
      put(...blocks.map(section))
      onProgress?.((files.length + i + 1) / steps)
    }
  })
  return { root: formatCid(top.cid), files: files.length }
}

function linkTo(name: string, blocks: readonly IpfsBlock[]): IpfsLink {
  const size = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0)
  return { name, cid: blocks.at(-1)?.cid ?? new Uint8Array(), size }
}

function subfolder(links: readonly IpfsLink[], prefix: string): IpfsBlock {
  const own = links
    .filter(({ name }) => name.startsWith(prefix))
    .map((link) => ({ ...link, name: link.name.slice(prefix.length) }))
  const block = folderBlock(own, sha256)
  if (block.bytes.length > MAX_FOLDER_BYTES)
    throw new CollectionError(
      'collection.failed',
      `a folder of ${own.length} files is more than one IPFS block holds (${block.bytes.length} of ${MAX_FOLDER_BYTES} bytes): export it as ZIP`,
      { field: prefix },
    )
  return block
}

function sizeWithin(links: readonly IpfsLink[], prefix: string): number {
  return links.reduce((sum, { name, size }) => (name.startsWith(prefix) ? sum + size : sum), 0)
}

/** "Header": the length, then DAG-CBOR of { roots: [cid], version: 1 }; a CID is tag 42 over its bytes after a zero. */
function header(root: Uint8Array): Uint8Array {
  const text = new TextEncoder()
  const cbor = joinBytes([
    Uint8Array.of(0xa2, 0x65),
    text.encode('roots'),
    Uint8Array.of(0x81, 0xd8, 42, 0x58, root.length + 1, 0),
    root,
    Uint8Array.of(0x67),
    text.encode('version'),
    Uint8Array.of(1),
  ])
  return joinBytes([Uint8Array.from(varint(cbor.length)), cbor])
}

/** "Data": the length of identifier and block, then both. */
function section({ cid, bytes }: IpfsBlock): Uint8Array {
  return joinBytes([Uint8Array.from(varint(cid.length + bytes.length)), cid, bytes])
}
