import { checkRecipe, type Layer } from '@demiurge/art'
import {
  addKind,
  artworkOf,
  changeLayer,
  gripOf,
  moveBy,
  newArtwork,
  outerBox,
  recipeOf,
  scaleBy,
  sheetOf,
  snapLines,
  snapMove,
  templates,
  turnTo,
} from '@demiurge/creator'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const sheet = sheetOf({ width: 2000, height: 1000 })

/** A layer as a recipe holds it, with its defaults. */
function layerOf(fields: object): Layer {
  const [layer] = checkRecipe({ version: 1, width: 2000, height: 1000, layers: [fields] }).layers
  if (layer === undefined) throw new Error('a recipe has a layer')
  return layer
}

const text = layerOf({ kind: 'text', text: 'Tide', x: 0.5, y: 0.5 })
const placed = layerOf({ kind: 'pattern', pattern: 'weave', seed: 1, palette: 'riso', place: { scale: 0.5 } })
const gradient = addKind(newArtwork(1), 'gradient').layers[1]?.layer ?? text

test('what fills the picture has no handles, what lies in it has', () => {
  expect(
    gripOf(layerOf({ kind: 'pattern', pattern: 'weave', seed: 1, palette: 'riso' }), sheet, undefined),
  ).toBeUndefined()
  expect(gripOf(layerOf({ kind: 'frame' }), sheet, undefined)).toBeUndefined()
  expect(gripOf(text, sheet, undefined)).toBeUndefined()
  expect(gripOf(text, sheet, [-0.3, -0.1, 0.3, 0])).toEqual({
    anchorX: 0,
    anchorY: 0,
    box: [-0.3, -0.1, 0.3, 0],
    angle: 0,
  })
  expect(gripOf(placed, sheet, undefined)?.box).toEqual([-1, -0.5, 1, 0.5])
  expect(gripOf(gradient, sheet, undefined)?.angle).toBe(90)
})

test('a layer moves by units of the picture, grows about its anchor, turns to an angle', () => {
  expect(moveBy(text, 0.4, 0.1, sheet)).toEqual({ x: 0.6, y: 0.55 })
  expect(moveBy(placed, -4, 0, sheet)).toMatchObject({ place: { x: -0.5, y: 0.5 } })
  expect(scaleBy(text, 2)).toEqual({ size: 0.12 })
  expect(scaleBy(placed, 3)).toMatchObject({ place: { scale: 1.5 } })
  expect(turnTo(text, 190)).toEqual({ rotation: -170 })
  expect(turnTo(text, 360)).toEqual({ rotation: undefined })
  expect(turnTo(placed, 45)).toMatchObject({ place: { rotation: 45 } })
})

test('however far a hand goes, the recipe stays one that can be drawn', () => {
  const wild = fc.double({ min: -1e4, max: 1e4, noNaN: true })
  fc.assert(
    fc.property(fc.constantFrom(text, placed, gradient), wild, wild, wild, (layer, dx, dy, by) => {
      const artwork = artworkOf(checkRecipe({ version: 1, width: 2000, height: 1000, layers: [layer] }))
      for (const change of [moveBy(layer, dx, dy, sheet), scaleBy(layer, Math.abs(by)), turnTo(layer, by)]) {
        expect(() => recipeOf(changeLayer(artwork, 1, change))).not.toThrow()
      }
    }),
  )
})

test('the upright box of a turned layer holds its corners', () => {
  const turned = { anchorX: 1, anchorY: 0, box: [-0.2, -0.1, 0.2, 0.1], angle: 90 } as const
  const [left, top, right, bottom] = outerBox(turned)
  expect([left, top, right, bottom].map((value) => Number(value.toFixed(6)))).toEqual([0.9, -0.2, 1.1, 0.2])
})

test('a moving layer is drawn to the middle, to the edges, and to other layers, and to nothing far away', () => {
  const lines = snapLines(sheet, [[0.5, -0.4, 0.9, -0.2]])
  const rule = { lines, tolerance: 0.02 }
  const box = [-0.1, -0.1, 0.1, 0.1] as const
  const middle = snapMove(box, { dx: 0.013, dy: 0.3 }, rule)
  expect([middle.dx, middle.x, middle.dy, middle.y]).toEqual([0, 0, 0.3, undefined])
  expect(snapMove(box, { dx: 1.89, dy: 0 }, rule).dx).toBeCloseTo(1.9, 9)
  const beside = snapMove(box, { dx: 0.59, dy: 0 }, rule)
  expect([beside.x, Number(beside.dx.toFixed(6))]).toEqual([0.5, 0.6])
})

test('there are templates enough, each a work with more than one layer', () => {
  expect(templates.length).toBeGreaterThanOrEqual(8)
  expect(new Set(templates.map(({ name }) => name)).size).toBe(templates.length)
  for (const { recipe } of templates) {
    expect(recipe.layers.length).toBeGreaterThan(1)
    expect(recipeOf(artworkOf(recipe))).toEqual(recipe)
  }
})
