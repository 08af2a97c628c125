import type { JobView } from '@demiurge/studio/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseWishes } from '../src/collections/make/wishes.ts'
import { parseMintings } from '../src/collections/mint/kept-minting.ts'
import { fitGrid, placeOf, scrollFor, stepTo, visibleCells } from '../src/collections/pieces/grid-geometry.ts'
import { followStudio } from '../src/collections/server/events.ts'
import { createStudioApi, fileAddress, StudioRefusal } from '../src/collections/server/studio-api.ts'
import { planUpload } from '../src/collections/upload/plan.ts'
import { startUpload } from '../src/collections/upload/uploader.ts'

const found = (...paths: readonly string[]) => paths.map((path) => ({ path, file: new File(['x'], path) }))

describe('what is uploaded', () => {
  test('a folder of layers, layers alone, and pictures for one layer', () => {
    const whole = planUpload(found('layers/Hat/Crown#3.png', 'layers/Eyes/a.webp', 'layers/collection.json'))
    expect(whole.uploads.map(({ path }) => path)).toEqual(['Hat/Crown#3.png', 'Eyes/a.webp'])
    expect(whole.definition?.name).toBe('layers/collection.json')
    expect(planUpload(found('Hat/a.png', 'Eyes/b.svg')).uploads).toHaveLength(2)
    expect(planUpload(found('x.png', 'any/y.png'), 'Hat').uploads.map(({ path }) => path)).toEqual([
      'Hat/x.png',
      'Hat/y.png',
    ])
  })

  test('what is no picture is refused with its reason, what systems leave behind is passed over', () => {
    const empty = { path: 'L/Hat/empty.png', file: new File([], 'empty.png') }
    const { uploads, refused } = planUpload([
      ...found(
        'L/Hat/a.png',
        'L/Hat/.DS_Store',
        'L/Hat/deep/b.png',
        'L/notes.txt',
        'L/loose.png',
        'L/__MACOSX/x.png',
      ),
      empty,
    ])
    expect(uploads.map(({ path }) => path)).toEqual(['Hat/a.png'])
    expect(refused.map(({ path }) => path)).toEqual([
      'Hat/deep/b.png',
      'notes.txt',
      'loose.png',
      'Hat/empty.png',
    ])
    for (const { reason } of refused) expect(reason).toMatch(/\.$/)
  })

  test('four at a time, paused, refused for good or tried again', async () => {
    let under = 0
    let most = 0
    let isDown = true
    const over = Promise.withResolvers<void>()
    const again = Promise.withResolvers<void>()
    const arrived: string[] = []
    const uploader = startUpload({
      files: found(...Array.from({ length: 20 }, (_, i) => `Hat/${i}.png`)),
      wait: async () => undefined,
      onArrived: (path) => arrived.push(path),
      onOver: () => (isDown ? over : again).resolve(),
      async put(path) {
        most = Math.max(most, ++under)
        await Promise.resolve()
        under--
        if (path === 'Hat/3.png')
          throw new StudioRefusal({ code: 'studio.BadPicture', message: 'no picture' }, 415)
        if (path === 'Hat/7.png' && isDown)
          throw new StudioRefusal({ code: 'studio.Unreachable', message: 'away' }, 0)
      },
    })
    await over.promise
    expect(most).toBe(4)
    expect(uploader.state()).toMatchObject({
      done: 18,
      isOver: true,
      refused: [{ path: 'Hat/3.png', reason: 'no picture' }],
      failed: [{ path: 'Hat/7.png', reason: 'away' }],
    })
    isDown = false
    uploader.retry()
    await again.promise
    expect(uploader.state()).toMatchObject({ done: 19, failed: [] })
    expect(arrived).toHaveLength(19)
  })
})

describe('the server', () => {
  test('addresses escape what folders and files may be called', () => {
    expect(fileAddress('a b', { path: 'My Hat/Crown#3?.png', sha256: 'ab'.repeat(32) })).toBe(
      '/studio/collections/a%20b/files/My%20Hat/Crown%233%3F.png?v=abababababababab',
    )
  })

  test('a refusal keeps its code and field; silence and nonsense have their own', async () => {
    const refusal = { code: 'collection.definition', message: 'no', field: '$.name' }
    const refusing = createStudioApi(async () => Response.json(refusal, { status: 400 }))
    await expect(refusing.list()).rejects.toMatchObject({ ...refusal, status: 400 })
    const silent = createStudioApi(async () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(silent.list()).rejects.toMatchObject({ code: 'studio.Unreachable', status: 0 })
    const broken = createStudioApi(async () => new Response('<html>', { status: 502 }))
    await expect(broken.list()).rejects.toMatchObject({ code: 'http.502' })
  })

  test('events tell pace and time left; what cannot be read is passed over', () => {
    const source = Object.assign(new EventTarget(), { close: () => undefined })
    let now = 0
    const events = followStudio(
      () => source,
      () => now,
    )
    const tell = (data: string): void => void source.dispatchEvent(new MessageEvent('message', { data }))
    const job: JobView = {
      ...{ id: 'j', kind: 'collection.make', subject: 'c', state: 'running', phase: 'pieces', done: 0 },
      ...{ total: 1_000, attempts: 1, createdMs: 1, by: 'local' },
    }
    for (const nonsense of ['', '{', 'null', '{"type":"later"}', '[]']) tell(nonsense)
    expect(events.jobs().size).toBe(0)
    tell(JSON.stringify({ type: 'job', job }))
    expect(events.paceOf('j')).toBeUndefined()
    now = 2_000
    tell(JSON.stringify({ type: 'job', job: { ...job, done: 200 } }))
    expect(events.paceOf('j')).toEqual({ perSecond: 100, leftMs: 8_000 })
    tell(JSON.stringify({ type: 'job', job: { ...job, done: 200, state: 'paused' } }))
    expect(events.paceOf('j')).toBeUndefined()
  })
})

describe('a grid of thousands', () => {
  test('what is in sight is on the page, and little more', () => {
    fc.assert(
      fc.property(
        fc.record({
          width: fc.integer({ min: 200, max: 4_000 }),
          total: fc.integer({ min: 0, max: 100_000 }),
          top: fc.integer({ min: 0, max: 5_000_000 }),
          height: fc.integer({ min: 0, max: 3_000 }),
        }),
        ({ width, total, top, height }) => {
          const geometry = fitGrid(width, total, 116, 6)
          const { from, to } = visibleCells(geometry, total, { top, height })
          expect(from).toBeLessThanOrEqual(to)
          expect(to).toBeLessThanOrEqual(total)
          expect(to - from).toBeLessThanOrEqual(
            geometry.columns * (Math.ceil(height / (geometry.cell + geometry.gap)) + 8),
          )
          if (to < total) expect(placeOf(geometry, to).y).toBeGreaterThanOrEqual(top + height)
          if (from > 0) expect(placeOf(geometry, from - 1).y + geometry.cell).toBeLessThanOrEqual(top)
        },
      ),
    )
  })

  test('keys walk it, and never leave it', () => {
    const geometry = fitGrid(600, 100, 100, 0)
    const from = (index: number, key: string) => stepTo(geometry, 100, { index, key, height: 200 })
    expect(geometry.columns).toBe(6)
    expect([from(0, 'ArrowRight'), from(0, 'ArrowDown'), from(0, 'PageDown')]).toEqual([1, 6, 12])
    expect([from(0, 'ArrowLeft'), from(50, 'Home'), from(50, 'End'), from(98, 'PageDown')]).toEqual([
      0, 0, 99, 99,
    ])
    expect(from(0, 'x')).toBeUndefined()
    expect(from(0, 'constructor')).toBeUndefined()
    expect(scrollFor(geometry, 99, { top: 0, height: 200 })).toBe(1_500)
    expect(scrollFor(geometry, 0, { top: 700, height: 200 })).toBe(0)
  })
})

describe('what is kept on the device', () => {
  test('anything that was damaged is read as something that holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (kept) => {
        const { count, size, seed } = parseWishes(kept)
        expect(count >= 1 && size >= 16 && seed !== '').toBe(true)
        for (const { id, provenance } of parseMintings(kept))
          expect([typeof id, typeof provenance]).toEqual(['string', 'string'])
      }),
    )
    const minting = { id: 'a', account: '0x1', provenance: 'ff', collection: '0x2', isDone: true }
    expect(parseMintings(JSON.stringify([minting, 7, null]))).toEqual([minting])
  })
})
