/** Exports: identifiers as IPFS gives them, every block and file where the formats want it. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { fileBlocks, folderBlock, formatCid, LEAF_BYTES, varint } from '../src/collection/cid.ts'
import { exportCar, exportGif, exportZip, makeCollection, readCollection } from '../src/native/index.ts'
import { drawLayers, temporaryFolder } from './layer-files.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
const cidOf = (bytes: Uint8Array) => formatCid(fileBlocks(bytes, sha256).at(-1)?.cid ?? new Uint8Array())

test('identifiers are those that IPFS gives', () => {
  // From the IPFS documentation: `ipfs add --cid-version=1` of "hello world", and the empty folder.
  expect(cidOf(Buffer.from('hello world'))).toBe(
    'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e',
  )
  expect(formatCid(folderBlock([], sha256).cid)).toBe(
    'bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354',
  )
  const blocks = fileBlocks(new Uint8Array(LEAF_BYTES * 2 + 5), sha256)
  expect(blocks.map(({ bytes }) => bytes.length).slice(0, 3)).toEqual([LEAF_BYTES, LEAF_BYTES, 5])
  expect(formatCid(blocks[3]?.cid ?? new Uint8Array())).toMatch(/^bafybei/)
  expect(fileBlocks(new Uint8Array(LEAF_BYTES), sha256).length).toBe(1)
  expect(varint(300)).toEqual([0xac, 2])
})

async function collection() {
  const folder = temporaryFolder()
  const out = join(folder.path, 'out')
  await drawLayers(join(folder.path, 'layers'))
  const now = () => '2026-01-31T12:00:00Z'
  await makeCollection({
    layers: join(folder.path, 'layers'),
    out,
    count: 12,
    seed: 1,
    size: 64,
    workers: 1,
    now,
  })
  return {
    out,
    at: (name: string) => join(folder.path, name),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

/** The root and the blocks of a CAR, read as the specification has it; identifiers are 36 bytes long. */
function readCar(bytes: Buffer): { readonly root: string; readonly blocks: ReadonlyMap<string, Buffer> } {
  let at = 0
  const section = (): Buffer => {
    let length = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[at++] ?? 0
      length += (byte & 127) * unit
      if (byte < 128) break
    }
    at += length
    return bytes.subarray(at - length, at)
  }
  const header = section()
  expect(header.toString('latin1')).toMatch(/^\xa2eroots\x81\xd8\x2aX\x25\0/)
  const blocks = new Map<string, Buffer>()
  while (at < bytes.length) {
    const whole = section()
    blocks.set(formatCid(whole.subarray(0, 36)), whole.subarray(36))
  }
  return { root: formatCid(header.subarray(13, 49)), blocks }
}

test('a CAR holds every file under the identifier that its metadata name', async () => {
  using made = await collection()
  const { root, files } = await exportCar(made.out, readCollection(made.out), made.at('a.car'))
  await exportCar(made.out, readCollection(made.out), made.at('b.car'))
  const car = readFileSync(made.at('a.car'))
  expect(car.equals(readFileSync(made.at('b.car')))).toBe(true)
  expect(files).toBe(12 * 2 + 5)
  const read = readCar(car)
  expect(read.root).toBe(root)
  expect(read.blocks.has(root)).toBe(true)
  for (const [cid, block] of read.blocks) {
    const prefix = cid.startsWith('bafkrei') ? 0x55 : 0x70
    expect(formatCid(Uint8Array.of(1, prefix, 0x12, 0x20, ...sha256(block)))).toBe(cid)
  }
  for (let edition = 1; edition <= 12; edition++) {
    const { image } = JSON.parse(readFileSync(join(made.out, `json/${edition}.json`), 'utf8'))
    const block = read.blocks.get(String(image).replace('ipfs://', ''))
    expect(block?.equals(readFileSync(join(made.out, `images/${edition}.png`)))).toBe(true)
  }
})

test('a ZIP holds every file, with its checksum, where its directory says', async () => {
  using made = await collection()
  const count = await exportZip(made.out, readCollection(made.out), made.at('a.zip'))
  const zip = readFileSync(made.at('a.zip'))
  const end = zip.length - 22
  expect(zip.readUInt32LE(end)).toBe(0x06054b50)
  expect(zip.readUInt16LE(end + 10)).toBe(count)
  let at = zip.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50)
    const [crc, size, nameBytes, extra, offset] = [
      zip.readUInt32LE(at + 16),
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt32LE(at + 42),
    ]
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes)
    const file = readFileSync(join(made.out, name))
    const data = offset + 30 + zip.readUInt16LE(offset + 26)
    expect(zip.readUInt32LE(offset)).toBe(0x04034b50)
    expect(zip.subarray(data, data + size).equals(file), name).toBe(true)
    expect(crc).toBe(crc32(file))
    at += 46 + nameBytes + extra
  }
  expect(zip.readUInt32LE(at)).toBe(0x06064b50)
})

test('a GIF shows piece after piece, each in colours of its own, round and round', async () => {
  using made = await collection()
  const told: number[] = []
  const onProgress = (share: number) => told.push(share)
  const frames = await exportGif(made.out, readCollection(made.out), made.at('a.gif'), { onProgress })
  expect(frames).toBe(12)
  expect(told).toEqual([...told].sort((a, b) => a - b))
  expect(told.at(-1)).toBe(1)
  const film = readFileSync(made.at('a.gif'))
  expect(await sharp(film).metadata()).toMatchObject({ format: 'gif', pages: 12, loop: 0, width: 320 })
  expect((await sharp(film).metadata()).delay).toEqual(Array.from({ length: 12 }, () => 250))
  for (const frame of [0, 5, 11]) {
    const shown = await sharp(film, { page: frame }).removeAlpha().raw().toBuffer()
    const piece = sharp(join(made.out, `images/${frame + 1}.png`))
    const meant = await piece.removeAlpha().resize(320, 320).raw().toBuffer()
    const apart = shown.reduce((sum, value, i) => sum + Math.abs(value - (meant[i] ?? 0)), 0)
    // In steps of 8 bits: another piece, or a palette that is not its own, is further away.
    expect(apart / shown.length, `frame ${frame}`).toBeLessThan(1)
  }
  await exportGif(made.out, readCollection(made.out), made.at('b.gif'))
  expect(readFileSync(made.at('b.gif')).equals(film)).toBe(true)
})

test('an export that fails leaves nothing behind', async () => {
  using made = await collection()
  rmSync(join(made.out, 'images/7.png'))
  const finished = readCollection(made.out)
  await expect(exportZip(made.out, finished, made.at('a.zip'))).rejects.toThrow('images/7.png')
  await expect(exportCar(made.out, finished, made.at('a.car'))).rejects.toMatchObject({
    code: 'collection.damaged',
  })
  await expect(exportGif(made.out, finished, made.at('a.gif'))).rejects.toThrow('images/7.png')
  const stopped = { signal: AbortSignal.abort(new Error('enough')) }
  await expect(exportGif(made.out, finished, made.at('a.gif'), stopped)).rejects.toThrow('enough')
  expect(readdirSync(made.at('.')).sort()).toEqual(['layers', 'out'])
})
