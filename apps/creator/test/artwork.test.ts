import { ArtError, checkRecipe, createRecipe, findPattern, limits, palettes, patterns } from '@demiurge/art'
import {
  activePattern,
  addPattern,
  addText,
  artworkOf,
  atSize,
  changePalette,
  changeParam,
  changePattern,
  formOf,
  hideLayer,
  moveLayer,
  newArtwork,
  parseSeed,
  recipeOf,
  removeLayer,
} from '@demiurge/creator'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const artwork = artworkOf(createRecipe({ pattern: 'mandala', seed: 1, palette: 'ember', size: 512 }))
const titles = (work: typeof artwork) =>
  work.layers.map(({ layer }) =>
    layer.kind === 'text' ? layer.text : layer.kind === 'pattern' ? layer.pattern : layer.kind,
  )

test('a first visit begins with a work that can be drawn', () => {
  expect(recipeOf(newArtwork(3)).layers).toHaveLength(1)
})

test('every pattern can be chosen, and its form covers every parameter of its schema', () => {
  for (const pattern of patterns) {
    const changed = changePattern(artwork, 1, pattern.name)
    expect(() => recipeOf(changed)).not.toThrow()
    expect(formOf(pattern).map(({ name }) => name)).toEqual(Object.keys(pattern.params.properties))
  }
})

test('whatever a slider gives, the recipe takes', () => {
  const fields = patterns.flatMap((pattern) => formOf(pattern).map((field) => ({ pattern, field })))
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.double({ min: 0, max: 1, noNaN: true }), (chosen, share) => {
      const { pattern, field } = chosen
      if (field.kind !== 'number') return
      const steps = Math.round(((field.max - field.min) / field.step) * share)
      const value = Math.min(field.max, field.min + steps * field.step)
      const changed = changeParam(changePattern(artwork, 1, pattern.name), 1, field.name, value)
      expect(() => recipeOf(changed)).not.toThrow()
    }),
  )
})

test('a choice and a text keep the words of their schema', () => {
  const photonic = findPattern('photonic')
  const flow = findPattern('flow-field')
  if (photonic === undefined || flow === undefined) throw new Error('the registry lost a pattern')
  expect(formOf(photonic).find(({ name }) => name === 'text')).toMatchObject({ kind: 'text', maxLength: 500 })
  expect(formOf(flow).find(({ name }) => name === 'ends')).toMatchObject({ kind: 'choice', title: 'Ends' })
})

test('the background follows the palette until somebody chooses another', () => {
  const recoloured = changePalette(artwork, 1, 'abyss')
  expect(recoloured.background).toBe(palettes.find(({ name }) => name === 'abyss')?.ground)
  const own = changePalette({ ...artwork, background: '#123456' }, 1, 'abyss')
  expect(own.background).toBe('#123456')
})

test('layers are added on top, moved, hidden and removed; the last one stays', () => {
  const layered = addText(addPattern(artwork, 'interference', 5), 'Night')
  expect(titles(layered)).toEqual(['mandala', 'interference', 'Night'])
  expect(titles(moveLayer(layered, 3, -2))).toEqual(['Night', 'mandala', 'interference'])
  expect(moveLayer(layered, 3, 1)).toBe(layered)
  expect(recipeOf(hideLayer(layered, 2, true)).layers).toHaveLength(2)
  expect(titles(removeLayer(layered, 1))).toEqual(['interference', 'Night'])
  expect(removeLayer(artwork, 1)).toBe(artwork)
})

test('choices of pattern and palette go to the selected layer, or to the pattern below a text', () => {
  const layered = addText(addPattern(artwork, 'interference', 5), 'Night')
  expect(activePattern(layered, 1)?.layer.pattern).toBe('mandala')
  expect(activePattern(layered, 3)?.layer.pattern).toBe('interference')
  expect(activePattern(moveLayer(layered, 3, -2), 3)?.layer.pattern).toBe('interference')
})

test('a work with every layer hidden is no recipe', () => {
  expect(() => recipeOf(hideLayer(artwork, 1, true))).toThrow(ArtError)
})

test('there is room for as many layers as a recipe has, and no more', () => {
  let work = artwork
  for (let i = 0; i < limits.maxLayers + 3; i++) work = addPattern(work, 'voronoi', i)
  expect(work.layers).toHaveLength(limits.maxLayers)
  expect(new Set(work.layers.map(({ id }) => id)).size).toBe(limits.maxLayers)
})

test('every size keeps the shape within a pixel and is a recipe', () => {
  const wide = recipeOf({ ...artwork, width: 4096, height: 512 })
  for (const side of [128, 320, 512, 2048, 8192]) {
    const { width, height } = checkRecipe(atSize(wide, side))
    expect(width).toBe(side)
    expect(Math.abs(height - side / 8)).toBeLessThanOrEqual(1)
  }
})

test('a seed is a number where it can be one, and a word otherwise', () => {
  expect(parseSeed(' 42 ')).toBe(42)
  expect(parseSeed('4294967296')).toBe('4294967296')
  expect(parseSeed('tidal memory')).toBe('tidal memory')
  expect(parseSeed('  ')).toBeUndefined()
  expect(parseSeed('x'.repeat(65))).toBeUndefined()
})
