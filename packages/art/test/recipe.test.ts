import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ArtError, checkRecipe, createRecipe, parseRecipe, patterns, recipeSchema } from '../src/index.ts'

const pattern = { kind: 'pattern', pattern: 'guilloche', seed: 7, palette: 'ember' }
const text = { kind: 'text', text: 'Hello' }

function recipe(...layers: readonly object[]): object {
  return { version: 1, width: 512, height: 512, background: '#000000', layers }
}

function refusal(input: unknown): ArtError {
  try {
    checkRecipe(input)
  } catch (error) {
    if (error instanceof ArtError) return error
    throw error
  }
  throw new Error('the recipe was accepted')
}

test('defaults are filled in, so that a recipe says all that decides its pixels', () => {
  const { layers } = checkRecipe(recipe(pattern, text))
  expect(layers[0]).toEqual({
    ...pattern,
    opacity: 1,
    blend: 'normal',
    params: { rings: 5, lines: 22, petals: 9, weight: 1 },
  })
  expect(layers[1]).toMatchObject({ font: 'inter', size: 0.06, align: 'center', letterSpacing: 0 })
})

test('a checked recipe checks again to itself, also through JSON', () => {
  for (const { name } of patterns) {
    const made = createRecipe({ pattern: name, seed: 'again', text: 'caption' })
    expect(checkRecipe(made)).toEqual(made)
    expect(parseRecipe(JSON.stringify(made))).toEqual(made)
  }
})

test.each([
  [recipe({ ...pattern, params: { rings: 40 } }), 'layers[0].params.rings', 'at most 9'],
  [recipe({ ...pattern, params: { colour: 1 } }), 'layers[0].params.colour', 'known: rings, lines'],
  [recipe({ ...pattern, pattern: 'plaid' }), 'layers[0].pattern', 'no pattern'],
  [recipe({ ...pattern, palette: 'beige' }), 'layers[0].palette', 'use one of ember'],
  [recipe({ ...pattern, seed: -1 }), 'layers[0].seed', 'at least 0'],
  [recipe({ ...pattern, opacity: 2 }), 'layers[0].opacity', 'at most 1'],
  [recipe({ ...pattern, blend: 'melt' }), 'layers[0].blend', 'use one of normal, multiply'],
  [recipe(pattern, { ...text, colour: 'red' }), 'layers[1].colour', '#rrggbb'],
  [recipe(pattern, { ...text, font: 'comic' }), 'layers[1].font', 'use one of inter'],
  [recipe({ kind: 'image' }), 'layers[0].kind', "one of 'pattern', 'text', 'gradient'"],
  [{ ...recipe(pattern), width: 9000 }, 'width', 'at most 8192'],
  [{ ...recipe(pattern), height: 8 }, 'height', 'at least 16'],
  [{ ...recipe(pattern), width: 8192, height: 512 }, 'height', 'at least 1024'],
  [{ ...recipe(pattern), version: 2 }, 'version', 'must be 1'],
  [{ ...recipe(pattern), owner: 'me' }, 'owner', 'remove it'],
  [recipe(), 'layers', ''],
])('a wrong field is named with its fix: %#', (input, field, fix) => {
  const error = refusal(input)
  expect(error.code).toBe('recipe.invalid')
  expect(error.field).toBe(field)
  expect(error.message).toContain(fix)
})

test('anything else that claims to be a recipe is refused with a coded error, never with another exception', () => {
  fc.assert(
    fc.property(fc.anything(), (input) => {
      expect(refusal(input).code).toMatch(/^recipe\./)
    }),
  )
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('params', 'seed', 'palette', 'opacity'), (value, field) => {
      try {
        checkRecipe(recipe({ ...pattern, [field]: value }))
      } catch (error) {
        expect(error).toBeInstanceOf(ArtError)
      }
    }),
  )
  expect(() => parseRecipe('{')).toThrow('not valid JSON')
  expect(refusal(recipe({ ...text, text: 'x'.repeat(70_000) })).code).toBe('recipe.too-large')
})

test('a short choice becomes a whole recipe: the seed picks a palette that suits, the caption its colours', () => {
  const made = createRecipe({ pattern: 'mandala', seed: 3, size: 64, text: 'One' })
  expect(made).toEqual(createRecipe({ pattern: 'mandala', seed: 3, size: 64, text: 'One' }))
  expect(made.layers.map((layer) => layer.kind)).toEqual(['pattern', 'text'])
  const spoken = createRecipe({ pattern: 'photonic', text: 'light' })
  expect(spoken.layers).toHaveLength(1)
  expect(spoken.layers[0]).toMatchObject({ params: { text: 'light' } })
  expect(() => createRecipe({ pattern: 'plaid' })).toThrow('use one of guilloche')
})

test('the public JSON Schema is plain JSON and requires only what has no default', () => {
  const schema = JSON.parse(JSON.stringify(recipeSchema))
  expect(schema.required).toEqual(['version', 'width', 'height', 'layers'])
  expect(schema.properties.layers.items.oneOf).toHaveLength(patterns.length + 4)
})

test('every pattern tells its palettes, and its parameters with title, range and default', () => {
  for (const { name, palettes: favourites, params, description } of patterns) {
    expect(favourites.length, name).toBeGreaterThan(0)
    for (const palette of favourites) expect(() => createRecipe({ pattern: name, palette })).not.toThrow()
    expect(description.endsWith('.'), name).toBe(true)
    for (const field of Object.values(params.properties)) {
      expect(field, name).toMatchObject({ title: expect.any(String), default: expect.anything() })
    }
  }
})
