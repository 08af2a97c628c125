import type { LicenceClaim } from '@demiurge/art'
import {
  type CollectionLicence,
  CUSTOM_ID,
  defaultGbu2Fields,
  findLicence,
  findOwnLicence,
  GBU2_ID,
  type Gbu2Fields,
  licenceParts,
  stateLicence,
} from '@demiurge/art'

/** The form of a collection's licence: texts, right or wrong. */
export interface LicenceChoice {
  /** An identifier; empty where all rights are reserved. */
  readonly id: string
  readonly fields: Readonly<Record<keyof Gbu2Fields, string>>
  /** Of a licence of one's own. */
  readonly text: string
  readonly url: string
}

const TERMS = ['commercial', 'derivatives', 'aiTraining'] as const
/** Words that the template has where nobody fills them in: the form shows them empty. */
const EMPTY = { holder: '', contact: '' }

/** The form for what a definition says, also for one that holds an identifier alone. */
export function choiceOf(licence: CollectionLicence | undefined): LicenceChoice {
  const { id, fields = {}, text = '', url = '' } = licence === undefined ? { id: '' } : licenceParts(licence)
  return { id, fields: { ...defaultGbu2Fields, ...EMPTY, ...fields }, text, url }
}

/** What the definition then says; as short as it can be, so that nothing stands there that means nothing. */
export function licenceFor({ id, fields, text, url }: LicenceChoice): CollectionLicence | undefined {
  if (id === '') return undefined
  if (findLicence(id)?.id === GBU2_ID) {
    const filled = Object.entries(fields).filter(([name, value]) => value !== '' && value !== givenBy(name))
    // Wrong values are told by whoever reads the definition.
    return filled.length === 0 ? GBU2_ID : { id: GBU2_ID, fields: Object.fromEntries(filled) as Gbu2Fields }
  }
  if (findOwnLicence(id) === undefined) return id
  return { id, ...(text === '' ? {} : { text }), ...(url === '' ? {} : { url }) }
}

function givenBy(name: string): string | undefined {
  const term = TERMS.find((each) => each === name)
  return term && defaultGbu2Fields[term]
}

/** The choice with another licence: what belongs to the one before goes with it. */
export function withLicence(choice: LicenceChoice, id: string): LicenceChoice {
  const isSame = id === CUSTOM_ID && findOwnLicence(choice.id) !== undefined
  return isSame ? choice : { ...choiceOf(undefined), id }
}

/** What a choice comes to; empty while something is missing. */
export function claimFor(licence: CollectionLicence | undefined): Partial<LicenceClaim> {
  try {
    return licence === undefined ? {} : stateLicence(licence).claim
  } catch {
    // The studio says which field needs something.
    return {}
  }
}
