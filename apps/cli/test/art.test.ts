import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { readRecipe } from '@demiurge/art'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { run, temporaryFolder } from './run.ts'

test('the same pattern and seed give the same file, and the file says how it was made', async () => {
  using folder = temporaryFolder()
  const draw = (file: string, ...more: readonly string[]) =>
    run(
      ['art', 'generate', '--pattern', 'guilloche', '--seed', '7', '--size', '96', '--out', file, ...more],
      { cwd: folder.path },
    )
  const first = await draw('a.png', '--json')
  expect(first).toMatchObject({ code: 0, err: '' })
  expect(first.json()).toMatchObject({
    file: 'a.png',
    pattern: 'guilloche',
    seed: 7,
    width: 96,
    mediaType: 'image/png',
  })
  await draw('b.png', '--threads', '2')
  const read = (file: string) => readFileSync(join(folder.path, file))
  expect(read('a.png').equals(read('b.png'))).toBe(true)
  expect(readRecipe(read('a.png'))).toEqual(Object(first.json()).recipe)
  expect(await draw('c.svg')).toMatchObject({ code: 0 })
  expect(read('c.svg').toString()).toContain('<svg')
  expect(await draw('d.webp', '--quality', '80')).toMatchObject({ code: 0 })
  expect(readRecipe(read('d.webp'))).toEqual(Object(first.json()).recipe)
  await draw('e.svg', '--dpi', '96', '--bleed', '3')
  // 96 pixels at 96 an inch are 25.4 mm; bleed and marks add 9 mm on each side.
  expect(read('e.svg').toString()).toContain('width="43.4mm"')
})

test("a font of one's own is named in the file by its hash, and draws it again for whoever has it", async () => {
  using folder = temporaryFolder()
  const draw = (...args: readonly string[]) => run(['art', 'generate', ...args], { cwd: folder.path })
  const font = createRequire(import.meta.resolve('@demiurge/art')).resolve(
    '@fontsource/cinzel/files/cinzel-latin-400-normal.woff',
  )
  const caption = ['--pattern', 'nebula', '--size', '64', '--text', 'Ada'] as const
  const own = await draw(...caption, '--font', font, '--out', 'own.png', '--json')
  expect(own).toMatchObject({ code: 0, err: '' })
  expect(Object(own.json()).recipe.layers[1]).toMatchObject({
    font: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    fontTitle: 'Cinzel Regular',
  })
  await draw(...caption, '--font', 'cinzel', '--out', 'bundled.png')
  await draw('--recipe', 'own.png', '--font', font, '--out', 'again.png')
  const read = (file: string) => readFileSync(join(folder.path, file))
  expect(read('again.png').equals(read('own.png'))).toBe(true)
  const pixels = async (file: string) => sharp(read(file)).raw().toBuffer()
  expect((await pixels('own.png')).equals(await pixels('bundled.png'))).toBe(true)
  const small = await draw(...caption, '--font', `${font}2`, '--out', 'small.png', '--json')
  expect(Object(small.json()).recipe.layers[1]).toMatchObject({ fontTitle: 'Cinzel Regular' })
  expect((await draw('--recipe', 'own.png', '--out', 'b.png')).err).toContain(
    'the font "Cinzel Regular" is not here',
  )
  expect((await draw('--recipe', 'own.png', '--seed', '1')).err).toContain('leave --seed out')
  expect((await draw(...caption, '--font', 'own.png')).err).toContain('bring a TTF, OTF, WOFF or WOFF2')
  expect((await draw(...caption, '--font', 'comic')).err).toContain('neither a bundled font')
})

test('what is wrong is named', async () => {
  const draw = (...args: readonly string[]) => run(['art', 'generate', ...args])
  expect((await draw('--pattern', 'gilloche')).err).toContain("pattern 'gilloche' does not exist")
  expect((await draw('--pattern', 'guilloche', '--out', 'art.bmp')).err).toContain('png, jpeg, webp or svg')
  expect((await draw('--pattern', 'guilloche', '--out', 'art.webp', '--dpi', '300')).err).toContain(
    'leave dpi out',
  )
  expect((await draw('--pattern', 'guilloche', '--param', 'rings')).err).toContain('write NAME=VALUE')
  expect((await draw()).err).toContain('--pattern is missing')
})

test('patterns and palettes are listed', async () => {
  const patterns = await run(['art', 'patterns', '--json'])
  expect(Object(patterns.json()).length).toBeGreaterThanOrEqual(12)
  expect((await run(['art', 'patterns', 'guilloche'])).out).toContain('--param NAME=VALUE')
  expect((await run(['art', 'palettes'])).out).toContain('ember')
})
