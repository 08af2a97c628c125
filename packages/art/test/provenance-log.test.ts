import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog } from '../src/provenance/log-tree.ts'
import { leafHash } from '../src/provenance/merkle.ts'
import { entryBundle, formatTilePath, parseTilePath, tile } from '../src/provenance/tiles.ts'
import { verifyConsistency, verifyInclusion, verifySubtreeConsistency } from '../src/provenance/verify.ts'

const entry = (i: number) => new TextEncoder().encode(`entry ${i}`)

function logOf(size: number) {
  const log = createLog()
  for (let i = 0; i < size; i++) log.append(entry(i))
  return log
}

const sha256 = (...parts: readonly Uint8Array[]) =>
  Uint8Array.from(createHash('sha256').update(Buffer.concat(parts)).digest())

/** RFC 9162 2.1.1 word for word: the reference that the level store is held against. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves
  if (only === undefined) return sha256()
  if (leaves.length === 1) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha256(Uint8Array.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

test('the roots are those of RFC 9162, at every size along the way', () => {
  const log = logOf(70)
  const leaves = Array.from({ length: 70 }, (_, i) => sha256(Uint8Array.of(0), entry(i)))
  for (let size = 0; size <= 70; size++)
    expect(log.root(size).toHex()).toBe(treeHash(leaves.slice(0, size)).toHex())
})

test('the known roots of Certificate Transparency come out', () => {
  // The eight entries and roots of the reference implementation of RFC 6962 (certificate-transparency, merkle_tree_test).
  const entries = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ]
  const log = createLog()
  for (const hex of entries) log.append(Uint8Array.fromHex(hex))
  expect(log.root(1).toHex()).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  expect(log.root(2).toHex()).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125')
  expect(log.root(3).toHex()).toBe('aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77')
  expect(log.root(8).toHex()).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
})

test('every entry of every tree can be proved, and the proof fits nothing else', () => {
  const log = logOf(40)
  for (let size = 1; size <= 40; size++)
    for (let index = 0; index < size; index++) {
      const claim = {
        index,
        size,
        leafHash: leafHash(entry(index)),
        proof: log.inclusionProof(index, size),
        root: log.root(size),
      }
      expect(verifyInclusion(claim)).toBe(true)
      expect(verifyInclusion({ ...claim, leafHash: leafHash(entry(index + 1)) })).toBe(false)
      expect(verifyInclusion({ ...claim, root: log.root(size - 1) })).toBe(false)
      expect(verifyInclusion({ ...claim, proof: [...claim.proof, claim.root] })).toBe(false)
    }
})

test('every earlier tree is shown to be the beginning of every later one', () => {
  const log = logOf(33)
  for (let to = 1; to <= 33; to++)
    for (let from = 1; from <= to; from++) {
      const claim = {
        from,
        to,
        fromRoot: log.root(from),
        toRoot: log.root(to),
        proof: log.consistencyProof(from, to),
      }
      expect(verifyConsistency(claim)).toBe(true)
      expect(verifyConsistency({ ...claim, fromRoot: log.root(from - 1) })).toBe(false)
      expect(verifyConsistency({ ...claim, toRoot: log.root(to - 1) })).toBe(false)
    }
})

test('a log that rewrote an entry cannot show that it only appended', () => {
  const honest = logOf(20)
  const rewritten = createLog()
  for (let i = 0; i < 30; i++) rewritten.append(entry(i === 7 ? 700 : i))
  const claim = { from: 20, to: 30, fromRoot: honest.root(), toRoot: rewritten.root() }
  expect(verifyConsistency({ ...claim, proof: rewritten.consistencyProof(20, 30) })).toBe(false)
})

test('any flipped bit of a proof, a leaf or a root is noticed', () => {
  const log = logOf(300)
  const hashes = fc.record({ index: fc.nat(299), part: fc.nat(), byte: fc.nat(31), bit: fc.nat(7) })
  fc.assert(
    fc.property(hashes, ({ index, part, byte, bit }) => {
      const proof = log.inclusionProof(index).map((hash) => hash.slice())
      const parts = [leafHash(entry(index)), log.root(), ...proof]
      const target = parts[part % parts.length] ?? new Uint8Array(32)
      target[byte] = (target[byte] ?? 0) ^ (1 << bit)
      const [leaf = target, root = target, ...path] = parts
      expect(verifyInclusion({ index, size: 300, leafHash: leaf, proof: path, root })).toBe(false)
    }),
  )
})

test('a log is built again from its leaf hashes and goes on from there', () => {
  const log = logOf(513)
  const restored = createLog({ leafHashes: log.leafHashes() })
  expect(restored.root()).toEqual(log.root())
  expect(restored.append(entry(513))).toBe(513)
  log.append(entry(513))
  expect(restored.root()).toEqual(log.root())
  expect(restored.leafHashes(512)).toEqual(log.leafHashes(512, 514))
  expect(restored.leafHash(512)).toEqual(leafHash(entry(512)))
})

test("hashes that were handed out are the caller's own", () => {
  const log = logOf(4)
  const root = log.root().toHex()
  const given = [
    log.root(),
    log.leafHash(0),
    log.leafHashes(),
    log.subtreeHash(1, 1),
    ...log.inclusionProof(2),
  ]
  for (const hash of given) hash.fill(0)
  expect(log.root().toHex()).toBe(root)
  expect(log.leafHash(0)).toEqual(leafHash(entry(0)))
  log.append(entry(4))
  const [sibling = new Uint8Array(0)] = log.inclusionProof(4)
  expect(sibling.toHex()).toBe(root)
})

/** The subtree consistency proof of draft-ietf-plants-merkle-tree-certs word for word: what a log of certificates would serve. */
function subtreeProof(
  start: number,
  end: number,
  leaves: readonly Uint8Array[],
  known = true,
): readonly Uint8Array[] {
  if (start === 0 && end === leaves.length) return known ? [] : [treeHash(leaves)]
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  if (end <= k) return [...subtreeProof(start, end, left, known), treeHash(right)]
  if (k <= start) return [...subtreeProof(start - k, end - k, right, known), treeHash(left)]
  return [...subtreeProof(0, end - k, right, false), treeHash(left)]
}

test('every subtree of every tree is shown to be part of it, and only with its own proof', () => {
  for (let size = 1; size <= 18; size++) {
    const leaves = Array.from({ length: size }, (_, i) => leafHash(entry(i)))
    const root = treeHash(leaves)
    for (let start = 0; start < size; start++)
      for (let end = start + 1; end <= size; end++) {
        const width = 2 ** Math.ceil(Math.log2(end - start))
        const subtreeRoot = treeHash(leaves.slice(start, end))
        const aligned = start % width === 0
        const proof = aligned ? subtreeProof(start, end, leaves) : []
        const claim = { start, end, size, subtreeRoot, root, proof }
        expect(verifySubtreeConsistency(claim)).toBe(aligned)
        expect(verifySubtreeConsistency({ ...claim, subtreeRoot: leafHash(root) })).toBe(false)
        expect(verifySubtreeConsistency({ ...claim, proof: [...proof, root] })).toBe(false)
      }
  }
})

test('the log says what it cannot give', () => {
  const log = logOf(5)
  const outOfRange = expect.objectContaining({ code: 'log.OutOfRange' })
  expect(() => log.root(6)).toThrow('tree size 6 is outside 0 to 5; the log has 5 entries')
  expect(() => log.inclusionProof(5)).toThrow(outOfRange)
  expect(() => log.inclusionProof(0.5)).toThrow(outOfRange)
  expect(() => log.consistencyProof(0)).toThrow(outOfRange)
  expect(() => log.leafHash(-1)).toThrow(outOfRange)
  expect(() => createLog().inclusionProof(0)).toThrow(outOfRange)
  expect(() => log.appendLeafHash(new Uint8Array(31))).toThrow(
    expect.objectContaining({ code: 'log.BadHash' }),
  )
  expect(() => createLog({ leafHashes: new Uint8Array(33) })).toThrow(
    expect.objectContaining({ code: 'log.BadHash' }),
  )
})

test('verifiers answer false to numbers and hashes that cannot be', () => {
  const hash = fc.uint8Array({ maxLength: 40 })
  const number = fc.oneof(fc.nat(20), fc.double(), fc.integer(), fc.constant(Number.MAX_SAFE_INTEGER))
  fc.assert(
    fc.property(number, number, hash, hash, fc.array(hash, { maxLength: 70 }), (a, b, x, y, proof) => {
      const differs = x.toHex() !== y.toHex()
      expect(verifyInclusion({ index: a, size: b, leafHash: x, root: y, proof }) && differs).toBe(false)
      expect(verifyConsistency({ from: a, to: b, fromRoot: x, toRoot: y, proof }) && differs).toBe(false)
    }),
  )
})

test('tiles hold the hashes that a client of C2SP tlog-tiles expects', () => {
  const log = logOf(600)
  expect(tile(log, 0, 0)).toEqual(log.leafHashes(0, 256))
  expect(tile(log, 0, 2, 88)).toEqual(log.leafHashes(512, 600))
  // A hash of level 1 is the root of a full tile of level 0.
  expect(tile(log, 1, 0, 2)).toEqual(
    Uint8Array.from([
      ...treeHash(hashesOf(log.leafHashes(0, 256))),
      ...treeHash(hashesOf(log.leafHashes(256, 512))),
    ]),
  )
  expect(() => tile(log, 0, 2)).toThrow(expect.objectContaining({ code: 'log.OutOfRange' }))
  expect(() => tile(log, 1, 0, 3)).toThrow(expect.objectContaining({ code: 'log.OutOfRange' }))
  expect(() => tile(log, 64, 0)).toThrow(expect.objectContaining({ code: 'tile.OutOfRange' }))
  expect(() => tile(log, 0, 0, 257)).toThrow(expect.objectContaining({ code: 'tile.OutOfRange' }))
})

function hashesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.slice(i * 32, i * 32 + 32))
}

test('tile paths are written as C2SP tlog-tiles says, and only so', () => {
  expect(formatTilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067')
  expect(formatTilePath({ level: 1, index: 0, width: 17 })).toBe('tile/1/000.p/17')
  expect(formatTilePath({ level: 'entries', index: 1000, width: 256 })).toBe('tile/entries/x001/000')
  for (const path of [
    'tile/00/000',
    'tile/0/x000/000',
    'tile/0/0',
    'tile/0/001/002',
    'tile/64/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/257',
    '/tile/0/000',
    'tile/0/000/',
  ])
    expect(parseTilePath(path)).toBeUndefined()
  const names = fc.record({
    level: fc.oneof(fc.nat(63), fc.constant('entries' as const)),
    index: fc.maxSafeNat(),
    width: fc.integer({ min: 1, max: 256 }),
  })
  fc.assert(
    fc.property(names, (name) => {
      expect(parseTilePath(formatTilePath(name))).toEqual(name)
    }),
  )
  fc.assert(
    fc.property(fc.string(), (path) => {
      const name = parseTilePath(path)
      expect(name === undefined || formatTilePath(name) === path).toBe(true)
    }),
  )
})

test('an entry bundle puts each entry after its length', () => {
  expect(entryBundle([Uint8Array.of(1, 2), new Uint8Array(0)]).toHex()).toBe('000201020000')
  expect(() => entryBundle([])).toThrow(expect.objectContaining({ code: 'tile.OutOfRange' }))
  expect(() => entryBundle([new Uint8Array(65_536)])).toThrow('65536 bytes, the limit is 65535')
})
