/** The form of a collection's licence says what the definition says, and the other way round. */
import { CUSTOM_ID, checkClaim, checkDefinition, GBU2_ID, licences } from '@demiurge/art'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choiceOf, claimFor, licenceFor, withLicence } from '../src/collections/details/licence-choice.ts'

test('a definition that holds an identifier alone is opened as it was written, and stays so', () => {
  for (const licence of [undefined, 'CC-BY-4.0', 'MIT', 'https://example.org/terms', GBU2_ID])
    expect(licenceFor(choiceOf(licence))).toEqual(licence)
  // What could only be broken before has its text now.
  expect(checkClaim(claimFor(GBU2_ID)).status).toBe('licensed')
})

test('fields of GBU2 stand in the definition only where they are not the template’s', () => {
  const gbu2 = choiceOf(GBU2_ID)
  expect(licenceFor({ ...gbu2, fields: { ...gbu2.fields, commercial: 'allowed', holder: 'Ada' } })).toEqual({
    id: GBU2_ID,
    fields: { commercial: 'allowed', holder: 'Ada' },
  })
  // Another licence takes nothing of them along.
  const changed = withLicence(choiceOf({ id: GBU2_ID, fields: { holder: 'Ada' } }), 'CC0-1.0')
  expect(licenceFor(changed)).toBe('CC0-1.0')
  expect(licenceFor(withLicence(changed, GBU2_ID))).toBe(GBU2_ID)
})

test('a text of one’s own waits for its words, and keeps its name', () => {
  const begun = withLicence(choiceOf('CC0-1.0'), CUSTOM_ID)
  expect(claimFor(licenceFor(begun))).toEqual({})
  expect(claimFor(licenceFor({ ...begun, id: 'LicenseRef-Moon' }))).toEqual({})
  const named = { ...begun, id: 'LicenseRef-Moon', text: 'On Sundays only.' }
  expect(withLicence(named, CUSTOM_ID)).toEqual(named)
  expect(checkClaim(claimFor(licenceFor(named)), named.text)).toMatchObject({ status: 'licensed' })
})

test('whatever is chosen and written is a definition, and comes back from it', () => {
  const line = fc.string({ maxLength: 100, unit: fc.constantFrom('a', 'ö', '&', '<', ' ', '"', '猫') })
  const choice = fc.record({
    id: fc.constantFrom('', 'MIT', 'LicenseRef-Moon', ...licences.map(({ id }) => id)),
    fields: fc.record({
      holder: line,
      contact: line,
      commercial: fc.constantFrom('allowed', 'forbidden'),
      derivatives: fc.constantFrom('allowed', 'share-alike', 'forbidden'),
      aiTraining: fc.constantFrom('allowed', 'forbidden'),
    }),
    text: fc.string({ unit: 'grapheme' }),
    url: fc.constantFrom('', 'https://example.org/terms', `ipfs://bafkrei${'a'.repeat(52)}`),
  })
  fc.assert(
    fc.property(choice, (written) => {
      const licence = licenceFor(written)
      checkDefinition(licence === undefined ? {} : { licence })
      expect(licenceFor(choiceOf(licence))).toEqual(licence)
    }),
    { numRuns: 200 },
  )
})
