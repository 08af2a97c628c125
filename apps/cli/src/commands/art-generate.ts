import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'
import { readSeed } from '../seed.ts'

const FORMATS = ['png', 'jpeg', 'webp', 'svg'] as const
type Format = (typeof FORMATS)[number]

export const command = defineCommand({
  summary: 'Draws an artwork: the same pattern, seed and palette always give the same pixels.',
  positionals: [],
  options: {
    pattern: { value: 'NAME', doc: 'what is drawn: demiurge art patterns lists them' },
    seed: { value: 'SEED', doc: 'a number or any text; 0 when left out' },
    size: { value: 'PIXELS', doc: 'side of the square, 16 to 8192; 1024 when left out' },
    out: { value: 'FILE', doc: 'where it is written; PATTERN-SEED.png when left out' },
    palette: {
      value: 'NAME',
      doc: 'its colours: demiurge art palettes lists them; the seed chooses when left out',
    },
    text: { value: 'TEXT', doc: 'a caption, or what the photonic pattern encodes' },
    param: { value: 'NAME=VALUE', multiple: true, doc: 'a parameter of the pattern' },
    format: { value: 'FORMAT', doc: 'png, jpeg, webp or svg; by the ending of FILE when left out' },
    quality: { value: 'N', doc: 'of a JPEG or WebP, 1 to 100; 92 when left out; a WebP of 100 is lossless' },
    dpi: { value: 'N', doc: 'pixels an inch in print: told by PNG and JPEG, and the size of an SVG' },
    bleed: { value: 'MM', doc: 'of an SVG with --dpi: how far it reaches over the cut, 0 to 20, with marks' },
    threads: { value: 'N', doc: 'worker threads; one for each processor when left out' },
  },
  notes: ['The file carries its recipe, so that anyone can draw it again.'],
  examples: [
    'art generate --pattern guilloche --seed 7 --size 2048 --out art.png',
    'art generate --pattern voronoi --palette ember --seed "for Ada" --out ada.svg',
    'art generate --pattern hat-tiling --size 3508 --dpi 300 --bleed 3 --out print.svg',
    'art generate --pattern photonic --text "hello" --out hello.png --json',
  ],
  async run({ values, terminal, signal }) {
    const pattern = values.pattern
    if (pattern === undefined) throw new UsageError('--pattern is missing: demiurge art patterns lists them')
    const seed = readSeed(values.seed)
    const out =
      values.out ?? `${pattern}-${String(seed).replace(/[^A-Za-z0-9_-]+/g, '-')}.${values.format ?? 'png'}`
    const format = readFormat(values.format, out)
    const whole = (name: 'quality' | 'dpi' | 'bleed', limits: readonly [number, number]) => {
      const text = values[name]
      return text === undefined ? undefined : parseWhole(text, `--${name}`, limits)
    }
    const quality = whole('quality', [1, 100])
    const dpi = whole('dpi', [1, 2_400])
    const bleedMm = whole('bleed', [0, 20])
    const threads =
      values.threads === undefined ? undefined : parseWhole(values.threads, '--threads', [1, 256])
    const size = values.size === undefined ? undefined : parseWhole(values.size, '--size', [16, 8_192])
    const [{ createRecipe }, { createRenderer }] = await Promise.all([
      import('@demiurge/art'),
      import('@demiurge/art/native'),
    ])
    const recipe = createRecipe({
      pattern,
      seed,
      params: readParams(values.param),
      ...(size === undefined ? {} : { size }),
      ...(values.palette === undefined ? {} : { palette: values.palette }),
      ...(values.text === undefined ? {} : { text: values.text }),
    })
    await using renderer = createRenderer(threads === undefined ? {} : { threads })
    const progress = terminal.progress('Drawing')
    try {
      const { bytes, width, height, mediaType } = await renderer.render(recipe, {
        format,
        signal,
        onProgress: (share) => progress.update(share),
        ...(quality === undefined ? {} : { quality }),
        ...(dpi === undefined ? {} : { dpi }),
        ...(bleedMm === undefined ? {} : { bleedMm }),
      })
      await writeFile(out, bytes)
      return {
        data: { file: out, pattern, seed, width, height, mediaType, bytes: bytes.length, recipe },
        text: `${out}: ${pattern} with seed ${seed}, ${width} x ${height}, ${bytes.length} bytes`,
      }
    } finally {
      progress.end()
    }
  },
})

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
