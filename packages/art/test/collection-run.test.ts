/** Whole collections: the same bytes on any number of threads, nothing lost when a run ends early, and every file accounted for. */
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { provenanceTree } from '../src/collection/provenance.ts'
import { checkMetadata, parseCanonicalJson, verifyInclusion } from '../src/index.ts'
import { readManifest } from '../src/native/collection/manifest.ts'
import { type MakeOptions, makeCollection } from '../src/native/index.ts'
import { drawFile, drawLayers, temporaryFolder } from './layer-files.ts'

const now = () => '2026-01-31T12:00:00Z'

/** A folder with the layers, and a way to make collections of 40 pieces beside them. */
async function studio(definition?: object) {
  const folder = temporaryFolder()
  const layers = join(folder.path, 'layers')
  await drawLayers(layers)
  if (definition !== undefined) writeFileSync(join(layers, 'collection.json'), JSON.stringify(definition))
  const at = (name: string) => join(folder.path, name)
  const make = (out: string, options: Partial<MakeOptions> = {}) =>
    makeCollection({
      layers,
      out: at(out),
      count: 40,
      seed: 7,
      size: 64,
      workers: 1,
      now,
      preview: false,
      ...options,
    })
  return { layers, at, make, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

/** SHA-256 of every file of a folder but the manifest and the journal, which say when and how. */
function hashes(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.\w+$/.test(file),
  )
  return Object.fromEntries(
    files
      .filter((file) => !file.startsWith('journal'))
      .sort()
      .map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex'),
      ]),
  )
}

test.for(['png', 'jpeg', 'webp'] as const)(
  'one seed gives the same %s files with one worker and with three',
  async (format) => {
    using place = await studio()
    await place.make('one', { format, count: 24 })
    await place.make('three', { format, count: 24, workers: 3 })
    expect(hashes(place.at('three'))).toEqual(hashes(place.at('one')))
    const images = readdirSync(join(place.at('one'), 'images'))
    expect(images.length).toBe(24)
    const {
      width,
      height,
      format: found,
    } = await sharp(join(place.at('one'), 'images', images[0] ?? '')).metadata()
    expect({ width, height, found }).toEqual({ width: 64, height: 64, found: format })
  },
)

test('each picture is its traits laid over one another, to the pixel', async () => {
  using place = await studio()
  await place.make('out')
  const { pieces = [] } = readManifest(place.at('out')) ?? {}
  const times = (a: number, b: number) => ((a * b + 128) * 257) >> 16
  const folders = { Ground: '1-Ground', Body: '2-Body', Eyes: '3-Eyes', Hat: '4-Hat' }
  for (const { traits, image } of pieces.slice(0, 12)) {
    const frame = new Uint8Array(64 * 64 * 4)
    for (const [layer, folder] of Object.entries(folders)) {
      const file = readdirSync(join(place.layers, folder)).find((name) =>
        name.startsWith(String(traits[layer])),
      )
      const pixels = await sharp(join(place.layers, folder, String(file)))
        .ensureAlpha()
        .raw()
        .toBuffer()
      frame.forEach((below, i) => {
        const alpha = pixels[i - (i % 4) + 3] ?? 0
        const source = i % 4 === 3 ? alpha : times(pixels[i] ?? 0, alpha)
        frame[i] = source + times(below, 255 - alpha)
      })
    }
    const drawn = await sharp(join(place.at('out'), image.file))
      .raw()
      .toBuffer()
    expect(drawn.equals(frame.filter((_, i) => i % 4 !== 3)), image.file).toBe(true)
  }
})

test('every piece has metadata that the standard accepts, and its place in the provenance', async () => {
  using place = await studio({
    name: 'Moon people',
    pieceName: 'Moon person {edition}: {Body}',
    pieceDescription: 'With {Eyes} eyes.',
    royaltyBps: 500,
    licence: 'CC-BY-4.0',
  })
  const made = await place.make('out', { preview: true })
  const out = place.at('out')
  const { pieces = [], plan } = readManifest(out) ?? {}
  expect(plan?.name).toBe('Moon people')
  expect(pieces.length).toBe(40)
  for (const { edition, image, metadata, traits, rarity } of pieces) {
    const picture = readFileSync(join(out, image.file))
    expect(createHash('sha256').update(picture).digest('hex')).toBe(image.sha256)
    const bytes = readFileSync(join(out, metadata.file))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(metadata.sha256)
    const document = checkMetadata('demiurge', parseCanonicalJson(bytes))
    expect(document.name).toBe(`Moon person ${edition}: ${traits.Body}`)
    expect(document.properties).toMatchObject({ edition, rarity: { rank: rarity.rank } })
    expect(document.demiurge).toMatchObject({ royaltyBps: 500, licence: 'CC-BY-4.0', mediaType: 'image/png' })
  }
  expect(Math.min(...pieces.map(({ rarity }) => rarity.rank))).toBe(1)
  const tree = provenanceTree(
    pieces.map(({ image, metadata }) => ({ image: image.sha256, metadata: metadata.sha256 })),
  )
  expect(tree.root().toHex()).toBe(made.provenance.merkleRoot)
  const proof = tree.inclusionProof(16)
  expect(
    verifyInclusion({ leafHash: tree.leafHash(16), index: 16, size: 40, proof, root: tree.root() }),
  ).toBe(true)
  const [first] = pieces
  const leaf = Buffer.from(`00${first?.image.sha256}${first?.metadata.sha256}`, 'hex')
  expect(tree.leafHash(0).toHex()).toBe(createHash('sha256').update(leaf).digest('hex'))
  const text = pieces.map(({ image }) => image.sha256).join('')
  expect(createHash('sha256').update(text).digest('hex')).toBe(made.provenance.concatenated)
  const collection = JSON.parse(readFileSync(join(out, 'collection.json'), 'utf8'))
  expect(collection).toMatchObject({
    name: 'Moon people',
    seller_fee_basis_points: 500,
    demiurge: { provenance: made.provenance },
  })
  expect((await sharp(join(out, 'preview.webp')).metadata()).pages).toBe(24)
  expect(existsSync(join(out, 'preview.jpg'))).toBe(true)
})

test('a run that was stopped goes on where it was, and what a power cut left behind is made again', async () => {
  using place = await studio()
  await place.make('whole')
  const stop = new AbortController()
  const out = place.at('parts')
  const stopped = place.make('parts', {
    signal: stop.signal,
    onProgress: ({ phase }) => {
      if (phase === 'pieces') stop.abort()
    },
  })
  // The signal may come when all is done: then there is nothing to go on with, and that is right as well.
  await stopped.catch((error: unknown) => expect(error).toMatchObject({ code: 'collection.stopped' }))
  await place.make('parts', { resume: true })
  // A half line, a changed picture, a missing one, and pieces that were never noted.
  const lines = readFileSync(join(out, 'journal.jsonl'), 'utf8').split('\n')
  writeFileSync(
    join(out, 'journal.jsonl'),
    lines.filter((line) => !/"edition":(31|32),/.test(line)).join('\n'),
  )
  appendFileSync(join(out, 'journal.jsonl'), '{"edition":33,"key":"0.1')
  truncateSync(join(out, 'images/4.png'), 100)
  rmSync(join(out, 'images/5.png'))
  rmSync(join(out, 'json/6.json'))
  rmSync(join(out, 'provenance.json'))
  const again = await place.make('parts', { resume: true, workers: 2 })
  expect(again.kept).toBe(40 - 4)
  expect(hashes(out)).toEqual(hashes(place.at('whole')))
})

test('going on with other layers or settings says what changed', async () => {
  using place = await studio()
  await place.make('out', { count: 8 })
  await expect(place.make('out', { count: 8 })).rejects.toThrow('--resume goes on with it')
  await expect(place.make('out', { count: 9, resume: true })).rejects.toThrow('count was 8, now 9')
  await expect(place.make('elsewhere', { resume: true })).rejects.toThrow('holds no collection')
  await drawFile(join(place.layers, '4-Hat/h1#5.png'), '<rect width="9" height="9"/>')
  await drawFile(join(place.layers, '4-Hat/h9.png'), '<rect width="9" height="9"/>')
  rmSync(join(place.layers, '3-Eyes/e3#7.png'))
  writeFileSync(join(place.layers, 'collection.json'), '{"name":"Other"}')
  const failed = place.make('out', { count: 8, resume: true })
  for (const change of [
    'h1#5.png is another picture',
    'h9.png is new',
    'e3#7.png is missing',
    'collection.json: name',
  ])
    await expect(failed).rejects.toThrow(change)
})

test('pieces are drawn again and pinned in a finished folder; only they change', async () => {
  using place = await studio()
  await place.make('out')
  const before = readManifest(place.at('out'))?.pieces ?? []
  const changed = await place.make('out', { rerolls: [17, 23] })
  const after = readManifest(place.at('out'))?.pieces ?? []
  const differs = before.flatMap(({ edition, image }, i) =>
    after[i]?.image.sha256 === image.sha256 ? [] : [edition],
  )
  expect(differs).toEqual([17, 23])
  expect(changed.kept).toBe(38)
  expect(changed.lookalikes).toEqual([])
  await place.make('out', { pins: [17, 3], seed: 8 })
  const other = readManifest(place.at('out'))
  const image = (edition: number) => other?.pieces?.[edition - 1]?.image.sha256
  expect([image(3), image(17)]).toEqual([before[2]?.image.sha256, after[16]?.image.sha256])
  expect(image(1)).not.toBe(before[0]?.image.sha256)
  expect(other?.plan).toMatchObject({ seed: 8, rerolls: [] })
  await expect(place.make('out', { rerolls: [3], seed: 8 })).rejects.toThrow('edition 3 is pinned')
})

test('blend modes, opacity, a missing ground and one-of-ones', async () => {
  using place = await studio({
    layers: [
      { folder: '2-Body', opacity: 0.5 },
      { folder: '3-Eyes' },
      { folder: '4-Hat', blend: 'screen', absent: 0.3, name: 'Headwear' },
    ],
    oneOfOnes: [
      { file: 'special/king.svg', name: 'The King', edition: 2, traits: { Crown: 'The only one' } },
    ],
  })
  await drawFile(join(place.layers, 'special/king.svg'), '<rect width="64" height="64" fill="#fc0"/>')
  await place.make('out', { count: 10 })
  const { pieces = [] } = readManifest(place.at('out')) ?? {}
  expect(pieces[1]).toMatchObject({ traits: { Crown: 'The only one' } })
  expect(JSON.parse(readFileSync(join(place.at('out'), 'json/2.json'), 'utf8')).name).toBe('The King')
  const king = await sharp(join(place.at('out'), 'images/2.png'))
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect([king.info.channels, ...king.data.subarray(0, 3)]).toEqual([3, 255, 204, 0])
  const other = await sharp(join(place.at('out'), 'images/1.png'))
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect([other.info.channels, other.data[3]]).toEqual([4, 0])
  // The middle of the body: half as opaque as it was drawn.
  expect(other.data[(58 * 64 + 32) * 4 + 3]).toBe(128)
})

test('layers that cannot be read are named', async () => {
  using place = await studio()
  const hat = join(place.layers, '4-Hat/h0#5.png')
  truncateSync(hat, 60)
  await expect(place.make('out')).rejects.toThrow('4-Hat/h0#5.png cannot be decoded')
  writeFileSync(hat, 'no picture')
  await expect(place.make('out2')).rejects.toMatchObject({
    code: 'collection.layers',
    field: '4-Hat/h0#5.png',
  })
  rmSync(hat)
  writeFileSync(join(place.layers, 'collection.json'), '{"name":')
  await expect(place.make('out3')).rejects.toThrow('collection.json is no JSON')
  const specials = [{ file: '../../etc/passwd', name: 'x' }]
  writeFileSync(join(place.layers, 'collection.json'), JSON.stringify({ oneOfOnes: specials }))
  await expect(place.make('out4')).rejects.toThrow('lies outside')
  writeFileSync(join(place.layers, 'collection.json'), JSON.stringify({ pieceName: '{Nose}' }))
  await expect(place.make('out5')).rejects.toThrow(
    '$.pieceName: nothing is called {Nose}; there are {edition}, {Ground}',
  )
  await expect(makeCollection({ layers: place.at('nowhere'), out: place.at('o'), count: 1 })).rejects.toThrow(
    'cannot be read',
  )
})
