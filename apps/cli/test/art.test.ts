import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRecipe } from '@demiurge/art'
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
