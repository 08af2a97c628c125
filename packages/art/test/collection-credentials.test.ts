/** Content credentials in collections: nothing lost of what was drawn, everything that names a picture's hash follows, and no run ends in between. */
import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveSigner, mnemonicToSeed } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import { JPEG, PNG } from '@trustnxt/c2pa-ts/asset'
import { SuperBox } from '@trustnxt/c2pa-ts/jumbf'
import { ManifestStore } from '@trustnxt/c2pa-ts/manifest'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { fileBlocks, formatCid } from '../src/collection/cid.ts'
import { checkMetadata, collectionProvenance, parseCanonicalJson, splitManifestStore } from '../src/index.ts'
import { readManifest } from '../src/native/collection/manifest.ts'
import {
  checkCredentials,
  checkFiles,
  createStudioKey,
  makeCollection,
  readCollection,
  readStudioKey,
  type SignCollectionOptions,
  signCollection,
} from '../src/native/index.ts'
import { drawLayers, temporaryFolder } from './layer-files.ts'

const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const signer = deriveSigner(mnemonicToSeed(words), [{ suite: 'ml-dsa-44', account: 0, index: 0 }], {
  suites: nativeSuites,
})
const key = readStudioKey(await createStudioKey('Studio of Ada'))
const COUNT = 12
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Layers, and a collection of twelve that is drawn from them. */
async function studio(format: 'png' | 'jpeg' | 'webp' = 'png') {
  const folder = temporaryFolder()
  const layers = join(folder.path, 'layers')
  await drawLayers(layers)
  writeFileSync(join(layers, 'collection.json'), JSON.stringify({ licence: 'CC-BY-4.0' }))
  const out = join(folder.path, 'out')
  const asked = { layers, out, size: 64, workers: 1, preview: false, format }
  const make = (more: object) => makeCollection({ ...asked, ...more, now: () => '2026-01-31T12:00:00Z' })
  await make({ count: COUNT, seed: 7 })
  const sign = (options: Partial<SignCollectionOptions> = {}) =>
    signCollection({ folder: out, key, signer, nowMs: () => 1_790_000_000_000, ...options })
  const pictures = () =>
    readCollection(out).pieces.map(({ image }) => new Uint8Array(readFileSync(join(out, image.file))))
  return { out, make, sign, pictures, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

test.for(['png', 'jpeg'] as const)(
  'every %s gets credentials that two independent readers accept, and metadata, provenance and manifest follow',
  async (format) => {
    using place = await studio(format)
    const drawn = place.pictures().map(sha256)
    const before = readCollection(place.out)
    const told: number[] = []
    const { fresh, provenance } = await place.sign({ onProgress: ({ done }) => told.push(done) })
    expect([fresh, told.at(-1)]).toEqual([COUNT, COUNT])
    const finished = readCollection(place.out)
    const files = await checkFiles(place.out, finished)
    expect(files.changed).toEqual([])
    expect(collectionProvenance(files.pieces)).toEqual(provenance)
    expect(Object(parseCanonicalJson(files.document)).demiurge.provenance).toEqual(provenance)
    for (const [i, file] of place.pictures().entries()) {
      const piece = finished.pieces[i]
      if (piece === undefined) throw new Error('a piece for every picture')
      // What was drawn is still there, byte for byte, and stays known.
      expect([sha256(splitManifestStore(file).rest), piece.drawn]).toEqual([drawn[i], drawn[i]])
      const report = await checkCredentials(file, { suites: nativeSuites })
      expect(report).toMatchObject({ verdict: 'authentic', licence: { licence: 'CC-BY-4.0' } })
      expect(report.statement).toMatchObject({ creator: signer.address, licence: 'CC-BY-4.0' })
      const asset = format === 'png' ? new PNG(file) : new JPEG(file)
      const store = ManifestStore.read(SuperBox.fromBuffer(new Uint8Array(asset.getManifestJUMBF() ?? [])))
      expect((await store.validate(asset)).isValid).toBe(true)
      const text = readFileSync(join(place.out, piece.metadata.file))
      const metadata = checkMetadata('demiurge', parseCanonicalJson(new Uint8Array(text)))
      const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
      const cid = fileBlocks(file, digest).at(-1)?.cid ?? new Uint8Array()
      expect(metadata.image).toBe(`ipfs://${formatCid(cid)}`)
      const { traits, rarity, dna } = before.pieces[i] ?? {}
      expect(piece).toMatchObject({ traits, rarity, dna })
    }
  },
)

test('a run that is stopped is gone on with, and signing again changes nothing', async () => {
  using place = await studio()
  const stop = new AbortController()
  const stopped = place.sign({
    signal: stop.signal,
    onProgress: ({ done }) => done === 3 && stop.abort(),
  })
  await expect(stopped).rejects.toMatchObject({ code: 'collection.stopped' })
  const signed = place.pictures().filter((file) => splitManifestStore(file).store !== undefined).length
  expect(signed).toBeGreaterThanOrEqual(3)
  expect(signed).toBeLessThan(COUNT)
  // Killed between the line of the journal and the picture: the line says what is not there.
  const journal = join(place.out, 'journal.jsonl')
  appendFileSync(
    journal,
    readFileSync(journal, 'utf8')
      .split('\n')
      [COUNT - 1]?.replace(/"image":"../, '"image":"00') ?? '',
  )
  // A collection of both kinds is whole as well, and what is left is signed afterwards.
  await place.make({ resume: true })
  expect((await checkFiles(place.out, readCollection(place.out))).changed).toEqual([])
  expect(readCollection(place.out).pieces.filter(({ drawn }) => drawn !== undefined).length).toBe(signed)
  expect(await place.sign()).toMatchObject({ count: COUNT, fresh: COUNT - signed })
  const before = readFileSync(join(place.out, 'manifest.json'), 'utf8')
  expect(await place.sign()).toMatchObject({ fresh: 0 })
  expect(readFileSync(join(place.out, 'manifest.json'), 'utf8')).toBe(before)
})

test('what was signed stays signed where the collection is gone on with; what is drawn again is signed again', async () => {
  using place = await studio()
  await place.sign()
  const first = place.pictures().map(sha256)
  expect(await place.make({ resume: true })).toMatchObject({ kept: COUNT })
  expect(place.pictures().map(sha256)).toEqual(first)
  expect(readCollection(place.out).pieces.every(({ drawn }) => drawn !== undefined)).toBe(true)
  // A picture that was cut off is drawn again, as it was before it was signed.
  truncateSync(join(place.out, 'images', '2.png'), 100)
  await expect(place.sign()).rejects.toMatchObject({ code: 'collection.damaged', field: 'images/2.png' })
  await place.make({ rerolls: [5] })
  const { pieces } = readCollection(place.out)
  expect(pieces.flatMap(({ edition, drawn }) => (drawn === undefined ? [edition] : []))).toEqual([2, 5])
  expect(await place.sign()).toMatchObject({ fresh: 2 })
  const again = place.pictures().map(sha256)
  expect(again.flatMap((hash, i) => (hash === first[i] ? [] : [i + 1]))).toEqual([2, 5])
})

test('pictures that are not what was made are not signed, nor formats that hold nothing', async () => {
  using place = await studio()
  const other = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#f00' } })
    .png()
    .toBuffer()
  writeFileSync(join(place.out, 'images', '4.png'), other)
  await expect(place.sign()).rejects.toMatchObject({ code: 'collection.damaged', field: 'images/4.png' })
  using webp = await studio('webp')
  await expect(webp.sign()).rejects.toThrow(/PNG and JPEG; the pieces of .* are webp/)
  expect(readManifest(webp.out)?.pieces?.every(({ drawn }) => drawn === undefined)).toBe(true)
})
