/** Manifests and journals may come from anybody, or from a disk that failed. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJournal } from '../src/native/collection/manifest.ts'
import { readCollection } from '../src/native/index.ts'
import { temporaryFolder } from './layer-files.ts'

const hash = 'ab'.repeat(32)
const piece = (edition: number) => ({
  edition,
  dna: hash,
  traits: { Ground: 'g0' },
  rarity: { score: 1, rank: 1 },
  image: { file: `images/${edition}.png`, sha256: hash, bytes: 10 },
  metadata: { file: `json/${edition}.json`, sha256: hash, bytes: 10 },
})
const manifest = {
  version: 1,
  plan: {
    name: 'Moon',
    definition: {},
    files: { 'Ground/g0#3.png': hash, 'Ground/g1.png': hash },
    count: 2,
    seed: 7,
    size: 64,
    format: 'png',
    quality: 90,
    createdAt: '2026-01-31T12:00:00Z',
    pins: {},
    rerolls: [],
  },
  pieces: [piece(1), piece(2)],
}

test('a manifest that is changed anywhere is read or refused, never worse', () => {
  using folder = temporaryFolder()
  const read = (value: unknown) => {
    writeFileSync(join(folder.path, 'manifest.json'), JSON.stringify(value))
    return readCollection(folder.path)
  }
  expect(read(manifest).catalogue[0]?.traits.map(({ name, weight }) => [name, weight])).toEqual([
    ['g0', 3],
    ['g1', 1],
  ])
  const paths = [
    'version',
    'plan',
    'pieces',
    'plan.files',
    'plan.definition',
    'plan.count',
    'pieces.0',
    'pieces.1.image',
    'pieces.0.image.file',
    'pieces.1.metadata.sha256',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
      const changed = structuredClone(manifest)
      const names = path.split('.')
      const last = names.pop() ?? ''
      const parent = names.reduce<Record<string, unknown>>(
        (object, name) => Object(object[name]),
        Object(changed),
      )
      parent[last] = value
      try {
        read(changed)
      } catch (error) {
        expect(error).toMatchObject({ name: 'CollectionError' })
      }
    }),
    { numRuns: 300 },
  )
  const [first, second] = manifest.pieces
  const stray = { ...first, image: { file: '../../secret', sha256: hash, bytes: 1 } }
  expect(() => read({ ...manifest, pieces: [stray, second] })).toThrow('damaged at piece 1')
  expect(() => read({ ...manifest, pieces: [first] })).toThrow('it has 1 of 2 pieces')
  expect(() => read({ ...manifest, pieces: undefined })).toThrow('is not finished')
  writeFileSync(join(folder.path, 'manifest.json'), '{"version":1,')
  expect(() => readCollection(folder.path)).toThrow('it is no JSON')
})

test('of a journal whatever can be read counts, and nothing else', () => {
  using folder = temporaryFolder()
  const entry = { edition: 3, key: '0.1', image: hash, bytes: 7 }
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.json())), fc.nat(60), (lines, cut) => {
      const text = JSON.stringify(entry)
      writeFileSync(join(folder.path, 'journal.jsonl'), [...lines, text, text.slice(0, cut)].join('\n'))
      expect(readJournal(folder.path).get(3)).toEqual(entry)
    }),
    { numRuns: 200 },
  )
})
