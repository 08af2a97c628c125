import { claimLicence, findLicence, GBU2_ID, type Gbu2Fields, type LicenceClaim } from '@demiurge/art'
import type { Details } from './details.ts'

/**
 * What the work will say of its licence: nothing, an entry of the catalogue, or an identifier that the catalogue does not have. Throws
 * LicenceError when the fields are none of GBU2's.
 */
export function claimOf({
  licence,
  licenceFields,
}: Pick<Details, 'licence' | 'licenceFields'>): Partial<LicenceClaim> {
  if (licence === '') return {}
  const found = findLicence(licence)
  if (found === undefined) return { licence }
  // The claim is checked against the schema of the fields.
  return claimLicence({ licence, ...(found.id === GBU2_ID ? { fields: licenceFields as Gbu2Fields } : {}) })
}
