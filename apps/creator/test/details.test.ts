import { checkClaim, createRecipe } from '@demiurge/art'
import {
  artworkOf,
  claimOf,
  emptyDetails,
  findProblems,
  offeredTraits,
  parseRoyalty,
  schemes,
} from '@demiurge/creator'
import { portableSuites } from '@demiurge/crypto'
import { createClient, type Transport } from '@demiurge/sdk'
import { expect, test } from 'vitest'

const unused = (): never => {
  throw new Error('the form is checked without a node')
}
const transport: Transport = {
  request: unused,
  submit: unused,
  upload: unused,
  download: unused,
  open: unused,
}
const { tx } = createClient({ transport, environment: { nowMs: () => 0, random: (n) => new Uint8Array(n) } })
const good = { ...emptyDetails, name: 'Tidal memory' }
const problemsOf = (change: Partial<typeof good>) => findProblems({ ...good, ...change }, tx)

test('a name is all that must be written', () => {
  expect(problemsOf({})).toEqual({})
  expect(problemsOf({ name: '  ' })).toEqual({ name: 'Give the work a name.' })
})

test('the metadata schema speaks at the field that it is about', () => {
  expect(problemsOf({ name: 'x'.repeat(129) }).name).toMatch(/1 to 128 characters/)
  expect(problemsOf({ description: 'x'.repeat(4_097) }).description).toMatch(/4,096/)
  expect(Object.keys(problemsOf({ attributes: [{ trait: 'x'.repeat(65), value: '1' }] }))).toEqual([
    'attributes.0.trait',
  ])
  expect(Object.keys(problemsOf({ licence: 'x'.repeat(65) }))).toEqual(['licence'])
})

test('a row of traits needs both halves', () => {
  expect(
    Object.keys(
      problemsOf({
        attributes: [
          { trait: 'Mood', value: ' ' },
          { trait: '', value: 'calm' },
        ],
      }),
    ).sort(),
  ).toEqual(['attributes.0.value', 'attributes.1.trait'])
})

test('a licence is claimed with its fields, and kept with the draft', () => {
  expect(claimOf(good)).toEqual({})
  expect(claimOf({ ...good, licence: 'CC-BY-4.0' })).toEqual({ licence: 'CC-BY-4.0' })
  const gbu2 = { ...good, licence: 'LicenseRef-GBU2' }
  const free = { ...gbu2, licenceFields: { ...gbu2.licenceFields, commercial: 'allowed' } }
  expect(checkClaim(claimOf(gbu2))).toMatchObject({ status: 'licensed', terms: { commercial: 'forbidden' } })
  expect(checkClaim(claimOf(free))).toMatchObject({ status: 'licensed', terms: { commercial: 'allowed' } })
  expect(claimOf({ ...good, licence: 'MIT' })).toEqual({ licence: 'MIT' })
})

test('a royalty is held against the chain itself', () => {
  expect(problemsOf({ royalty: '50' })).toEqual({})
  expect(problemsOf({ royalty: '50.01' }).royalty).toMatch(/5001 is above the limit of 5000/)
  expect(problemsOf({ royalty: 'a lot' }).royalty).toMatch(/percentage/)
})

test('a new collection needs a name, and fits the chain', () => {
  const opening = (name: string, description = '') =>
    problemsOf({ collection: 'new', newCollection: { name, description } })
  expect(opening('Tides')).toEqual({})
  expect(Object.keys(opening(''))).toEqual(['newCollection.name'])
  expect(Object.keys(opening('x'.repeat(129)))).toEqual(['newCollection.name'])
  expect(Object.keys(opening('Tides', 'x'.repeat(1_025)))).toEqual(['newCollection.description'])
})

test('percents become ten-thousandths exactly', () => {
  expect(parseRoyalty('2.5')).toBe(250)
  expect(parseRoyalty(' 7 % ')).toBe(700)
  expect(parseRoyalty('0.01')).toBe(1)
  expect(parseRoyalty('0.001')).toBeUndefined()
  expect(parseRoyalty('-1')).toBeUndefined()
  expect(parseRoyalty('')).toBeUndefined()
})

test('the artwork suggests its own traits', () => {
  const work = artworkOf(createRecipe({ pattern: 'mandala', seed: 7, palette: 'gilded' }))
  const offered = offeredTraits(work)
  expect(offered.slice(0, 3)).toEqual([
    { trait: 'Pattern', value: 'Mandala' },
    { trait: 'Palette', value: 'Gilded' },
    { trait: 'Seed', value: '7' },
  ])
  expect(problemsOf({ attributes: [...offered] })).toEqual({})
})

test('every scheme that is offered exists, and tells the size of its signatures', () => {
  for (const { suites, signatureBytes, explanation } of schemes) {
    const sizes = suites.map((name) => portableSuites.get(name).signatureBytes)
    expect(signatureBytes).toBe(sizes.reduce((sum, each) => sum + each, 0))
    expect(explanation).toMatch(/\.$/)
  }
  expect(schemes[0]?.id).toBe('ml-dsa-65')
})
