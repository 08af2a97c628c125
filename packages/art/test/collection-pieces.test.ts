/** Which pieces a collection has: unique, feasible, by weight, exact where asked, the same for the same seed. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Catalogue, choiceName, createCatalogue } from '../src/collection/catalogue.ts'
import { dnaKey } from '../src/collection/choosing.ts'
import { type CollectionDefinition, checkDefinition } from '../src/collection/definition.ts'
import { orderFolders, parseTraitFile } from '../src/collection/file-name.ts'
import { choosePieces, type Piece, type PieceChoice } from '../src/collection/pieces.ts'
import { createRules } from '../src/collection/rules.ts'

/** A catalogue of layers given as weights by trait. */
function layersOf(
  layers: Readonly<Record<string, Readonly<Record<string, number>>>>,
  definition: CollectionDefinition = {},
): Catalogue {
  const found = Object.entries(layers).map(([folder, traits]) => ({
    folder,
    files: Object.entries(traits).map(([name, weight]) => `${name}#${weight}.png`),
  }))
  const layersAsGiven = Object.keys(layers).map((folder) => ({ folder }))
  return createCatalogue(found, { layers: layersAsGiven, ...definition })
}

const choose = (choice: PieceChoice) => choosePieces(choice)
const dnaOf = (piece: Piece | undefined) => (piece?.kind === 'layers' ? piece.dna : new Uint16Array())
const named = (catalogue: Catalogue, piece: Piece | undefined) =>
  Object.fromEntries(catalogue.map((layer, i) => [layer.name, choiceName(layer, dnaOf(piece)[i] ?? 0)]))
const equal = (traits: number) => Object.fromEntries(Array.from({ length: traits }, (_, i) => [`t${i}`, 1]))
const tally = (catalogue: Catalogue, pieces: readonly Piece[], layer: number) =>
  (catalogue[layer]?.traits ?? []).map(
    (_, choice) => pieces.filter((piece) => dnaOf(piece)[layer] === choice).length,
  )

test('every feasible combination is reached: 9,984 of 9,984, all different', () => {
  const catalogue = layersOf({ A: equal(4), B: equal(4), C: equal(4), D: equal(1), E: equal(156) })
  const pieces = choose({ catalogue, count: 9_984, seed: 1 })
  expect(new Set(pieces.map((piece) => dnaKey(dnaOf(piece)))).size).toBe(9_984)
  expect(() => choose({ catalogue, count: 9_985, seed: 1 })).toThrow(
    '9985 pieces are asked for, but only 9984 different ones are possible',
  )
})

test('rules take combinations away, and all that are left are reached', () => {
  const definition = {
    exclusions: [['Eyes/laser', 'Hat/crown']],
    conditions: [{ trait: 'Beard', only: ['Body/human', 'Body/dwarf'] }],
    layers: [{ folder: 'Body' }, { folder: 'Eyes' }, { folder: 'Hat' }, { folder: 'Beard', absent: 0.5 }],
  }
  const catalogue = layersOf(
    {
      Body: { human: 1, dwarf: 1, robot: 5 },
      Eyes: { laser: 1, calm: 1 },
      Hat: { crown: 1, cap: 3 },
      Beard: { long: 1, short: 1 },
    },
    definition,
  )
  // Eyes and hat: 3 of 4. Body and beard: 2 bodies with 3 choices, the robot with none only: 7.
  const pieces = choose({ catalogue, definition, count: 21, seed: 'all' })
  for (const piece of pieces) {
    const traits = named(catalogue, piece)
    expect(traits.Eyes === 'laser' && traits.Hat === 'crown').toBe(false)
    if (traits.Beard !== 'None') expect(traits.Body).not.toBe('robot')
  }
  expect(new Set(pieces.map((piece) => dnaKey(dnaOf(piece)))).size).toBe(21)
  expect(() => choose({ catalogue, definition, count: 22, seed: 'all' })).toThrow('only 21')
})

/** Pearson's statistic of counts against shares. */
function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.reduce((sum, count, i) => {
    const expected = total * (shares[i] ?? 0)
    return sum + (count - expected) ** 2 / expected
  }, 0)
}

test.for([
  { name: 'enumerated', width: 40 },
  { name: 'drawn from a space too large to enumerate', width: 400 },
])('asked rarities are met: $name', ({ width }) => {
  const weights = { common: 60, seldom: 25, rare: 10, epic: 4, unique: 1 }
  const catalogue = layersOf({ A: weights, B: equal(width), C: equal(width), D: equal(width), E: weights })
  const count = width === 40 ? 4_000 : 10_000
  const pieces = choose({ catalogue, count, seed: 9 })
  const shares = (catalogue[0]?.traits ?? []).map(({ weight }) => weight / 100)
  // 18.47 is the 99.9 % quantile of chi-square with 4 degrees of freedom; the seed is fixed, so this never flickers.
  for (const layer of [0, 4]) expect(chiSquare(tally(catalogue, pieces, layer), shares)).toBeLessThan(18.47)
  const even = Array.from({ length: width }, () => 1 / width)
  expect(chiSquare(tally(catalogue, pieces, 1), even)).toBeLessThan(width + 4 * Math.sqrt(2 * width))
})

test('a rare piece comes as early as its weight says, also when nearly all are taken', () => {
  const catalogue = layersOf({ A: { heavy: 90, light: 10 }, B: { only: 1 } })
  const first = Array.from(
    { length: 2_000 },
    (_, seed) => dnaOf(choose({ catalogue, count: 2, seed })[0])[0] ?? 0,
  )
  expect(
    chiSquare([first.filter((x) => x === 0).length, first.filter((x) => x === 1).length], [0.9, 0.1]),
  ).toBeLessThan(10.83)
})

test('a layer may be absent as often as asked', () => {
  const catalogue = layersOf(
    { A: equal(30), B: equal(30), Hat: { cap: 1, crown: 3 } },
    { layers: [{ folder: 'A' }, { folder: 'B' }, { folder: 'Hat', absent: 0.4 }] },
  )
  const pieces = choose({ catalogue, count: 1_000, seed: 3 })
  const without = pieces.filter((piece) => named(catalogue, piece).Hat === 'None').length
  expect(Math.abs(without - 400)).toBeLessThan(60)
})

test('target counts are exact, with rules and uniqueness', () => {
  const definition = {
    layers: [
      { folder: 'Body', counts: { gold: 7 } },
      { folder: 'Eyes', counts: { laser: 25, calm: 75 } },
      { folder: 'Hat' },
      { folder: 'Ground' },
    ],
    exclusions: [['Body/gold', 'Eyes/laser', 'Hat/crown']],
  }
  const catalogue = layersOf(
    {
      Body: { gold: 1, clay: 1, iron: 2 },
      Eyes: { laser: 1, calm: 1 },
      Hat: { crown: 5, cap: 5 },
      Ground: equal(24),
    },
    definition,
  )
  const pieces = choose({ catalogue, definition, count: 100, seed: 4 })
  const { allow } = createRules(catalogue, definition)
  expect(pieces.every((piece) => allow(dnaOf(piece)))).toBe(true)
  expect(new Set(pieces.map((piece) => dnaKey(dnaOf(piece)))).size).toBe(100)
  const traits = pieces.map((piece) => named(catalogue, piece))
  expect(traits.filter(({ Body }) => Body === 'gold').length).toBe(7)
  expect(traits.filter(({ Eyes }) => Eyes === 'laser').length).toBe(25)
  expect(() => choose({ catalogue, definition, count: 101, seed: 4 })).toThrow(
    'the counts of layer Eyes add up to 100 pieces, but there are 101 to draw',
  )
  const impossible = {
    ...definition,
    exclusions: [
      ['Body/gold', 'Eyes/calm'],
      ['Body/gold', 'Eyes/laser'],
    ],
  }
  expect(() => choose({ catalogue, definition: impossible, count: 100, seed: 4 })).toThrow(
    'do not go together',
  )
})

test('the same seed gives the same pieces, another seed others', () => {
  const catalogue = layersOf({ A: equal(9), B: equal(9), C: equal(9) })
  const keys = (seed: number | string) =>
    choose({ catalogue, count: 200, seed }).map((piece) => dnaKey(dnaOf(piece)))
  expect(keys(7)).toEqual(keys('7'))
  expect(keys(7)).not.toEqual(keys(8))
  // Held against change: collections that exist must come out again.
  expect(dnaOf(choose({ catalogue, count: 3, seed: 7 })[2])).toEqual(Uint16Array.of(1, 7, 6))
})

test('a piece is drawn again without touching the others, and pinned pieces stay whatever the seed', () => {
  const catalogue = layersOf({ A: equal(9), B: equal(9), C: equal(9) })
  const before = choose({ catalogue, count: 100, seed: 7 })
  const after = choose({ catalogue, count: 100, seed: 7, rerolls: [17, 23, 17] })
  const changed = before.flatMap((piece, i) =>
    dnaKey(dnaOf(piece)) === dnaKey(dnaOf(after[i])) ? [] : [i + 1],
  )
  expect(changed).toEqual([17, 23])
  const once = choose({ catalogue, count: 100, seed: 7, rerolls: [17] })
  expect(dnaOf(once[16])).not.toEqual(dnaOf(after[16]))
  const pins = { 5: named(catalogue, before[4]), 90: named(catalogue, before[89]) }
  // Pinned as they are, with the same seed, nothing moves.
  expect(choose({ catalogue, count: 100, seed: 7, pins })).toEqual(before)
  const other = choose({ catalogue, count: 100, seed: 8, pins })
  expect([dnaOf(other[4]), dnaOf(other[89])]).toEqual([dnaOf(before[4]), dnaOf(before[89])])
  expect(dnaOf(other[0])).not.toEqual(dnaOf(before[0]))
  expect(new Set(other.map((piece) => dnaKey(dnaOf(piece)))).size).toBe(100)
})

test('a piece that is drawn again was never in the collection before', () => {
  const catalogue = layersOf({ A: equal(2), B: equal(3) })
  const again = (...rerolls: readonly number[]) => choose({ catalogue, count: 5, seed: 1, rerolls })
  const left = new Set(choose({ catalogue, count: 6, seed: 1 }).map((piece) => dnaKey(dnaOf(piece))))
  for (const piece of again()) left.delete(dnaKey(dnaOf(piece)))
  // Five of six: whichever is drawn again, only the sixth is left, and then none.
  for (const edition of [1, 2, 3, 4, 5])
    expect([dnaKey(dnaOf(again(edition)[edition - 1]))]).toEqual([...left])
  expect(() => again(2, 3)).toThrow('only 0 different ones are possible')
})

test('drawing again keeps target counts', () => {
  const definition = { layers: [{ folder: 'A', counts: { gold: 3 } }, { folder: 'B' }] }
  const catalogue = layersOf({ A: { gold: 1, clay: 1 }, B: equal(20) }, definition)
  const gold = (pieces: readonly Piece[]) =>
    pieces.filter((piece) => named(catalogue, piece).A === 'gold').length
  for (const edition of [1, 2, 3, 4, 5, 6])
    expect(gold(choose({ catalogue, definition, count: 12, seed: 2, rerolls: [edition, edition] }))).toBe(3)
})

test('one-of-ones have their places, asked or drawn', () => {
  const definition = {
    layers: [{ folder: 'A' }],
    oneOfOnes: [
      { file: 'x/king.png', name: 'King', edition: 3 },
      { file: 'x/queen.png', name: 'Queen' },
    ],
    pinned: [{ edition: 1, traits: { A: 't4' } }],
  }
  const catalogue = layersOf({ A: equal(5) }, definition)
  const pieces = choose({ catalogue, definition, count: 7, seed: 1 })
  expect(pieces.filter(({ kind }) => kind === 'one-of-one').length).toBe(2)
  expect(pieces[2]).toEqual({ edition: 3, kind: 'one-of-one', index: 0 })
  expect(named(catalogue, pieces[0])).toEqual({ A: 't4' })
  expect(() => choose({ catalogue, definition, count: 8, seed: 1 })).toThrow('only 4 different ones')
  expect(() => choose({ catalogue, definition, count: 7, seed: 1, rerolls: [3] })).toThrow('one-of-one')
})

test('what is said of single traits is checked too, by the name it stands under', () => {
  const layers = [{ folder: 'Hat', weights: { Crown: 'often' }, counts: { Cap: -1 }, names: { cap: '' } }]
  expect(() => checkDefinition({ layers })).toThrow(/weights\.Crown.*often.*counts\.Cap.*-1.*names\.cap/s)
  expect(() => checkDefinition({ layers: [{ folder: 'Hat', weights: { Crown: 3 } }] })).not.toThrow()
})

test('definitions that cannot be are refused with their place', () => {
  const catalogue = layersOf({ Hat: { cap: 1 }, Eyes: { calm: 1 } })
  const rules = (definition: CollectionDefinition) => () => createRules(catalogue, definition)
  expect(rules({ exclusions: [['Hut/cap', 'Eyes']] })).toThrow(
    '$.exclusions[0][0]: there is no layer "Hut"; there are Hat, Eyes',
  )
  expect(rules({ conditions: [{ trait: 'Hat/crown', only: ['Eyes'] }] })).toThrow(
    '"Hat" has no trait "crown"; it has cap',
  )
  expect(() => layersOf({ Hat: { cap: 0 } })).toThrow('every trait of "Hat" has weight 0')
  expect(() => layersOf({ Hat: { cap: 1 } }, { layers: [{ folder: 'Hat', weights: { cup: 3 } }] })).toThrow(
    'no picture "cup"',
  )
  expect(() => layersOf({ Hat: { cap: 1 } }, { layers: [{ folder: 'Eyes' }] })).toThrow(
    'there is no folder "Eyes"',
  )
  expect(() =>
    layersOf({ A: { a: 1 }, '1 A': { a: 1 } }, { layers: [{ folder: 'A' }, { folder: '1 A' }] }),
  ).toThrow('two layers are called "A"')
  expect(() => checkDefinition({ layers: [{ folder: 'Hat', blend: 'multipl' }], royalty: 5 })).toThrow(
    /layers\[0\]\.blend is the text "multipl"; write a blend mode: normal, .*\n\$\.royalty is not a known member/s,
  )
  const pin = (traits: Record<string, string>) => () =>
    choose({ catalogue, count: 1, seed: 1, pins: { 1: traits } })
  expect(pin({ Hat: 'cap' })).toThrow('a trait of layer "Eyes" is missing')
  expect(pin({ Hat: 'cup', Eyes: 'calm' })).toThrow('has no trait "cup"')
  expect(pin({ Hat: 'cap', Eyes: 'calm', Nose: 'x' })).toThrow('there is no layer "Nose"')
  expect(() => choose({ catalogue, count: 0, seed: 1 })).toThrow('1 to 1000000')
})

test('a hostile definition is read or refused, never worse', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        checkDefinition(value)
      } catch (error) {
        expect(error).toMatchObject({ code: 'collection.definition' })
      }
    }),
  )
})

test('file and folder names are read as the HashLips engine writes them', () => {
  expect(parseTraitFile('Crown of the north#12.png')).toEqual({ name: 'Crown of the north', weight: 12 })
  expect(parseTraitFile('Cap.WEBP')).toEqual({ name: 'Cap', weight: 1 })
  expect(parseTraitFile('A#b.svg')).toEqual({ name: 'A#b', weight: 1 })
  expect(parseTraitFile('half#0.5.jpeg')).toEqual({ name: 'half', weight: 0.5 })
  expect(['.DS_Store', 'notes.txt', '.hidden.png', 'Thumbs.db'].map(parseTraitFile)).toEqual(
    new Array(4).fill(undefined),
  )
  expect(orderFolders(['10-Hat', '2. Body', '1_Ground'])).toEqual(['1_Ground', '2. Body', '10-Hat'])
  expect(orderFolders(['Eyes', 'Background', 'Body'])).toEqual(['Background', 'Body', 'Eyes'])
})
