import { readFile, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Recipe } from '@demiurge/art'
import { parseWhole } from '../amount.ts'
import { defineCommand, type ValuesOf } from '../command.ts'
import { UsageError } from '../error.ts'
import { type ChosenFonts, chooseFonts } from '../font-files.ts'
import { readSeed } from '../seed.ts'

const FORMATS = ['png', 'jpeg', 'webp', 'svg'] as const
type Format = (typeof FORMATS)[number]

const options = {
  pattern: { value: 'NAME', doc: 'what is drawn: demiurge art patterns lists them' },
  recipe: {
    value: 'FILE',
    doc: 'draws what this recipe, or the picture that carries one, says; instead of --pattern',
  },
  seed: { value: 'SEED', doc: 'a number or any text; 0 when left out' },
  size: { value: 'PIXELS', doc: 'side of the square, 16 to 8192; 1024 when left out' },
  out: { value: 'FILE', doc: 'where it is written; PATTERN-SEED.png when left out' },
  palette: {
    value: 'NAME',
    doc: 'its colours: demiurge art palettes lists them; the seed chooses when left out',
  },
  text: { value: 'TEXT', doc: 'a caption, or what the photonic pattern encodes' },
  font: {
    value: 'FONT',
    multiple: true,
    doc: 'of the caption: a bundled font, or a TTF, OTF, WOFF or WOFF2 file; with --recipe the files that it names',
  },
  param: { value: 'NAME=VALUE', multiple: true, doc: 'a parameter of the pattern' },
  format: { value: 'FORMAT', doc: 'png, jpeg, webp or svg; by the ending of FILE when left out' },
  quality: { value: 'N', doc: 'of a JPEG or WebP, 1 to 100; 92 when left out; a WebP of 100 is lossless' },
  dpi: { value: 'N', doc: 'pixels an inch in print: told by PNG and JPEG, and the size of an SVG' },
  bleed: { value: 'MM', doc: 'of an SVG with --dpi: how far it reaches over the cut, 0 to 20, with marks' },
  threads: { value: 'N', doc: 'worker threads; one for each processor when left out' },
} as const

type Values = ValuesOf<typeof options>

export const command = defineCommand({
  summary: 'Draws an artwork: the same pattern, seed and palette always give the same pixels.',
  positionals: [],
  options,
  notes: [
    'The file carries its recipe, so that anyone can draw it again: with --recipe, and --font for each font file in it.',
  ],
  examples: [
    'art generate --pattern guilloche --seed 7 --size 2048 --out art.png',
    'art generate --pattern voronoi --palette ember --seed "for Ada" --out ada.svg',
    'art generate --pattern hat-tiling --size 3508 --dpi 300 --bleed 3 --out print.svg',
    'art generate --pattern photonic --text "hello" --out hello.png --json',
    'art generate --pattern nebula --text "First light" --font Grotesk.otf --out light.png',
    'art generate --recipe light.png --font Grotesk.otf --out again.png',
  ],
  async run({ values, terminal, signal }) {
    const fonts = await chooseFonts(values.font)
    for (const warning of fonts.warnings) terminal.note(warning)
    const { recipe, name } =
      values.recipe === undefined ? await newRecipe(values, fonts) : await oldRecipe(values)
    const out = values.out ?? `${name.replace(/[^A-Za-z0-9_-]+/g, '-')}.${values.format ?? 'png'}`
    const format = readFormat(values.format, out)
    const { threads, ...encoding } = readNumbers(values)
    const { createRenderer } = await import('@demiurge/art/native')
    await using renderer = createRenderer({
      findFont: fonts.findFont,
      ...(threads === undefined ? {} : { threads }),
    })
    const progress = terminal.progress('Drawing')
    try {
      const { bytes, width, height, mediaType } = await renderer.render(recipe, {
        format,
        signal,
        onProgress: (share) => progress.update(share),
        ...encoding,
      })
      await writeFile(out, bytes)
      const [layer] = recipe.layers
      const drawn = layer?.kind === 'pattern' ? { pattern: layer.pattern, seed: layer.seed } : {}
      return {
        data: { file: out, ...drawn, width, height, mediaType, bytes: bytes.length, recipe },
        text: `${out}: ${describe(recipe)}, ${width} x ${height}, ${bytes.length} bytes`,
      }
    } finally {
      progress.end()
    }
  },
})

function describe({ layers }: Recipe): string {
  const [layer] = layers
  if (layer?.kind !== 'pattern') return `${layers.length} layers`
  return `${layer.pattern} with seed ${layer.seed}`
}

interface Wanted {
  readonly recipe: Recipe
  /** What a file is called that nobody named. */
  readonly name: string
}

async function newRecipe(values: Values, { choice }: ChosenFonts): Promise<Wanted> {
  const { pattern, palette, text } = values
  if (pattern === undefined) throw new UsageError('--pattern is missing: demiurge art patterns lists them')
  const seed = readSeed(values.seed)
  const size = values.size === undefined ? undefined : parseWhole(values.size, '--size', [16, 8_192])
  const { createRecipe } = await import('@demiurge/art')
  const recipe = createRecipe({
    pattern,
    seed,
    params: readParams(values.param),
    ...choice(),
    ...(size === undefined ? {} : { size }),
    ...(palette === undefined ? {} : { palette }),
    ...(text === undefined ? {} : { text }),
  })
  return { recipe, name: `${pattern}-${seed}` }
}

/** What a recipe says already. */
const SAID = ['pattern', 'seed', 'size', 'palette', 'text'] as const
/** Bytes of a file that is looked into for its recipe. */
const MAX_FILE_BYTES = 256 * 1024 * 1024

async function oldRecipe(values: Values): Promise<Wanted> {
  const twice =
    SAID.find((name) => values[name] !== undefined) ?? (values.param.length > 0 ? 'param' : undefined)
  if (twice !== undefined) throw new UsageError(`--recipe says what is drawn: leave --${twice} out`)
  const file = values.recipe ?? ''
  const bytes = await readFile(file)
  if (bytes.length > MAX_FILE_BYTES) throw new UsageError(`${file} is larger than 256 MiB`)
  const { parseRecipe, readRecipe } = await import('@demiurge/art')
  const isJson = extname(file).toLowerCase() === '.json'
  return { recipe: isJson ? parseRecipe(bytes.toString()) : readRecipe(bytes), name: 'drawn' }
}

/** The options that are whole numbers; those that were not given are left out. */
function readNumbers(values: Values) {
  const whole = (name: 'quality' | 'dpi' | 'bleed' | 'threads', limits: readonly [number, number]) => {
    const text = values[name]
    return text === undefined ? undefined : parseWhole(text, `--${name}`, limits)
  }
  const quality = whole('quality', [1, 100])
  const dpi = whole('dpi', [1, 2_400])
  const bleedMm = whole('bleed', [0, 20])
  const threads = whole('threads', [1, 256])
  return {
    threads,
    ...(quality === undefined ? {} : { quality }),
    ...(dpi === undefined ? {} : { dpi }),
    ...(bleedMm === undefined ? {} : { bleedMm }),
  }
}

function readFormat(given: string | undefined, file: string): Format {
  const ending = extname(file).slice(1).toLowerCase()
  const wanted = (given ?? ending).replace('jpg', 'jpeg')
  const format = FORMATS.find((each) => each === wanted)
  if (format === undefined)
    throw new UsageError(`"${given ?? file}" is no format that can be written: png, jpeg, webp or svg`)
  return format
}

function readParams(given: readonly string[]): Readonly<Record<string, string | number | boolean>> {
  return Object.fromEntries(
    given.map((pair) => {
      const [, name, text = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
      if (name === undefined) throw new UsageError(`--param ${pair}: write NAME=VALUE, such as rings=12`)
      if (text === 'true' || text === 'false') return [name, text === 'true']
      return [name, /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text]
    }),
  )
}
