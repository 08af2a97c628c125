import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePhotonic, encodePhotonic } from '../src/index.ts'
import {
  byteToColour,
  cellCentre,
  colourToByte,
  hilbertCell,
  MAX_PHOTONIC_BYTES,
  photonicBits,
} from '../src/photonic.ts'

const unicode = fc.string({ unit: 'binary', maxLength: 300 })
const turn = fc.integer({ min: 0, max: 31 })

test('any Unicode text becomes colours and the same text again, whatever the hues are turned by', () => {
  fc.assert(fc.property(unicode, turn, (text, turns) => decodePhotonic(encodePhotonic(text, turns)) === text))
})

test('text, colours and bits are three forms of one message', () => {
  const colours = encodePhotonic('Hi')
  expect(photonicBits(colours).slice(24, 40)).toBe('0100100001101001')
  expect(colours[3]).toEqual({ hue: 9 * 11.25, saturation: 0.62, lightness: 0.4 })
})

test('every byte has a colour of its own', () => {
  for (let byte = 0; byte < 256; byte++) expect(colourToByte(byteToColour(byte, 5), 5)).toBe(byte)
})

test('one changed colour is noticed', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (text, at, flip) => {
        const colours = encodePhotonic(text)
        const index = 3 + (at % (colours.length - 3))
        const damaged = colours.map((colour, i) =>
          i === index ? byteToColour(colourToByte(colour) ^ flip) : colour,
        )
        expect(() => decodePhotonic(damaged)).toThrow('checksum')
      },
    ),
  )
})

test('random colours are refused, never misread as something else than an error', () => {
  const colour = fc.record({
    hue: fc.double({ min: 0, max: 360, noNaN: true }),
    saturation: fc.double({ min: 0, max: 1, noNaN: true }),
    lightness: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(colour, { maxLength: 60 }), (colours) => {
      expect(() => decodePhotonic(colours)).toThrow('no photonic message')
    }),
  )
})

test('half a character and too long a text are refused', () => {
  expect(() => encodePhotonic('\ud800')).toThrow('lone surrogate')
  expect(() => encodePhotonic('x'.repeat(MAX_PHOTONIC_BYTES + 1))).toThrow('the limit is 4096')
})

test('the ribbon visits every cell once, always next to the cell before', () => {
  const cells = Array.from({ length: 256 }, (_, i) => hilbertCell(16, i))
  expect(new Set(cells.map(String)).size).toBe(256)
  for (let i = 1; i < cells.length; i++) {
    const [x, y] = cells[i] ?? [0, 0]
    const [px, py] = cells[i - 1] ?? [0, 0]
    expect(Math.abs(x - px) + Math.abs(y - py)).toBe(1)
  }
  expect(cellCentre(8, 0)).toEqual([-0.7875, -0.7875])
})
