import { expect, test } from 'vitest'
import { fromOklab, hslToRgb, lighten, mixHex, parseHex, toHex, toOklab } from '../src/color/color.ts'
import { createRamp, resolvePalette } from '../src/color/palette.ts'
import { palettes } from '../src/color/palettes.ts'

test('OKLab gives the values its author published', () => {
  // Ottosson 2020, table of XYZ pairs, here through sRGB: white, red, green, blue.
  const close = (hex: string, lab: readonly number[]) => {
    for (const [i, value] of toOklab(parseHex(hex)).entries()) expect(value).toBeCloseTo(lab[i] ?? 0, 3)
  }
  close('#ffffff', [1, 0, 0])
  close('#ff0000', [0.628, 0.225, 0.126])
  close('#00ff00', [0.866, -0.234, 0.179])
  close('#0000ff', [0.452, -0.032, -0.312])
})

test('every 8-bit colour survives OKLab and back', () => {
  for (let value = 0; value < 0x1000000; value += 4099) {
    const hex = `#${value.toString(16).padStart(6, '0')}`
    expect(toHex(fromOklab(toOklab(parseHex(hex))))).toBe(hex)
  }
})

test('HSL follows CSS Color 4', () => {
  expect(toHex(hslToRgb(0, 1, 0.5))).toBe('#ff0000')
  expect(toHex(hslToRgb(120, 1, 0.25))).toBe('#008000')
  expect(toHex(hslToRgb(240, 0.5, 0.75))).toBe('#9f9fdf')
})

test('a gradient begins and ends with its own colours and mixes without going through grey', () => {
  const ramp = createRamp(['#0000ff', '#ffff00'])
  expect([ramp.hex(0), ramp.hex(1), ramp.hex(-3), ramp.hex(9)]).toEqual([
    '#0000ff',
    '#ffff00',
    '#0000ff',
    '#ffff00',
  ])
  expect(mixHex('#000000', '#ffffff', 0.5)).toBe('#636363')
  expect(lighten('#808080', 0.1)).not.toBe('#808080')
})

test('every palette has a name of its own, five to eight colours, and an ink that can be read on its ground', () => {
  expect(palettes.length).toBeGreaterThanOrEqual(16)
  expect(new Set(palettes.map((each) => each.name)).size).toBe(palettes.length)
  for (const { name, ground, ink, colours } of palettes) {
    expect(colours.length, name).toBeGreaterThanOrEqual(5)
    expect(colours.length, name).toBeLessThanOrEqual(8)
    for (const hex of [ground, ink, ...colours]) expect(hex).toMatch(/^#[0-9a-f]{6}$/)
    const difference = Math.abs(toOklab(parseHex(ground))[0] - toOklab(parseHex(ink))[0])
    expect(difference, name).toBeGreaterThan(0.5)
  }
})

test('own colours make a palette: the first is the ground, the ink the one farthest from it', () => {
  const palette = resolvePalette(['#101010', '#803030', '#f0f0e0'])
  expect([palette.ground, palette.ink, palette.dark]).toEqual(['#101010', '#f0f0e0', true])
  expect(palette.cycle.hex(0.25)).toBe(palette.cycle.hex(1.25))
  expect(() => resolvePalette('beige')).toThrow('use one of ember')
})
