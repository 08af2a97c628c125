import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8')

/** WCAG 2.2, relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

/** A token's colour in one of the looks. */
function colour(token: string, look: 'light' | 'dark'): string {
  const both = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css)
  const single = new RegExp(`--${token}: (#[0-9a-f]{6})`).exec(css)?.[1]
  const found = both?.[look === 'light' ? 1 : 2] ?? single
  if (found === undefined) throw new Error(`tokens.css has no colour --${token}`)
  return found
}

const TEXT = ['text', 'text-2', 'text-3', 'accent-text', 'ok', 'warn', 'danger']
const GROUNDS = ['bg', 'surface', 'surface-2']
const PAIRS = [
  ...TEXT.flatMap((text) => GROUNDS.map((ground) => [text, ground])),
  ['on-accent', 'accent'],
  ['accent-text', 'accent-soft'],
  ['ok', 'ok-soft'],
  ['warn', 'warn-soft'],
  ['danger', 'danger-soft'],
]

test.for(['light', 'dark'] as const)('every text can be read (AA, 4.5:1): %s', (look) => {
  for (const [text = '', ground = ''] of PAIRS)
    expect(contrast(colour(text, look), colour(ground, look)), `${text} on ${ground}`).toBeGreaterThan(4.5)
})

test.for(['light', 'dark'] as const)('the border of a control can be seen (3:1): %s', (look) => {
  expect(contrast(colour('border-control', look), colour('surface', look))).toBeGreaterThan(3)
})
