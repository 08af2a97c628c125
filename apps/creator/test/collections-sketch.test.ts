import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatRoute, parseRoute } from '../src/collections/route.ts'
import {
  changeLayer,
  changePicture,
  moveLayer,
  removeLayer,
  removePicture,
  setOneOfOnes,
} from '../src/collections/sketch/edit.ts'
import { mergeSketches } from '../src/collections/sketch/merge.ts'
import { addRule, removeRule, rulesOf } from '../src/collections/sketch/rules.ts'
import { layersOf, type Sketch } from '../src/collections/sketch/sketch.ts'

const file = { sha256: 'ab'.repeat(32), mediaType: 'image/png', width: 8, height: 8 }
const paths = ['Eyes/Calm.png', 'Eyes/Laser#2.png', 'Hat/Cap#3.png', 'Hat/Crown.png', 'Background/Sky.png']

function sketchWith(definition: Sketch['definition'] = {}): Sketch {
  return { name: 'Cats', definition, files: Object.fromEntries(paths.map((path) => [path, file])) }
}

const foldersOf = (sketch: Sketch): readonly string[] => layersOf(sketch).map(({ folder }) => folder)

describe('a collection on the bench', () => {
  test('layers come from folders: the background first, weights from names, shares of what is left without the layer', () => {
    const layers = layersOf(sketchWith({ layers: [{ folder: 'Hat', absent: 0.5 }] }))
    expect(layers.map(({ folder }) => folder)).toEqual(['Hat', 'Background', 'Eyes'])
    const [hat] = layers
    expect(hat?.pictures.map(({ trait, weight, share }) => [trait, weight, share])).toEqual([
      ['Cap', 3, 0.375],
      ['Crown', 1, 0.125],
    ])
  })

  test('a count takes the place of a weight, and a weight its place again', () => {
    const counted = changePicture(sketchWith(), 'Hat', 'Crown', { count: 25 })
    expect(layersOf(counted).at(-1)?.pictures[1]).toMatchObject({ count: 25, share: undefined })
    const weighed = changePicture(counted, 'Hat', 'Crown', { count: null, weight: 9 })
    expect(weighed.definition.layers?.find(({ folder }) => folder === 'Hat')).toEqual({
      folder: 'Hat',
      weights: { Crown: 9 },
    })
  })

  test('a layer goes up by places and no further than the top', () => {
    const moved = moveLayer(sketchWith(), 'Background', 99)
    expect(foldersOf(moved)).toEqual(['Eyes', 'Hat', 'Background'])
    const same = moveLayer(moved, 'Background', 1)
    expect(same).toBe(moved)
  })

  test('rules follow new names, and go with what they name', () => {
    const ruled = addRule(sketchWith(), 'never', { layer: 'Eyes', trait: 'Laser' }, [{ layer: 'Hat' }])
    const both = addRule(ruled, 'only', { layer: 'Hat', trait: 'Crown' }, [{ layer: 'Eyes', trait: 'Calm' }])
    const renamed = changePicture(changeLayer(both, 'Hat', { name: 'Headwear' }), 'Eyes', 'Calm', {
      trait: 'Serene',
    })
    expect(renamed.definition.exclusions).toEqual([['Eyes/Laser', 'Headwear']])
    expect(renamed.definition.conditions).toEqual([{ trait: 'Headwear/Crown', only: ['Eyes/Serene'] }])
    const gone = removePicture(renamed, 'Eyes/Calm.png')
    expect(gone.definition.conditions).toBeUndefined()
    expect(gone.definition.exclusions).toHaveLength(1)
    expect(removeLayer(gone, 'Hat').definition.exclusions).toBeUndefined()
    expect(foldersOf(removeLayer(gone, 'Hat'))).toEqual(['Background', 'Eyes'])
    const [first] = rulesOf(both.definition)
    expect(first === undefined ? both : removeRule(both, first).definition.exclusions).toBeUndefined()
  })

  test('a one-of-one is no layer, and takes its picture with it', () => {
    const path = 'one-of-ones/king.png'
    const sketch = { ...sketchWith(), files: { ...sketchWith().files, [path]: file } }
    const special = setOneOfOnes(sketch, [{ file: path, name: 'The King' }])
    expect(foldersOf(special)).not.toContain('one-of-ones')
    expect(special.definition.layers).toHaveLength(3)
    expect(setOneOfOnes(special, []).files[path]).toBeUndefined()
  })
})

describe('two people at one collection', () => {
  const base = sketchWith({ royaltyBps: 500, exclusions: [['Eyes', 'Hat']] })

  test('what either changed is kept', () => {
    const mine = changePicture({ ...base, name: 'Moon cats' }, 'Hat', 'Crown', { weight: 7 })
    const theirs = addRule(
      changePicture(base, 'Hat', 'Cap', { weight: 5 }),
      'never',
      { layer: 'Eyes', trait: 'Calm' },
      [{ layer: 'Hat', trait: 'Cap' }],
    )
    const merged = mergeSketches(base, mine, theirs)
    expect(merged.name).toBe('Moon cats')
    expect(merged.definition.exclusions).toHaveLength(2)
    expect(merged.definition.layers?.find(({ folder }) => folder === 'Hat')?.weights).toEqual({
      Cap: 5,
      Crown: 7,
    })
  })

  test('what one took out stays out, also of the pictures', () => {
    const mine = removePicture(base, 'Hat/Crown.png')
    const theirs = { ...base, files: { ...base.files, 'Hat/Fez.png': file }, definition: {} }
    const merged = mergeSketches(base, mine, theirs)
    expect(Object.keys(merged.files)).toContain('Hat/Fez.png')
    expect(Object.keys(merged.files)).not.toContain('Hat/Crown.png')
    expect(merged.definition.exclusions).toBeUndefined()
  })

  test('merging with nothing new changes nothing, whichever side has it', () => {
    const change = fc.record({
      name: fc.constantFrom('A', 'B'),
      weight: fc.integer({ min: 0, max: 9 }),
      places: fc.integer({ min: -2, max: 2 }),
    })
    const made = change.map(({ name, weight, places }) =>
      moveLayer({ ...changePicture(base, 'Eyes', 'Calm', { weight }), name }, 'Eyes', places),
    )
    fc.assert(
      fc.property(made, (each) => {
        expect(mergeSketches(base, each, base)).toEqual(each)
        expect(mergeSketches(base, base, each)).toEqual(each)
        expect(mergeSketches(base, each, each)).toEqual(each)
      }),
    )
  })
})

describe('addresses', () => {
  test('every route comes back from its address', () => {
    const routes = [
      { kind: 'artwork' },
      { kind: 'list' },
      { kind: 'collection', id: 'a/b c', view: 'layers' },
      { kind: 'collection', id: 'x', view: 'mint' },
    ] as const
    for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route)
  })

  test('nonsense is the artwork, and a shared recipe too', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(['artwork', 'list', 'collection']).toContain(parseRoute(`#${hash}`).kind)
      }),
    )
    expect(parseRoute('#r=abc').kind).toBe('artwork')
    expect(parseRoute('#/collections/%E0%A4').kind).toBe('list')
    expect(parseRoute('#/collections/x/nowhere')).toMatchObject({ view: 'layers' })
  })
})
