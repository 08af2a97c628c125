import { checkRecipe, type Recipe } from '@demiurge/art'

/** A starting point: a whole work that a person makes their own. */
export interface Template {
  readonly name: string
  readonly title: string
  readonly recipe: Recipe
}

interface Sketch {
  readonly width: number
  readonly height: number
  readonly background: string
  readonly layers: readonly object[]
}

function template(name: string, title: string, sketch: Sketch): Template {
  return { name, title, recipe: checkRecipe({ version: 1, ...sketch }) }
}

function pattern(name: string, palette: string, seed: number | string, more: object = {}): object {
  return { kind: 'pattern', pattern: name, palette, seed, ...more }
}

const square = { width: 2048, height: 2048 } as const
const poster = { width: 1448, height: 2048 } as const

/** Every template, in the order of the gallery. */
export const templates: readonly Template[] = [
  template('museum-print', 'Museum print', {
    ...poster,
    background: '#f4efe4',
    layers: [
      pattern('enso', 'washi', 'breath', { params: { seal: 0.4 } }),
      { kind: 'frame', style: 'gallery', width: 0.09, colour: '#2b2522', mat: '#faf7f0' },
    ],
  }),
  template('concert-poster', 'Concert poster', {
    ...poster,
    background: '#f7f2e8',
    layers: [
      pattern('halftone', 'riso', 21, { params: { sun: 0.8, hills: 3 } }),
      { kind: 'text', text: 'NIGHT\nSIGNALS', font: 'bebas-neue', size: 0.26, y: 0.2, colour: '#1f2346' },
      {
        kind: 'text',
        text: 'live under the open sky',
        font: 'space-grotesk',
        size: 0.045,
        y: 0.94,
        colour: '#f7f2e8',
        letterSpacing: 0.12,
      },
    ],
  }),
  template('medallion', 'Medallion', {
    ...square,
    background: '#0a0e1f',
    layers: [
      {
        kind: 'gradient',
        form: 'radial',
        reach: 1.3,
        stops: [
          { offset: 0, colour: '#1d2c5e' },
          { offset: 1, colour: '#0a0e1f' },
        ],
      },
      pattern('guilloche', 'gilded', 7, { place: { scale: 0.78, crop: 'ellipse' } }),
      {
        kind: 'text',
        text: 'EVERY WORK IS ONE OF ONE · EVERY WORK IS ONE OF ONE · EVERY WORK IS ONE OF ONE ·',
        font: 'cinzel',
        size: 0.048,
        y: 0.5,
        colour: '#e6c987',
        letterSpacing: 0.14,
        path: { form: 'circle', radius: 0.865 },
      },
    ],
  }),
  template('word-as-window', 'Word as a window', {
    ...square,
    background: '#f1e8d6',
    layers: [
      { kind: 'text', text: 'TIDE', font: 'inter-black', size: 0.36, y: 0.63, mask: { by: 'alpha' } },
      pattern('marbling', 'abyss', 3),
      {
        kind: 'text',
        text: 'what the water wrote',
        font: 'playfair-display-italic',
        size: 0.05,
        y: 0.76,
        colour: '#1c1b1f',
      },
    ],
  }),
  template('moon-gate', 'Moon gate', {
    ...poster,
    background: '#0a0e1f',
    layers: [
      pattern('galaxy', 'midnight', 12),
      pattern('contours', 'dusk', 5, { place: { y: 0.62, scale: 0.68, crop: 'arch' } }),
      { kind: 'frame', style: 'fillet', width: 0.06, colour: '#e5bd6f' },
    ],
  }),
  template('trading-card', 'Trading card', {
    width: 1434,
    height: 2048,
    background: '#16122b',
    layers: [
      pattern('quasicrystal', 'ultraviolet', 9, { opacity: 0.55 }),
      pattern('superformula', 'orchid', 4, { place: { y: 0.43, scale: 0.82, crop: 'rounded' } }),
      {
        kind: 'text',
        text: 'Star Anemone',
        font: 'playfair-display-black',
        size: 0.085,
        y: 0.885,
        colour: '#fbeaff',
        outline: 0.12,
        outlineColour: '#130a1f',
      },
      {
        kind: 'text',
        text: 'RARE · NO. 001',
        font: 'jetbrains-mono',
        size: 0.032,
        y: 0.935,
        colour: '#fbb7bd',
        letterSpacing: 0.18,
        outline: 0.1,
        outlineColour: '#130a1f',
      },
      { kind: 'frame', style: 'fillet', width: 0.055, colour: '#fbb7bd' },
    ],
  }),
  template('stamp', 'Postage stamp', {
    width: 1600,
    height: 2048,
    background: '#33302c',
    layers: [
      pattern('isometric-city', 'terracotta', 8),
      {
        kind: 'text',
        text: 'DEMIURGE',
        font: 'abril-fatface',
        size: 0.075,
        y: 0.9,
        colour: '#fff7ea',
        outline: 0.14,
        outlineColour: '#3a1d1a',
        letterSpacing: 0.08,
      },
      {
        kind: 'text',
        text: '80',
        font: 'abril-fatface',
        size: 0.13,
        x: 0.79,
        y: 0.19,
        colour: '#fff7ea',
        outline: 0.12,
        outlineColour: '#3a1d1a',
      },
      { kind: 'frame', style: 'stamp', width: 0.075, colour: '#33302c', mat: '#faf4e6' },
    ],
  }),
  template('pressed-flowers', 'Pressed flowers', {
    ...poster,
    background: '#f5f1e1',
    layers: [
      pattern('watercolour', 'meadow', 6, { opacity: 0.55, params: { washes: 5, strength: 0.5 } }),
      pattern('botanical', 'meadow', 'herbarium', { blend: 'multiply' }),
      { kind: 'text', text: 'Herbarium', font: 'dancing-script', size: 0.1, y: 0.12, colour: '#20392e' },
      { kind: 'frame', style: 'mat', width: 0.07, colour: '#76a05a', mat: '#fbf9f0' },
    ],
  }),
  template('deco-cover', 'Deco cover', {
    ...poster,
    background: '#0b0f14',
    layers: [
      pattern('op-art', 'gilded', 31, {
        params: { motif: 'rays', count: 18, colours: 'gradient', bumps: 1 },
      }),
      {
        kind: 'gradient',
        form: 'radial',
        reach: 1.1,
        stops: [
          { offset: 0, colour: '#0b0f14', opacity: 0.92 },
          { offset: 1, colour: '#0b0f14', opacity: 0 },
        ],
      },
      { kind: 'text', text: 'The\nMetropolis', font: 'cinzel-bold', size: 0.105, y: 0.48, colour: '#f7e7bd' },
      { kind: 'frame', style: 'deco', width: 0.1, colour: '#c9a25a', mat: '#0b0f14' },
    ],
  }),
  template('proof-sheet', 'Proof with a watermark', {
    ...square,
    background: '#0a0b10',
    layers: [
      pattern('physarum', 'ember', 17),
      { kind: 'watermark', text: 'proof · not for print', font: 'inter-bold', opacity: 0.16 },
    ],
  }),
]
