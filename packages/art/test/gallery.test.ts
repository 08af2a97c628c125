import { readFileSync } from 'node:fs'
import type { TSchema } from 'typebox'
import { expect, test } from 'vitest'
import {
  blendModes,
  createRecipe,
  FrameLayer,
  fonts,
  GradientLayer,
  type Pattern,
  Place,
  palettes,
  patterns,
  readRecipe,
  TextLayer,
  TextPath,
  WatermarkLayer,
} from '../src/index.ts'

function parameterRow(name: string, schema: TSchema): string {
  const {
    title,
    minimum,
    maximum,
    enum: words,
    maxLength,
    default: byDefault,
  } = JSON.parse(JSON.stringify(schema))
  let values = `${minimum} to ${maximum}`
  if (JSON.stringify(schema).includes('#[0-9a-f]{6}')) values = '`#rrggbb`'
  else if (words !== undefined) values = words.map((word: string) => `\`${word}\``).join(', ')
  else if (maxLength !== undefined) values = `text, up to ${maxLength} characters`
  return `| \`${name}\` | ${title ?? 'The words'} | ${values} | ${byDefault ?? ''} |`
}

function layerSection(title: string, { properties }: { properties: Record<string, TSchema> }): string[] {
  const rows = Object.entries(properties)
    .filter(([name]) => !['kind', 'blend', 'mask', 'clip', 'path', 'font', 'stops', 'points'].includes(name))
    .map(([name, schema]) => parameterRow(name, schema))
  return [`### ${title}`, '', '| field | meaning | values | default |', '|---|---|---|---|', ...rows, '']
}

function formOf(pattern: Pattern): string {
  if (pattern.kind === 'vector') return 'Vector: an SVG of it is true vector.'
  const previewed = pattern.field === undefined ? '' : ' Previewed on the GPU where there is one.'
  return `Pixels: an SVG embeds it as a PNG.${previewed}`
}

function section(pattern: Pattern): string {
  const { name, title, description, palettes: favourites, params } = pattern
  const rows = Object.entries(params.properties).map(([field, schema]) => parameterRow(field, schema))
  return [
    `## ${title}`,
    '',
    `${description} ${formOf(pattern)}`,
    '',
    `![${title}](gallery/${name}.webp)`,
    '',
    '```',
    `demiurge art generate --pattern ${name} --seed 7 --size 2048 --out ${name}.png`,
    '```',
    '',
    '| parameter | meaning | values | default |',
    '|---|---|---|---|',
    ...rows,
    '',
    `Flattered by: ${favourites.join(', ')}.`,
    '',
  ].join('\n')
}

function gallery(): string {
  const onGpu = patterns.filter((each) => each.kind === 'pixel' && each.field !== undefined)
  return [
    '# Gallery',
    '',
    `The ${patterns.length} patterns of \`@demiurge/art\`, their parameters, palettes and fonts. The same recipe gives the same pixels`,
    'on every machine and in every browser; the composition is the same at every size from 16 to 8192 px. A seed is a',
    'whole number or a text.',
    '',
    `Previews of ${onGpu.length} of them are drawn on the GPU where a browser has one (WebGPU), with the same look; each says so below. Files are`,
    'always drawn on the CPU, and so are previews of all others: vector patterns are shapes; attractor and physarum spend',
    'their time on points that wander, step after step; fractal is as rough at any scale, and its edge takes finer numbers than GPUs have.',
    '',
    ...patterns.map(section),
    '## Layers',
    '',
    'A recipe has up to 16 layers, the lowest first. Places are shares of the width and height, sizes shares of the short side.',
    'Every layer has `opacity` and `blend`; with `mask` (`by`: `alpha` or `luminance`, `invert`) it is not painted but decides',
    'where the layer above it shows; with `clip` it shows only where the layer below it does. A pattern layer with `place` does',
    'not fill the picture.',
    '',
    ...[
      ['Gradient', GradientLayer],
      ['Frame', FrameLayer],
      ['Watermark', WatermarkLayer],
      ['Text', TextLayer],
      ['Path of a text', TextPath],
      ['Place of a pattern', Place],
    ].flatMap(([title, schema]) => layerSection(String(title), Object(schema))),
    '## Palettes',
    '',
    '| name | title | ground | ink | colours |',
    '|---|---|---|---|---|',
    ...palettes.map(({ name, title, ground, ink, colours }) => {
      return `| \`${name}\` | ${title} | ${ground} | ${ink} | ${colours.join(' ')} |`
    }),
    '',
    'A recipe may bring its own instead: three to eight colours, of which the first is the ground.',
    '',
    '## Fonts',
    '',
    '| name | title | characters |',
    '|---|---|---|',
    ...fonts.map(({ name, title, subsets }) => `| \`${name}\` | ${title} | ${subsets.join(', ')} |`),
    '',
    'A font of your own (TTF, OTF, WOFF or WOFF2, up to 12 MiB; the default instance of a variable font) is named by the hash of its file,',
    '`sha256:` and 64 hex digits, with `fontTitle` for those who have not got it. Whoever has the file draws the same pixels.',
    '',
    '## Blend modes',
    '',
    `${blendModes.join(', ')} (W3C Compositing and Blending Level 1; \`add\` is plus-lighter).`,
    '',
  ].join('\n')
}

test('the gallery has a picture of each pattern: the one that the command beside it draws', () => {
  for (const { name } of patterns) {
    const file = readFileSync(new URL(`../../../docs/gallery/${name}.webp`, import.meta.url))
    expect(readRecipe(file), name).toEqual(createRecipe({ pattern: name, seed: 7, size: 480 }))
  }
})

test('docs/gallery.md lists what there is (vitest run -u writes it anew)', async () => {
  await expect(gallery()).toMatchFileSnapshot('../../../docs/gallery.md')
})
