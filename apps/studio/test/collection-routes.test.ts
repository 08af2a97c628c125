/** What the studio answers about collections: previews, rarities, conflicts, refusals, exports, what is deleted and comes back. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { pino } from 'pino'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweep } from '../src/collections/sweep.ts'
import type {
  CollectionView,
  JobView,
  MadeTrait,
  PiecePage,
  Problem,
  TraitCount,
} from '../src/contract/index.ts'
import { openEmbedded } from '../src/database/embedded.ts'
import { drawPng, openTestStudio, temporaryFolder, untilEnded, uploadSample } from './open-studio.ts'

const folder = temporaryFolder()
const studio = await openTestStudio({
  folder: folder.path,
  uploads: { fileBytes: 50_000, filePixels: 1_000_000, collectionFiles: 15 },
})
afterAll(async () => {
  await studio[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

let collection: CollectionView
beforeAll(async () => {
  collection = await uploadSample(studio)
}, 60_000)

const TIDE = { count: 12, size: 32, format: 'png' } as const
const at = () => `/collections/${collection.id}`
const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const refused = async (response: Response): Promise<Problem & { readonly status: number }> => {
  expect(response.ok).toBe(false)
  return { ...((await response.json()) as Problem), status: response.status }
}
const change = async (wish: object) => {
  const { revision } = await studio.ask<CollectionView>('GET', at())
  return studio.ask<CollectionView>('PATCH', at(), { revision, ...wish })
}

/** Sends an address as it is written; `fetch` would resolve its `..` and might ask somebody else's server. */
const sendAsWritten = (path: string, method: string) =>
  new Promise<{ readonly status: number; readonly body: string }>((resolve, reject) => {
    const sent = request(studio.url, { path: `/studio${path}`, method }, async (response) =>
      resolve({ status: response.statusCode ?? 0, body: await text(response) }),
    )
    sent.on('error', reject).end()
  })

/** The files of a stored ZIP by its central directory (APPNOTE 4.3.12), each with its checksum. */
function readZip(zip: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (let at = zip.readUInt32LE(zip.length - 6); zip.readUInt32LE(at) === 0x02014b50; ) {
    const [names, extras] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)]
    const start = zip.readUInt32LE(at + 42) + 30 + names
    const bytes = zip.subarray(start, start + zip.readUInt32LE(at + 24))
    expect(crc32(bytes)).toBe(zip.readUInt32LE(at + 16))
    files.set(zip.toString('utf8', at + 46, at + 46 + names), bytes)
    at += 46 + names + extras
  }
  return files
}

test('a preview shows the first two dozen pieces as they would be made, and who they are', async () => {
  const wish = { count: 40, seed: '7' }
  const picture = await studio.fetch(`${at()}/preview`, json('POST', wish))
  const { width, height, format } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata()
  expect({ width, height, format }).toEqual({ width: 1_536, height: 1_024, format: 'webp' })
  const named = await studio.fetch(`${at()}/preview`, {
    ...json('POST', wish),
    headers: { 'content-type': 'application/json', accept: 'application/json' },
  })
  const { pieces } = (await named.json()) as PiecePage
  expect(pieces).toHaveLength(24)
  const job = await studio.ask<JobView>('POST', `${at()}/make`, { ...wish, size: 32, format: 'webp' })
  await untilEnded(studio, job.id)
  const made = await studio.ask<PiecePage>('GET', `${at()}/pieces?limit=24`)
  expect(made.pieces.map(({ traits }) => traits)).toEqual(pieces.map(({ traits }) => traits))
})

test('a preview shows what was pinned and drawn again as making would leave it; its traits are counted as they are', async () => {
  const wish = { count: 40, seed: '7', size: 32, format: 'webp' }
  const make = async (more: object) => {
    await untilEnded(studio, (await studio.ask<JobView>('POST', `${at()}/make`, { ...wish, ...more })).id)
    return (await studio.ask<PiecePage>('GET', `${at()}/pieces?limit=40`)).pieces.map(({ traits }) => traits)
  }
  const preview = async (more: object) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    const init = { ...json('POST', { ...wish, ...more }), headers }
    const shown = (await (await studio.fetch(`${at()}/preview`, init)).json()) as PiecePage
    return shown.pieces.map(({ traits }) => traits)
  }
  const first = await make({})
  const changed = await make({ rerolls: [2], pins: [1] })
  expect(changed[1]).not.toEqual(first[1])
  expect(await preview({ pins: [1] })).toEqual(changed.slice(0, 24))

  // Another seed leaves what is pinned; another size takes it along; without the pin it goes.
  const other = await preview({ seed: '8', pins: [1] })
  expect(other[0]).toEqual(first[0])
  expect(other[1]).not.toEqual(changed[1])
  const larger = await preview({ seed: '8', size: 64, pins: [1] })
  expect(larger[0]).toEqual(first[0])
  expect(await preview({ seed: '8', size: 64, pins: [] })).not.toEqual(larger)
  expect((await make({ seed: '8', pins: [1] })).slice(0, 24)).toEqual(other)

  const { traits } = await studio.ask<{ traits: MadeTrait[] }>('GET', `${at()}/traits`)
  for (const { trait, value, pieces } of traits) {
    const query = encodeURIComponent(`${trait}:${value}`)
    const { total } = await studio.ask<PiecePage>('GET', `${at()}/pieces?limit=1&trait=${query}`)
    expect(pieces, `${trait}: ${value}`).toBe(total)
  }
  expect(traits.reduce((sum, { pieces }) => sum + pieces, 0)).toBe(3 * 40)
  await make({ seed: '8', pins: [] })
})

test('rarity tells what is asked for and what would come', async () => {
  await change({ definition: { layers: [{ folder: '3-Hat', absent: 0.5, counts: { h0: 4 } }] } })
  const { traits } = await studio.ask<{ traits: TraitCount[] }>('POST', `${at()}/rarity`, {
    count: 40,
    seed: '7',
  })
  expect(traits.find(({ value }) => value === 'h0')).toMatchObject({ trait: 'Hat', asked: 0.1, count: 4 })
  for (const layer of ['Ground', 'Body', 'Hat']) {
    const own = traits.filter(({ trait }) => trait === layer)
    expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(40)
    expect(own.reduce((sum, { asked }) => sum + asked, 0)).toBeCloseTo(1)
  }
  await change({ definition: {} })
})

test('problems are told with their field, and nothing is made until they are gone', async () => {
  const broken = await change({ definition: { exclusions: [['Hat', 'Wings']] } })
  expect(broken.problems).toEqual([
    { field: '$.exclusions[0][1]', message: expect.stringContaining('Wings') },
  ])
  const wish = { count: 10, seed: '1', size: 32, format: 'png' }
  for (const path of ['make', 'preview', 'rarity']) {
    const body = path === 'make' ? wish : { count: 10, seed: '1' }
    expect(await refused(await studio.fetch(`${at()}/${path}`, json('POST', body)))).toMatchObject({
      status: 422,
      field: '$.exclusions[0][1]',
    })
  }
  await change({ definition: { exclusions: [['Hat', 'Body']] } })
  const nothing = await studio.ask<CollectionView>('GET', at())
  expect(nothing).toMatchObject({ combinations: '0', problems: [{ field: '$.exclusions' }] })
  const { revision } = nothing
  const wrong = await studio.fetch(at(), json('PATCH', { revision, definition: { royaltyBps: 9_999 } }))
  expect(await refused(wrong)).toMatchObject({
    status: 400,
    code: 'collection.definition',
    field: 'definition.royaltyBps',
  })
  await change({ definition: {} })
  const many = await studio.fetch(`${at()}/make`, json('POST', { ...wish, count: 81 }))
  expect(await refused(many)).toMatchObject({ code: 'collection.infeasible', field: 'count' })
})

test('a change of an old revision is a conflict; layers are ordered and renamed, and rules follow', async () => {
  const { revision } = await change({ definition: { exclusions: [['Hat/h0', 'Body/b0']] } })
  expect(
    await refused(await studio.fetch(at(), json('PATCH', { revision: revision - 1, name: 'Late' }))),
  ).toMatchObject({
    status: 409,
    code: 'collection.Conflict',
    field: 'revision',
  })
  const renamed = await studio.ask<CollectionView>('POST', `${at()}/layers/3-Hat`, { name: 'Crown' })
  expect(renamed.layers.map(({ name }) => name)).toEqual(['Ground', 'Body', 'Crown'])
  expect(renamed.definition.exclusions).toEqual([['Crown/h0', 'Body/b0']])
  expect(renamed.problems).toEqual([])
  const ordered = await change({ order: ['2-Body', '1-Ground', '3-Hat'] })
  expect(ordered.layers.map(({ name }) => name)).toEqual(['Body', 'Ground', 'Crown'])
  await change({ order: [], definition: {} })
})

test('uploads are refused with what is wrong, and leave nothing behind', async () => {
  const put = (path: string, body: Uint8Array) =>
    studio.fetch(`${at()}/files/${path}`, { method: 'PUT', body: Uint8Array.from(body) })
  const small = await drawPng('<rect width="64" height="64"/>')
  const noise = Buffer.from(
    Array.from({ length: 300 * 300 * 3 }, (_, i) => (i * 7919 + (i >> 7) * 104_729) & 0xff),
  )
  const large = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const before = await studio.ask<CollectionView>('GET', at())
  const table: readonly (readonly [string, Uint8Array, number, string])[] = [
    ['3-Hat/x.png', large, 413, 'upload.TooLarge'],
    ['3-Hat/x.png', Buffer.from('GIF89a'), 422, 'upload.Picture'],
    ['3-Hat/x.png', await drawPng('<rect width="1" height="1"/>', 1_200), 422, 'upload.Picture'],
    ['3-Hat/x.png', Buffer.alloc(0), 400, 'upload.Empty'],
    ['3-Hat/..%2f..%2fx.png', small, 400, 'upload.Name'],
    ['3-Hat/x.exe', small, 400, 'upload.Name'],
    ['3-hat/H0.png', small, 409, 'upload.Name'],
  ]
  for (const [path, body, status, code] of table)
    expect(await refused(await put(path, body)), `${path} ${code}`).toMatchObject({ status, code })
  const after = await studio.ask<CollectionView>('GET', at())
  expect(after.revision).toBe(before.revision)
  expect(readdirSync(join(folder.path, 'uploads'))).toEqual([])
  expect((await put('3-Hat/x%231.png', small)).status).toBe(201)
  expect((await put('3-Hat/x%231.png', small)).status).toBe(200)
  expect((await put('3-Hat/y.png', small)).status).toBe(201)
  expect(await refused(await put('3-Hat/z.png', small))).toMatchObject({ status: 413, code: 'upload.Quota' })
  const read = await studio.fetch(`${at()}/files/3-Hat/x%231.png`)
  expect(Buffer.from(await read.arrayBuffer()).equals(small)).toBe(true)
  expect(read.headers.get('content-security-policy')).toContain('sandbox')
  const etag = read.headers.get('etag') ?? ''
  expect(
    (await studio.fetch(`${at()}/files/3-Hat/x%231.png`, { headers: { 'if-none-match': etag } })).status,
  ).toBe(304)
  const tiny = await studio.fetch(`${at()}/files/3-Hat/x%231.png?small=1`)
  expect(tiny.headers.get('content-type')).toBe('image/webp')
  await studio.ask('DELETE', `${at()}/files/3-Hat/x%231.png`)
  const left = await studio.ask<CollectionView>('DELETE', `${at()}/files/3-Hat/y.png`)
  expect(left.layers[2]?.files).toHaveLength(5)
  expect((await studio.fetch(`${at()}/files/3-Hat/y.png`)).status).toBe(404)
}, 60_000)

test('whatever comes in an address, a refusal comes back', async () => {
  const parts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed())),
    fc.constantFrom(
      '..',
      '%2e%2e',
      '%00',
      '%ff',
      'collections',
      'pieces',
      '-1',
      '1e9',
      '%2f',
      '%20',
      'files',
      'sheets',
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(parts, { maxLength: 4 }),
      fc.constantFrom('GET', 'DELETE', 'POST'),
      async (path, method) => {
        const { status, body } = await sendAsWritten(`${at()}x/${path.join('/')}`, method)
        expect(status).toBeGreaterThanOrEqual(400)
        expect(status).toBeLessThan(500)
        expect((JSON.parse(body) as Problem).code).toMatch(/^\w+\.\w+/)
      },
    ),
    { numRuns: 60, examples: [[['..', '..', '..'], 'GET']] },
  )
})

test('a finished collection is exported: waited for by a link, or as a job; the archive is whole', async () => {
  const wish = { count: 12, size: 32, seed: 'x', format: 'png' }
  await untilEnded(studio, (await studio.ask<JobView>('POST', `${at()}/make`, wish)).id)
  const response = await studio.fetch(`${at()}/export?format=zip`)
  expect(response.headers.get('content-disposition')).toContain("filename*=UTF-8''Cats.zip")
  const files = readZip(Buffer.from(await response.arrayBuffer()))
  expect(files.size).toBe(3 + 2 + 2 * 12)
  const page = await studio.ask<PiecePage>('GET', `${at()}/pieces`)
  for (const { edition, imageSha256 } of page.pieces) {
    const image = files.get(`images/${edition}.png`) ?? Buffer.alloc(0)
    expect(createHash('sha256').update(image).digest('hex')).toBe(imageSha256)
  }
  const job = await studio.ask<JobView>('POST', `${at()}/export`, { format: 'car' })
  expect(await untilEnded(studio, job.id)).toMatchObject({ state: 'done', kind: 'collection.car' })
  expect((await studio.ask<JobView>('POST', `${at()}/export`, { format: 'car' })).id).toBe(job.id)
  expect((await studio.fetch(`${at()}/export?format=car`)).headers.get('content-type')).toContain('ipld.car')
  const film = await studio.fetch(`${at()}/export?format=gif`)
  expect(film.headers.get('content-disposition')).toContain("filename*=UTF-8''Cats.gif")
  expect(film.headers.get('content-type')).toBe('image/gif')
  expect((await sharp(await film.arrayBuffer()).metadata()).pages).toBe(12)
}, 60_000)

test('a licence needs its text, which then lies beside the document; an identifier alone stays what it was', async () => {
  const own = await change({ definition: { licence: 'LicenseRef-Cats' } })
  // Written alone it is an identifier of another list: taken as it is, as it always was.
  expect(own.problems).toEqual([])
  const custom = await change({ definition: { licence: { id: 'LicenseRef-Cats' } } })
  expect(custom.problems).toEqual([
    { field: '$.licence.text', message: expect.stringContaining('needs its text') },
  ])
  const { revision } = custom
  const wrong = { licence: { id: 'gbu2', fields: { commercial: 'perhaps' } } }
  expect(
    await refused(await studio.fetch(at(), json('PATCH', { revision, definition: wrong }))),
  ).toMatchObject({
    status: 400,
    field: 'definition.licence.fields.commercial',
  })
  const wish = { count: 4, size: 32, seed: 'licence', format: 'png' }
  const make = async () => untilEnded(studio, (await studio.ask<JobView>('POST', `${at()}/make`, wish)).id)
  const document = async () => (await studio.fetch(`${at()}/document`)).json()
  // As definitions had it before there were fields: it could only be broken, and has its text now.
  await change({ definition: { licence: 'LicenseRef-GBU2' } })
  await make()
  const { demiurge } = Object(await document())
  const text = await studio.fetch(`${at()}/licence`)
  expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  const hash = createHash('sha256')
    .update(await text.text())
    .digest('hex')
  expect(demiurge).toMatchObject({ licence: 'LicenseRef-GBU2', licenceText: { textSha256: `0x${hash}` } })
  await change({ definition: { licence: 'CC-BY-4.0' } })
  await make()
  expect(Object(await document()).demiurge.licence).toBe('CC-BY-4.0')
  expect(await refused(await studio.fetch(`${at()}/licence`))).toMatchObject({ status: 404 })
  await change({ definition: {} })
}, 60_000)

test('asking again with the same key, because the answer was lost, draws nothing twice', async () => {
  const { made } = await studio.ask<CollectionView>('GET', at())
  const wish = { count: 12, size: 32, seed: 'x', format: 'png', rerolls: [3] }
  const ask = async () => {
    const request = json('POST', wish)
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'click-1' }
    return (await (await studio.fetch(`${at()}/make`, { ...request, headers })).json()) as JobView
  }
  const job = await ask()
  await untilEnded(studio, job.id)
  const once = (await studio.ask<CollectionView>('GET', at())).made
  expect(once?.provenance).not.toBe(made?.provenance)
  expect((await ask()).id).toBe(job.id)
  expect((await studio.ask<CollectionView>('GET', at())).made?.provenance).toBe(once?.provenance)
  await untilEnded(studio, (await studio.ask<JobView>('POST', `${at()}/make`, wish)).id)
  expect((await studio.ask<CollectionView>('GET', at())).made?.provenance).not.toBe(once?.provenance)
})

test('whoever asks for what was made before has it again, the very same pieces', async () => {
  const make = async (seed: string) => {
    const asked = await studio.ask<JobView>('POST', `${at()}/make`, { ...TIDE, seed })
    await untilEnded(studio, asked.id)
    return (await studio.ask<CollectionView>('GET', at())).made
  }
  const first = await make('tide')
  expect((await make('ebb'))?.provenance).not.toBe(first?.provenance)
  expect(await make('tide')).toEqual(first)
  const document = Object(await (await studio.fetch(`${at()}/document`)).json())
  expect(document.demiurge.provenance.merkleRoot).toBe(first?.provenance)
  await make('ebb')
}, 60_000)

test('a making is paused, goes on, and is cancelled; another cannot begin beside it', async () => {
  const wish = { count: 80, size: 2_048, seed: 'slow', format: 'png' }
  const begun = studio.until((event) => event.type === 'job' && event.job.state === 'running')
  const job = await studio.ask<JobView>('POST', `${at()}/make`, wish)
  await begun
  const other = await studio.fetch(`${at()}/make`, json('POST', { ...wish, seed: 'other' }))
  expect(await refused(other)).toMatchObject({ status: 409, code: 'collection.Busy' })
  const earlier = await studio.fetch(`${at()}/make`, json('POST', { ...TIDE, seed: 'ebb' }))
  expect(await refused(earlier)).toMatchObject({ status: 409, code: 'collection.Busy' })
  expect(await studio.ask<JobView>('POST', `/jobs/${job.id}/pause`)).toMatchObject({ state: 'paused' })
  expect(await studio.ask<JobView>('POST', `${at()}/make`, wish)).toMatchObject({ id: job.id })
  expect(await studio.ask<JobView>('POST', `/jobs/${job.id}/cancel`)).toMatchObject({ state: 'cancelled' })
  const list = await studio.ask<JobView[]>('GET', `/jobs?subject=${collection.id}&limit=1`)
  expect(list[0]).toMatchObject({ id: job.id, state: 'cancelled' })
}, 60_000)

test('a collection of more pictures than one thread should look at is shown as any other', async () => {
  const { id } = await studio.ask<CollectionView>('POST', '/collections', { name: 'Many' })
  const database = openEmbedded(join(folder.path, 'studio.sqlite'))
  await database.transaction(async (queries) => {
    for (let i = 0; i < 2_500; i++) {
      const [layer, file] = [`L${i % 50}`, `t${i}.png`]
      const hash = createHash('sha256').update(file).digest('hex')
      await queries.query(
        'INSERT INTO pictures VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        ...[id, `${layer}/${file}`.toLowerCase(), layer, file, 100, hash, 'image/png', 64, 64],
      )
    }
    await queries.query('UPDATE collections SET revision = 2 WHERE id = $1', id)
  })
  await database.close()
  const shown = await studio.ask<CollectionView>('GET', `/collections/${id}`)
  expect(shown.layers.map(({ files }) => files.length)).toEqual(Array.from({ length: 50 }, () => 50))
  expect(shown.combinations).toBe((50n ** 50n).toString())
  expect(shown.problems).toEqual([])
  await studio.fetch(`/collections/${id}`, { method: 'DELETE' })
})

test('a deleted collection comes back within a week, and is gone after it; what was done stands in the audit log', async () => {
  const { id } = await studio.ask<CollectionView>('POST', '/collections', { name: 'Dogs' })
  expect((await studio.fetch(`/collections/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await studio.fetch(`/collections/${id}`)).status).toBe(404)
  const deleted = await studio.ask<CollectionView[]>('GET', '/collections?deleted=1')
  expect(deleted.map(({ name }) => name)).toContain('Dogs')
  await studio.ask('POST', `/collections/${id}/restore`)
  expect(await studio.ask<CollectionView>('GET', `/collections/${id}`)).toMatchObject({ name: 'Dogs' })
  await studio.fetch(`/collections/${id}`, { method: 'DELETE' })
  const leftover = join(folder.path, 'uploads', 'broken-off')
  mkdirSync(join(folder.path, 'uploads'), { recursive: true })
  writeFileSync(leftover, 'half a picture')
  utimesSync(leftover, new Date(0), new Date(0))
  const database = openEmbedded(join(folder.path, 'studio.sqlite'))
  const later = (days: number) => () => Date.now() + days * 86_400_000
  const options = { folder: folder.path, database, logger: pino({ level: 'silent' }) }
  await sweep({ ...options, nowMs: later(6) })
  expect(existsSync(join(folder.path, 'collections', id))).toBe(true)
  await sweep({ ...options, nowMs: later(8) })
  expect(existsSync(join(folder.path, 'collections', id))).toBe(false)
  expect(existsSync(leftover)).toBe(false)
  const there = await studio.ask<CollectionView>('GET', at())
  expect(there.layers[0]?.files).toHaveLength(4)
  for (const file of there.layers.flatMap(({ files }) => files))
    expect(
      (await studio.fetch(`${at()}/files/${file.path.split('/').map(encodeURIComponent).join('/')}`)).status,
    ).toBe(200)
  await database.close()
  const { entries } = await studio.ask<{ entries: { action: string }[] }>('GET', '/audit?limit=500')
  const actions = new Set(entries.map(({ action }) => action))
  for (const each of [
    'create',
    'change',
    'upload',
    'make',
    'export',
    'delete',
    'restore',
    'renameLayer',
    'removePicture',
  ])
    expect(actions).toContain(`collection.${each}`)
  expect(actions).toContain('job.pause')
}, 60_000)
