/** The licence of a collection: one claim in its document and in every piece, its text beside them, and every difference named. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type CollectionLicence,
  checkClaim,
  checkDefinition,
  checkDocumentLicence,
  claimInDocument,
  createLicenceComparison,
  gbu2Text,
  licenceAddress,
  MAX_LICENCE_TEXT,
  stateLicence,
  textHash,
} from '../src/index.ts'
import {
  checkFiles,
  exportCar,
  type MakeOptions,
  makeCollection,
  readCollection,
} from '../src/native/collection/index.ts'
import { drawLayers, temporaryFolder } from './layer-files.ts'

const COUNT = 6

async function studio(licence?: unknown, files: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder()
  const layers = join(folder.path, 'layers')
  await drawLayers(layers)
  writeFileSync(join(layers, 'collection.json'), JSON.stringify({ name: 'Moon', licence }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(layers, name), text)
  const out = join(folder.path, 'out')
  const make = (options: Partial<MakeOptions> = {}) =>
    makeCollection({ layers, out, count: COUNT, size: 32, workers: 1, preview: false, ...options })
  const at = (file: string) => join(out, file)
  const json = (file: string) => JSON.parse(readFileSync(at(file), 'utf8'))
  const check = () => checkFiles(out, readCollection(out))
  return { layers, out, at, make, json, check, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

/** The field and the message with which a licence is refused. */
function refusal(licence: unknown): readonly [field: string, message: string] | undefined {
  try {
    const { licence: read } = checkDefinition({ licence })
    if (read !== undefined) stateLicence(read)
    return undefined
  } catch (error) {
    return [Object(error).field, Object(error).message]
  }
}

test('a bare identifier says what it always said, in any of its names', () => {
  expect(stateLicence('cc-by-4.0')).toEqual({ claim: { licence: 'CC-BY-4.0' } })
  expect(stateLicence({ id: 'CC0-1.0' })).toEqual({ claim: { licence: 'CC0-1.0' } })
  // An identifier of another list is taken as it is, and told as unknown.
  expect(stateLicence('MIT')).toEqual({ claim: { licence: 'MIT' } })
  expect(checkClaim(stateLicence('MIT').claim).status).toBe('unknown')
  // One that could only be broken before now gets the text that follows from the template.
  const { claim, text } = stateLicence('LicenseRef-GBU2')
  expect(text).toBe(gbu2Text({}))
  expect(claim.licenceText?.textSha256).toBe(textHash(gbu2Text({})))
  expect(checkClaim(claim).status).toBe('licensed')
})

test('a text of one’s own has an identifier of its own, and lies at its hash', () => {
  const text = 'On Sundays only.'
  const { claim } = stateLicence({ id: 'LicenseRef-Moon-1.0', text })
  expect(claim).toMatchObject({ licence: 'LicenseRef-Moon-1.0', licenceText: { textSha256: textHash(text) } })
  // CIDv1, raw, SHA-256: the multihash is the hash itself.
  expect(licenceAddress(claim)).toMatch(/^ipfs:\/\/bafkrei[a-z2-7]{52}$/)
  expect(checkClaim(claim, text)).toMatchObject({
    status: 'licensed',
    licence: { id: 'LicenseRef-Moon-1.0' },
  })
  expect(checkClaim(claim, 'On Mondays only.').status).toBe('broken')
  const elsewhere = stateLicence({ id: 'LicenseRef-Moon-1.0', text, url: 'https://example.org/terms' })
  expect(licenceAddress(elsewhere.claim)).toBe('https://example.org/terms')
})

test('what cannot be is refused with the field at fault', () => {
  expect(refusal({ id: 'gbu2', fields: { commercial: 'maybe' } })).toEqual([
    '$.licence.fields.commercial',
    expect.stringContaining('write allowed or forbidden'),
  ])
  expect(refusal({ id: 'CC-BY-4.0', fields: { holder: 'Ada' } })?.[0]).toBe('$.licence.fields')
  expect(refusal({ id: 'CC-BY-4.0', text: 'Mine.' })?.[0]).toBe('$.licence.text')
  expect(refusal({ id: 'gbu2', text: 'Mine.' })?.[0]).toBe('$.licence.text')
  expect(refusal({ id: 'LicenseRef-Custom' })).toEqual([
    '$.licence.text',
    expect.stringContaining('needs its text'),
  ])
  expect(refusal('LicenseRef-Custom')?.[0]).toBe('$.licence.text')
  expect(refusal({ id: 'Moon', text: 'Mine.' })?.[0]).toBe('$.licence.id')
  expect(refusal({ id: 'LicenseRef-Moon', text: '  \n' })?.[0]).toBe('$.licence.text')
  expect(refusal({ id: 'LicenseRef-Moon', text: 'Mine.', url: 'javascript:1' })?.[0]).toBe('$.licence.url')
  expect(refusal({ id: 'LicenseRef-Moon', text: 'x'.repeat(MAX_LICENCE_TEXT + 1) })?.[0]).toBe(
    '$.licence.text',
  )
  expect(refusal({ id: 'LicenseRef-Moon', file: 'terms.txt' })?.[0]).toBe('$.licence.file')
  expect(refusal({ text: 'Mine.' })?.[0]).toBe('$.licence.id')
  expect(refusal({ id: 'CC0-1.0', terms: 1 })?.[0]).toBe('$.licence.terms')
  expect(refusal(7)?.[0]).toBe('$.licence')
  expect(refusal('')?.[0]).toBe('$.licence')
})

test('whatever stands in a definition: a claim that holds or is unknown, or an error with its place', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'gbu2',
      'custom',
      'CC-BY-4.0',
      'LicenseRef-Moon',
      'licenseref-gbu2',
      'https://example.org',
      '\ud800',
    ),
    fc.string(),
  )
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.record(
      {
        id: word,
        text: fc.string({ unit: 'binary' }),
        url: fc.oneof(
          fc.constantFrom('https://example.org/terms', 'javascript:1', `ipfs://bafkrei${'a'.repeat(52)}`),
          word,
        ),
        file: word,
        fields: fc.record(
          { holder: word, commercial: fc.constantFrom('allowed', 'forbidden', 'x'), aiTraining: word },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
  )
  fc.assert(
    fc.property(anything, (licence) => {
      let read: CollectionLicence | undefined
      try {
        read = checkDefinition({ licence }).licence
        if (read === undefined) return
        const { claim, text } = stateLicence(read)
        const { status } = checkClaim(claim, text)
        expect(['licensed', 'unknown']).toContain(status)
        expect(claim.licenceText?.textSha256).toBe(text === undefined ? undefined : textHash(text))
        expect(claim.licence.length).toBeLessThanOrEqual(64)
      } catch (error) {
        expect(Object(error)).toMatchObject({
          code: 'collection.definition',
          field: expect.stringMatching(/^\$\.licence/),
        })
      }
    }),
    { numRuns: 200 },
  )
})

test('whatever documents say, a comparison comes to a finding', () => {
  const document = fc.oneof(
    fc.uint8Array(),
    fc.jsonValue(),
    fc.record({
      license: fc.jsonValue(),
      demiurge: fc.record({ licence: fc.jsonValue(), licenceText: fc.jsonValue() }),
    }),
  )
  fc.assert(
    fc.property(
      document,
      fc.array(document, { maxLength: 4 }),
      fc.option(fc.uint8Array()),
      (whole, pieces, text) => {
        const comparison = createLicenceComparison(whole)
        for (const [i, piece] of pieces.entries()) comparison.add(i + 1, piece)
        const { status, detail } = comparison.finish(text ?? undefined)
        expect(['licensed', 'none', 'unknown', 'broken']).toContain(status)
        expect(detail.length).toBeLessThan(2_000)
      },
    ),
  )
})

test('GBU2 goes into document, pieces and a file of its own, and can be gone on with and handed on', async () => {
  const fields = { holder: 'Ada & Söhne', commercial: 'allowed' } as const
  using place = await studio({ id: 'gbu2', fields })
  await place.make()
  const text = readFileSync(place.at('LICENSE.txt'))
  const hash = `0x${createHash('sha256').update(text).digest('hex')}`
  expect(text.toString('utf8')).toBe(gbu2Text(fields))
  const { demiurge, license } = place.json('collection.json')
  expect(demiurge).toMatchObject({
    licence: 'LicenseRef-GBU2',
    licenceText: { textSha256: hash, fields, url: license },
  })
  for (let edition = 1; edition <= COUNT; edition++) {
    const piece = place.json(`json/${edition}.json`)
    expect(claimInDocument(piece)).toEqual(claimInDocument({ demiurge }))
    expect(piece.properties.license).toBe(license)
    expect(checkDocumentLicence(piece).status).toBe('licensed')
  }
  expect(await place.check()).toMatchObject({
    changed: [],
    licence: { status: 'licensed', text: { ok: true } },
  })
  await place.make({ resume: true })
  await exportCar(place.out, readCollection(place.out), `${place.out}.car`)
  const blocks = readFileSync(`${place.out}.car`)
  // The archive has the text as the very block that its address names.
  expect(blocks.includes(Buffer.from(hash.slice(2), 'hex'))).toBe(true)
  expect(blocks.includes(text)).toBe(true)
})

test('a text of one’s own is read from a file beside the layers; going on with another licence keeps the pictures', async () => {
  using place = await studio(
    { id: 'LicenseRef-Moon', file: 'terms.txt' },
    { 'terms.txt': 'On Sundays only.' },
  )
  await place.make()
  expect(readFileSync(place.at('LICENSE.txt'), 'utf8')).toBe('On Sundays only.')
  const before = readFileSync(place.at('images/1.png'))
  writeFileSync(join(place.layers, 'terms.txt'), 'On Mondays only.')
  await expect(place.make({ resume: true })).rejects.toMatchObject({
    code: 'collection.changed',
    message: expect.stringContaining('licence is not as it was'),
  })
  writeFileSync(join(place.layers, 'terms.txt'), 'On Sundays only.')
  expect((await place.make({ resume: true, licence: 'CC-BY-4.0' })).kept).toBe(COUNT)
  expect(existsSync(place.at('LICENSE.txt'))).toBe(false)
  expect(place.json('collection.json').demiurge.licence).toBe('CC-BY-4.0')
  expect(place.json('json/3.json').demiurge).not.toHaveProperty('licenceText')
  expect(place.json('json/3.json').properties.license).toBe('https://creativecommons.org/licenses/by/4.0/')
  expect(readFileSync(place.at('images/1.png')).equals(before)).toBe(true)
  // It stays when nothing more is said of it.
  await place.make({ resume: true })
  expect((await place.check()).licence).toMatchObject({ status: 'licensed', licence: { id: 'CC-BY-4.0' } })
  await expect(place.make({ resume: true, licence: 'custom' })).rejects.toMatchObject({
    field: '$.licence.text',
  })

  using outside = await studio({ id: 'LicenseRef-Moon', file: '../../etc/passwd' })
  await expect(outside.make()).rejects.toMatchObject({ code: 'collection.definition' })
  using missing = await studio({ id: 'LicenseRef-Moon', file: 'no.txt' })
  await expect(missing.make()).rejects.toMatchObject({ field: '$.licence.file' })
})

test('each planted difference is named', async () => {
  using place = await studio({ id: 'LicenseRef-Moon', text: 'On Sundays only.' })
  await place.make()
  const finding = async () => (await place.check()).licence
  const plant = async (file: string, change: (document: ReturnType<typeof place.json>) => unknown) => {
    const before = readFileSync(place.at(file))
    writeFileSync(place.at(file), JSON.stringify(change(place.json(file))))
    const found = await finding()
    writeFileSync(place.at(file), before)
    return found
  }
  const withDemiurge = (change: object) => (document: { demiurge: object }) => ({
    ...document,
    demiurge: { ...document.demiurge, ...change },
  })
  expect(await finding()).toMatchObject({ status: 'licensed', text: { ok: true } })
  expect(
    await plant('json/2.json', withDemiurge({ licence: 'CC0-1.0', licenceText: undefined })),
  ).toMatchObject({
    status: 'broken',
    detail: expect.stringContaining(
      '1 of 6 pieces state another licence than the collection or a broken one (2). Piece 2: ',
    ),
  })
  const other = { textSha256: `0x${'12'.repeat(32)}`, url: 'https://example.org' }
  const moved = (document: { demiurge: object; properties: object }) => ({
    ...withDemiurge({ licenceText: other })(document),
    properties: { ...document.properties, license: other.url },
  })
  expect((await plant('json/5.json', moved)).detail).toContain('the piece says LicenseRef-Moon (text 0x1212')
  expect(
    (await plant('json/5.json', (d) => ({ ...d, properties: { ...d.properties, license: 'https://x.org' } })))
      .detail,
  ).toContain('Piece 5: license says https://x.org')
  expect(
    (await plant('json/6.json', (d) => ({ ...d, demiurge: undefined, properties: {} }))).detail,
  ).toContain('the piece says nothing')
  expect(
    (await plant('collection.json', withDemiurge({ licenceText: { textSha256: '0x1' } }))).detail,
  ).toContain('In collection.json: licenceText.textSha256')
  writeFileSync(place.at('LICENSE.txt'), 'On Mondays only.')
  expect(await finding()).toMatchObject({
    status: 'licensed',
    text: { ok: false, detail: expect.stringContaining('The text of the licence has SHA-256') },
  })
  rmSync(place.at('LICENSE.txt'))
  expect((await finding()).text).toMatchObject({ ok: false, detail: expect.stringContaining('is missing') })
})
