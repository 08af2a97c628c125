/** From a folder of layers to pieces, as a page does it. */
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import type { CollectionView, JobView, PiecePage } from '../src/contract/index.ts'
import { startDatabases } from './databases.ts'
import { openTestStudio, temporaryFolder, untilEnded, uploadSample } from './open-studio.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

const WISH = { count: 40, size: 64, seed: '7', format: 'png' } as const

test.for(databases.names)(
  '%s: layers are uploaded, pieces made, looked at, drawn again and pinned',
  async (name) => {
    using folder = temporaryFolder()
    const databaseUrl = await databases.emptyUrl(name)
    await using studio = await openTestStudio({ folder: folder.path, ...databaseUrl })
    const collection = await uploadSample(studio)
    expect(collection.combinations).toBe('80')
    expect(collection.problems).toEqual([])
    expect(collection.layers.map(({ name, files }) => [name, files.length])).toEqual([
      ['Ground', 4],
      ['Body', 4],
      ['Hat', 5],
    ])
    expect(collection.layers[0]?.files[2]).toMatchObject({
      path: '1-Ground/g2#3.png',
      trait: 'g2',
      weight: 3,
      width: 64,
    })
    expect(collection.layers[1]?.files[0]).toMatchObject({ mediaType: 'image/svg+xml' })

    const at = `/collections/${collection.id}`
    const asked = await studio.ask<JobView>('POST', `${at}/make`, WISH)
    const job = await untilEnded(studio, asked.id)
    expect(job).toMatchObject({
      state: 'done',
      kind: 'collection.make',
      subject: collection.id,
      done: 40,
      total: 40,
    })
    const { made } = await studio.ask<CollectionView>('GET', at)
    expect(made).toMatchObject({
      count: 40,
      seed: '7',
      pins: [],
      provenance: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect((await studio.ask<JobView>('POST', `${at}/make`, WISH)).id).toBe(job.id)

    const page = await studio.ask<PiecePage>('GET', `${at}/pieces?limit=40`)
    expect(page.total).toBe(40)
    expect(new Set(page.pieces.map(({ dna }) => dna)).size).toBe(40)
    const image = Buffer.from(await (await studio.fetch(`${at}/pieces/3/image`)).arrayBuffer())
    expect(createHash('sha256').update(image).digest('hex')).toBe(page.pieces[2]?.imageSha256)
    const hat = page.pieces[0]?.traits.find(({ trait }) => trait === 'Hat')?.value
    const filtered = await studio.ask<PiecePage>(
      'GET',
      `${at}/pieces?sort=rank&trait=Hat:${hat}&trait=Ground:g3`,
    )
    const matching = page.pieces.filter(({ traits }) =>
      ['g3', hat].every((value) => traits.some((trait) => trait.value === value)),
    )
    expect(filtered.total).toBe(matching.length)
    expect(filtered.pieces.map(({ rank }) => rank)).toEqual(
      matching.map(({ rank }) => rank).sort((a, b) => a - b),
    )

    const sheet = await studio.fetch(`${at}/sheets/0?v=${made?.sheet.version}`)
    expect(sheet.headers.get('cache-control')).toContain('immutable')
    const { width, height, format } = await sharp(Buffer.from(await sheet.arrayBuffer())).metadata()
    expect({ width, height, format }).toEqual({ width: 960, height: 960, format: 'webp' })

    const again = await studio.ask<JobView>('POST', `${at}/make`, { ...WISH, rerolls: [5], pins: [9] })
    await untilEnded(studio, again.id)
    const after = await studio.ask<PiecePage>('GET', `${at}/pieces?limit=40`)
    const changed = after.pieces.filter(({ dna }, i) => dna !== page.pieces[i]?.dna)
    expect(changed.map(({ edition }) => edition)).toEqual([5])
    expect(after.pieces[8]?.isPinned).toBe(true)
    const other = await studio.ask<JobView>('POST', `${at}/make`, {
      ...WISH,
      seed: 'other',
      count: 30,
      pins: [9],
    })
    expect(await untilEnded(studio, other.id)).toMatchObject({ state: 'done' })
    const last = await studio.ask<PiecePage>('GET', `${at}/pieces?limit=40`)
    expect(last.total).toBe(30)
    expect(last.pieces[8]).toMatchObject({ dna: page.pieces[8]?.dna, isPinned: true })
  },
)
