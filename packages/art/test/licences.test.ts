import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pngChunk, pngEnding, pngOpening } from '../src/files/png.ts'
import {
  canonicalJson,
  checkClaim,
  checkWorkLicence,
  claimInDocument,
  claimLicence,
  createMetadata,
  createRecipe,
  describeLicence,
  describeTerms,
  findLicence,
  findMetadataProblems,
  gbu2Text,
  type LicenceClaim,
  licenceJsonLd,
  licences,
  readLicence,
  readRecipe,
  withLicence,
} from '../src/index.ts'
import { readLicenceXmp } from '../src/licences/xmp.ts'
import { createRenderer } from '../src/native/index.ts'

const recipe = createRecipe({ pattern: 'guilloche', seed: 7, size: 32 })
const gbu2 = claimLicence({ licence: 'gbu2', fields: { holder: 'Ada & Söhne <ada@example.org>' } })
const custom = claimLicence({
  licence: 'LicenseRef-Custom',
  text: 'Do what you like on Sundays.',
  url: 'https://example.org/licence.txt',
})
const claims: readonly LicenceClaim[] = [{ licence: 'CC-BY-SA-4.0' }, gbu2, custom]

function metadataOf(claim: Partial<LicenceClaim>) {
  return createMetadata({
    name: 'First light',
    description: '',
    image: 'demiurge://chain/assets/00',
    mediaType: 'image/png',
    uuid: '00000000-0000-4000-8000-000000000000',
    createdAt: '2026-01-01T00:00:00Z',
    ...claim,
  })
}

test('every licence of the catalogue has one name, and says in plain language what it allows', () => {
  expect(new Set(licences.map(({ id }) => id)).size).toBe(licences.length)
  for (const licence of licences) {
    expect(findLicence(licence.id.toLowerCase())).toBe(licence)
    if (licence.url !== undefined) expect(findLicence(licence.url)).toBe(licence)
    for (const sentence of describeLicence(licence)) expect(sentence).toMatch(/^[A-Z].*\.$/)
  }
  // SPDX 2.3 annex D: an identifier of the list, or LicenseRef- and letters, digits, dots and dashes.
  for (const { id } of licences)
    expect(id).toMatch(/^(?:CC0-1\.0|CC-BY[A-Z-]*-4\.0|LicenseRef-[A-Za-z0-9.-]+)$/)
  expect(findLicence('cbe-pr')?.id).toBe('LicenseRef-CBE-PR')
  expect(findLicence('http://creativecommons.org/licenses/by-nc/4.0')?.id).toBe('CC-BY-NC-4.0')
  expect(findLicence('MIT')).toBeUndefined()
})

test('the text of GBU2 follows from its fields, and the claim holds its hash', () => {
  const text = gbu2Text({ commercial: 'allowed', derivatives: 'forbidden' })
  expect(text).toContain('You may use the work to earn money.')
  expect(text).toContain('You may not share changed versions')
  const claim = claimLicence({ licence: 'GBU2', fields: { commercial: 'allowed', derivatives: 'forbidden' } })
  expect(claim.licenceText?.textSha256).toBe(`0x${createHash('sha256').update(text).digest('hex')}`)
  const { status, terms } = checkClaim(claim)
  expect(status).toBe('licensed')
  expect(terms).toMatchObject({ commercial: 'allowed', derivatives: 'forbidden', aiTraining: 'forbidden' })
  if (terms !== undefined) expect(describeTerms(terms)).toContain('It may not be used to train AI.')
})

test('a choice that cannot be is refused with the field at fault', () => {
  const refusal = (choice: object) => {
    try {
      claimLicence({ licence: 'GBU2', ...choice })
      return undefined
    } catch (error) {
      return error
    }
  }
  expect(refusal({ licence: 'MIT' })).toMatchObject({ code: 'licence.Unknown' })
  expect(refusal({ fields: { commercial: 'maybe' } })).toMatchObject({
    code: 'licence.BadFields',
    message: 'fields.commercial is the text "maybe"; write allowed or forbidden',
  })
  expect(refusal({ fields: { holder: 'two\nlines' } })).toMatchObject({ code: 'licence.BadFields' })
  expect(refusal({ licence: 'CC0-1.0', fields: { holder: 'Ada' } })).toMatchObject({
    code: 'licence.BadFields',
  })
  expect(refusal({ licence: 'CC0-1.0', text: 'x' })).toMatchObject({ code: 'licence.BadFields' })
  expect(refusal({ licence: 'custom', text: 'x' })).toMatchObject({ code: 'licence.TextMissing' })
  expect(refusal({ licence: 'custom', url: 'https://example.org' })).toMatchObject({
    code: 'licence.TextMissing',
  })
  expect(refusal({ licence: 'custom', text: 'x', url: 'javascript:1' })).toMatchObject({
    code: 'licence.TextMissing',
  })
})

test('metadata carry the claim; a work without, with an unknown or with a broken licence is told apart', () => {
  for (const claim of claims) {
    const metadata = metadataOf(claim)
    expect(claimInDocument(metadata)).toEqual(claim)
    expect(checkWorkLicence([{ place: 'the metadata', claim: claimInDocument(metadata) }]).status).toBe(
      'licensed',
    )
  }
  const statusOf = (claim: Partial<LicenceClaim>, text?: string) => checkClaim(claim, text).status
  expect(statusOf({})).toBe('none')
  expect(statusOf({ licence: 'MIT' })).toBe('unknown')
  expect(statusOf({ licence: 'LicenseRef-GBU2' })).toBe('broken')
  expect(statusOf({ licence: 'LicenseRef-Custom' })).toBe('broken')
  expect(statusOf({ licence: 'CC0-1.0', ...pick(custom) })).toBe('broken')
  expect(statusOf(pick(custom))).toBe('broken')
  // Fields that were changed after the hash was made, a hash that was changed, a text that is another.
  const [hash, fields] = [gbu2.licenceText?.textSha256 ?? '', gbu2.licenceText?.fields]
  expect(
    statusOf({ ...gbu2, licenceText: { textSha256: hash, fields: { ...fields, aiTraining: 'allowed' } } }),
  ).toBe('broken')
  expect(
    statusOf({
      ...gbu2,
      licenceText: {
        textSha256: hash.replace(/.$/, (x) => (x === '0' ? '1' : '0')),
        ...(fields ? { fields } : {}),
      },
    }),
  ).toBe('broken')
  expect(statusOf(custom, 'Do what you like on Sundays.')).toBe('licensed')
  expect(statusOf(custom, 'Do what you like on Mondays.')).toBe('broken')
})

function pick({ licenceText }: LicenceClaim): Partial<LicenceClaim> {
  return licenceText === undefined ? {} : { licenceText }
}

test('places that contradict one another break the licence', () => {
  const at = (place: string, claim: Partial<LicenceClaim> | undefined) => ({ place, claim })
  const byUrl = { licence: 'https://creativecommons.org/licenses/by/4.0/' }
  expect(
    checkWorkLicence([
      at('the metadata', { licence: 'CC-BY-4.0' }),
      at('the file', byUrl),
      at('the statement', undefined),
    ]),
  ).toMatchObject({ status: 'licensed' })
  expect(
    checkWorkLicence([at('the metadata', { licence: 'CC-BY-4.0' }), at('the file', { licence: 'CC0-1.0' })]),
  ).toMatchObject({ status: 'broken', detail: 'the metadata says CC-BY-4.0, the file says CC0-1.0.' })
  const other = claimLicence({ licence: 'gbu2' })
  expect(checkWorkLicence([at('the metadata', gbu2), at('the file', other)])).toMatchObject({
    status: 'broken',
  })
  expect(checkWorkLicence([at('the metadata', gbu2), at('the file', { licence: 'MIT' })])).toMatchObject({
    status: 'unknown',
    detail: 'In the file: The licence "MIT" is not in the catalogue.',
  })
  expect(checkWorkLicence([at('the metadata', {}), at('the file', undefined)])).toMatchObject({
    status: 'none',
  })
})

test('metadata refuse a licence text of another form', () => {
  const document = metadataOf(gbu2)
  const broken = {
    ...document,
    demiurge: { ...document.demiurge, licenceText: { textSha256: '0x12', more: 1 } },
  }
  expect(findMetadataProblems('demiurge', broken).map(({ path }) => path)).toEqual([
    '$.demiurge.licenceText.textSha256',
    '$.demiurge.licenceText.more',
  ])
  expect(JSON.parse(canonicalJson(document))).toEqual(document)
})

test('PNG, JPEG and SVG carry their licence, once, and stay the pictures that they were', async () => {
  await using renderer = createRenderer({ threads: 1 })
  for (const format of ['png', 'jpeg', 'svg'] as const) {
    const { bytes } = await renderer.render(recipe, { format })
    expect(readLicence(bytes)).toBeUndefined()
    for (const claim of claims) expect(readLicence(withLicence(bytes, claim))).toEqual(claim)
    const twice = withLicence(withLicence(bytes, gbu2), custom)
    expect(twice).toEqual(withLicence(bytes, custom))
    expect(readRecipe(twice)).toEqual(readRecipe(bytes))
  }
  const { bytes } = await renderer.render(recipe, { format: 'png' })
  const { default: sharp } = await import('sharp')
  const pixels = (file: Uint8Array) => sharp(file).raw().toBuffer()
  expect(await pixels(withLicence(bytes, gbu2))).toEqual(await pixels(bytes))
  const { xmp } = await sharp(withLicence(bytes, gbu2)).metadata()
  // Another reader of the standard finds the packet where it looks for it.
  expect(xmp?.toString('utf8')).toContain('LicenseRef-GBU2')
})

test('licences that others wrote are understood', () => {
  const description = (inner: string) => `<rdf:Description rdf:about="" ${inner}</rdf:Description>`
  expect(
    readLicenceXmp(description('xmpRights:WebStatement="https://creativecommons.org/licenses/by/4.0/">')),
  ).toEqual({ licence: 'https://creativecommons.org/licenses/by/4.0/' })
  expect(
    readLicenceXmp(
      description("><cc:license rdf:resource='https://creativecommons.org/publicdomain/zero/1.0/'/>"),
    ),
  ).toEqual({ licence: 'https://creativecommons.org/publicdomain/zero/1.0/' })
  expect(readLicenceXmp(description('>'))).toBeUndefined()
  expect(checkClaim(readLicenceXmp('<a dem:licence="LicenseRef-GBU2" dem:text="{">') ?? {}).status).toBe(
    'broken',
  )
})

test('whatever a file is: a claim, nothing, or an error that says so', () => {
  const header = pngOpening({ width: 1, height: 1, channels: 3 }, '{}')
  const small = Uint8Array.from([
    ...header,
    ...pngChunk('IDAT', new Uint8Array(deflateSync(Uint8Array.of(0, 1, 2, 3)))),
    ...pngEnding(),
  ])
  const signed = withLicence(small, gbu2)
  const readable = (file: Uint8Array): void => {
    try {
      const claim = readLicence(file)
      if (claim !== undefined) checkClaim(claim)
      withLicence(file, custom)
    } catch (error) {
      expect(Object(error).code).toMatch(/^licence\.(?:UnknownFile|DamagedFile)$/)
    }
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), readable))
  for (const start of [
    [137, 80, 78, 71, 13, 10, 26, 10],
    [0xff, 0xd8, 0xff, 0xe1],
    [...new TextEncoder().encode('<svg ')],
  ])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (rest) => readable(Uint8Array.of(...start, ...rest))),
    )
  fc.assert(
    fc.property(fc.nat(signed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      readable(signed.map((byte, i) => (i === at ? byte ^ change : byte)))
      readable(signed.subarray(0, at))
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => void checkClaim(readLicenceXmp(text) ?? {})))
})

test('schema.org says it to search engines', () => {
  const metadata = metadataOf({ licence: 'CC-BY-4.0' })
  expect(licenceJsonLd(metadata)).toMatchObject({
    '@context': 'https://schema.org',
    '@type': 'ImageObject',
    license: 'https://creativecommons.org/licenses/by/4.0/',
    usageInfo: { identifier: 'CC-BY-4.0' },
  })
  expect(licenceJsonLd(metadataOf({}))).not.toHaveProperty('license')
  expect(licenceJsonLd(metadataOf(custom))).toMatchObject({ license: 'https://example.org/licence.txt' })
})
