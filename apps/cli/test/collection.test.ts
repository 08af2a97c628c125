/** The real program makes a collection, is killed, goes on, and tells its rarities. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type RunOptions, run, temporaryFolder } from './run.ts'

/** Three layers with 6 x 6 x 12 pieces, as SVG. */
function writeLayers(folder: string): void {
  const write = (layer: string, count: number, body: (i: number) => string) => {
    mkdirSync(join(folder, layer), { recursive: true })
    for (let i = 0; i < count; i++)
      writeFileSync(
        join(folder, layer, `t${i}#${i + 1}.svg`),
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">${body(i)}</svg>`,
      )
  }
  write('1-Ground', 6, (i) => `<rect width="64" height="64" fill="hsl(${i * 60},60%,60%)"/>`)
  write('2-Body', 6, (i) => `<circle cx="32" cy="32" r="${12 + 2 * i}" fill="hsl(${i * 50},40%,40%)"/>`)
  write(
    '3-Eyes',
    12,
    (i) => `<circle cx="${20 + i}" cy="30" r="4" fill="#fff"/><circle cx="${44 - i}" cy="30" r="4"/>`,
  )
}

const hashes = (folder: string) =>
  readdirSync(join(folder, 'images'))
    .sort()
    .map(
      (file) =>
        `${file} ${createHash('sha256')
          .update(readFileSync(join(folder, 'images', file)))
          .digest('hex')}`,
    )

test('a collection is made, its rarities are told, and it is not overwritten', async () => {
  using place = temporaryFolder()
  const at = { cwd: place.path }
  writeLayers(join(place.path, 'layers'))
  const made = await run(
    ['art', 'collection', 'layers', '--count', '30', '--seed', '7', '--size', '64', '--out', 'a', '--json'],
    at,
  )
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(made.json()).toMatchObject({
    out: 'a',
    name: 'layers',
    count: 30,
    kept: 0,
    layers: ['Ground', 'Body', 'Eyes'],
  })
  expect(readdirSync(join(place.path, 'a')).sort()).toEqual([
    'collection.json',
    'images',
    'journal.jsonl',
    'json',
    'manifest.json',
    'preview.jpg',
    'preview.webp',
    'provenance.json',
  ])
  const rarity = await run(['art', 'rarity', 'a', '--top', '3'], at)
  expect(rarity.out).toMatch(/^layers: 30 pieces\nGround\n/)
  expect(rarity.out).toContain('asked 28.57 %')
  const data = Object((await run(['art', 'rarity', 'a', '--json'], at)).json())
  expect(data.pieces.length).toBe(30)
  expect(data.pieces[0].rank).toBe(1)
  const sum = (layer: string) =>
    data.traits
      .filter((row: { layer: string }) => row.layer === layer)
      .reduce((total: number, row: { pieces: number }) => total + row.pieces, 0)
  expect(['Ground', 'Body', 'Eyes'].map(sum)).toEqual([30, 30, 30])
  const film = await run(['art', 'export', 'a', '--out', 'a.gif', '--json'], at)
  expect(film.json()).toEqual({ file: 'a.gif', format: 'gif', frames: 24 })
  expect(readFileSync(join(place.path, 'a.gif'), 'latin1').slice(0, 6)).toBe('GIF89a')
  expect(await run(['art', 'export', 'a', '--format', 'mp4'], at)).toMatchObject({ code: 2 })
  const again = await run(['art', 'collection', 'layers', '--count', '30', '--out', 'a'], at)
  expect(again).toMatchObject({ code: 1 })
  expect(again.err).toContain('--resume goes on with it')
  const reroll = await run(
    ['art', 'collection', 'layers', '--out', 'a', '--reroll', '4, 9', '--json', '--no-preview'],
    at,
  )
  expect(reroll.json()).toMatchObject({ kept: 28 })
})

/** Runs a collection of 300 and sends a signal when 20 pictures are noted. */
async function interrupted(place: string, out: string, signal: NodeJS.Signals) {
  const args = [
    'art',
    'collection',
    'layers',
    '--count',
    '300',
    '--size',
    '256',
    '--workers',
    '1',
    '--no-preview',
    '--out',
    out,
  ]
  const folder = join(place, out)
  mkdirSync(folder)
  const options: RunOptions = {
    cwd: place,
    onStart(child) {
      const watcher = watch(folder, () => {
        if (countLines(join(folder, 'journal.jsonl')) < 20) return
        // Once: a second Ctrl-C does not wait for anything.
        watcher.close()
        child.kill(signal)
      })
      child.once('exit', () => watcher.close())
    },
  }
  return run(args, options)
}

function countLines(file: string): number {
  try {
    return readFileSync(file, 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}

test('kill -9 and Ctrl-C lose nothing that was finished; --resume makes the same collection', async () => {
  using place = temporaryFolder()
  writeLayers(join(place.path, 'layers'))
  const common = ['art', 'collection', 'layers', '--count', '300', '--size', '256', '--no-preview', '--json']
  const whole = await run([...common, '--out', 'whole'], { cwd: place.path })
  expect(whole).toMatchObject({ code: 0 })
  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    const ended = await interrupted(place.path, signal, signal)
    const noted = countLines(join(place.path, signal, 'journal.jsonl'))
    expect(noted).toBeGreaterThanOrEqual(20)
    if (signal === 'SIGKILL') expect(ended.signal).toBe('SIGKILL')
    else if (ended.code !== 0)
      expect(ended).toMatchObject({
        code: 130,
        err: expect.stringMatching(/stopped with \d+ of 300 pieces done; --resume goes on there/),
      })
    const resumed = await run([...common, '--out', signal, '--resume'], { cwd: place.path })
    expect(Object(resumed.json()).kept).toBe(noted)
    expect(hashes(join(place.path, signal))).toEqual(hashes(join(place.path, 'whole')))
  }
})

test('what is wrong is named', async () => {
  using place = temporaryFolder()
  writeLayers(join(place.path, 'layers'))
  const make = (...args: readonly string[]) =>
    run(['art', 'collection', 'layers', ...args], { cwd: place.path })
  expect(await make('--count', '433', '--size', '16')).toMatchObject({
    code: 1,
    err: expect.stringContaining('433 pieces are asked for, but only 432 different ones are possible'),
  })
  expect(await make()).toMatchObject({
    code: 1,
    err: expect.stringContaining('how many pieces are to be made is missing'),
  })
  expect(await make('--count', '3', '--format', 'gif')).toMatchObject({ code: 2 })
  expect(await make('--count', '3', '--reroll', '1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('holds no collection'),
  })
  expect(await run(['art', 'rarity', place.path])).toMatchObject({
    code: 1,
    err: expect.stringContaining('holds no collection'),
  })
})
