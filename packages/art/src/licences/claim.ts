import { toHex } from '@demiurge/codec'
import { sha256 } from '@noble/hashes/sha2.js'
import { isMetadataUri } from '../metadata/formats.ts'
import { schemaProblems } from '../metadata/schema-problems.ts'
import { CUSTOM_ID, findLicence, findOwnLicence, GBU2_ID, type Licence } from './catalogue.ts'
import { LicenceError } from './error.ts'
import { Gbu2Fields, gbu2Terms, gbu2Text } from './gbu2.ts'
import { LicenceText } from './licence-text.ts'
import type { LicenceTerms } from './terms.ts'

/** What a work says of its licence, in metadata, in its file and in content credentials. */
export interface LicenceClaim {
  /** An SPDX identifier or a URI. */
  readonly licence: string
  readonly licenceText?: LicenceText
}

/** How a licence is chosen. */
export interface LicenceChoice {
  /** An identifier of the catalogue, in any case, with or without `LicenseRef-`; with a text of one's own, any `LicenseRef-…`. */
  readonly licence: string
  /** Of GBU2. */
  readonly fields?: Gbu2Fields
  /** Of a licence of one's own: its text and where it can be read. */
  readonly text?: string
  readonly url?: string
}

/**
 * The claim for a choice. Throws LicenceError `licence.Unknown`, `licence.BadFields` with the field at fault, and `licence.TextMissing`
 * when a licence of one's own comes without its text or its address.
 */
export function claimLicence({ licence: name, fields, text, url }: LicenceChoice): LicenceClaim {
  const own = findOwnLicence(name)
  const licence = findLicence(name) ?? (text === undefined ? undefined : own)
  if (licence === undefined)
    throw new LicenceError('licence.Unknown', `"${name}" is no licence of the catalogue`)
  const { id } = licence
  if (id !== GBU2_ID && fields !== undefined && Object.keys(fields).length > 0)
    throw new LicenceError('licence.BadFields', `${id} has no fields; ${GBU2_ID} has`)
  if (own === undefined && (text !== undefined || url !== undefined))
    throw new LicenceError('licence.BadFields', `${id} has a text of its own; ${CUSTOM_ID} takes one`)
  if (id === GBU2_ID) return claimGbu2(fields ?? {})
  return own === undefined ? { licence: id } : claimOwn(id, text, url)
}

function claimGbu2(fields: Gbu2Fields): LicenceClaim {
  const [problem] = schemaProblems(Gbu2Fields, fields, 'fields')
  if (problem !== undefined)
    throw new LicenceError(
      'licence.BadFields',
      `${problem.path} is ${problem.found}; write ${problem.expected}`,
    )
  const filled = Object.keys(fields).length === 0 ? {} : { fields }
  return { licence: GBU2_ID, licenceText: { textSha256: textHash(gbu2Text(fields)), ...filled } }
}

function claimOwn(id: string, text: string | undefined, url: string | undefined): LicenceClaim {
  if (text === undefined || text.trim() === '')
    throw new LicenceError('licence.TextMissing', `${id} needs its text`)
  if (url === undefined || !isMetadataUri(url))
    throw new LicenceError(
      'licence.TextMissing',
      `${id} needs the address of its text: https://…, ipfs://… or ar://…`,
    )
  return { licence: id, licenceText: { textSha256: textHash(text), url } }
}

/** The hash by which a licence text is known: SHA-256 of its UTF-8 bytes. */
export function textHash(text: string | Uint8Array): string {
  return toHex(sha256(typeof text === 'string' ? new TextEncoder().encode(text) : text))
}

/** `none`: nothing is claimed; `unknown`: something that the catalogue does not have; `broken`: what is claimed cannot be true. */
export type LicenceStatus = 'licensed' | 'none' | 'unknown' | 'broken'

/** What came of checking a claim. */
export interface LicenceFinding {
  readonly status: LicenceStatus
  /** A sentence. */
  readonly detail: string
  readonly licence?: Licence
  /** What people may do; missing where only a reader of the text can say. */
  readonly terms?: LicenceTerms
}

/** Checks a claim by itself; `text` is the text of a licence of the creator's own, where it is at hand. Never throws. */
export function checkClaim(
  { licence: name, licenceText }: Partial<LicenceClaim>,
  text?: string,
): LicenceFinding {
  if (name === undefined || name === '') {
    return licenceText === undefined
      ? { status: 'none', detail: 'No licence is stated.' }
      : { status: 'broken', detail: 'There is a licence text and no licence.' }
  }
  const licence = findLicence(name) ?? (licenceText === undefined ? undefined : findOwnLicence(name))
  if (licence === undefined)
    return { status: 'unknown', detail: `The licence "${name}" is not in the catalogue.` }
  const found = { licence, ...(licence.terms === undefined ? {} : { terms: licence.terms }) }
  const problem = problemOf(licence, licenceText, text)
  if (problem !== undefined) return { ...found, status: 'broken', detail: problem }
  const detail = `${licence.name} (${licence.id}).`
  if (licence.id !== GBU2_ID) return { ...found, status: 'licensed', detail }
  return { ...found, terms: gbu2Terms(licenceText?.fields ?? {}), status: 'licensed', detail }
}

function problemOf(
  { id }: Licence,
  licenceText: LicenceText | undefined,
  text: string | undefined,
): string | undefined {
  if (id !== GBU2_ID && findOwnLicence(id) === undefined)
    return licenceText === undefined ? undefined : `${id} is the same for all and takes no text of its own.`
  if (licenceText === undefined) return `${id} comes without the hash of its text.`
  const [problem] = schemaProblems(LicenceText, licenceText, 'licenceText')
  if (problem !== undefined) return `${problem.path} is ${problem.found}; it should be ${problem.expected}.`
  if (id === GBU2_ID) {
    const expected = textHash(gbu2Text(licenceText.fields ?? {}))
    return licenceText.textSha256 === expected
      ? undefined
      : `The text of GBU2 with these fields has SHA-256 ${expected}, stated is ${licenceText.textSha256}.`
  }
  if (licenceText.url === undefined) return `${id} does not say where its text is.`
  if (licenceText.fields !== undefined) return `${id} has no fields.`
  const found = text === undefined ? licenceText.textSha256 : textHash(text)
  return found === licenceText.textSha256
    ? undefined
    : `The licence text has SHA-256 ${found}, stated is ${licenceText.textSha256}.`
}

/** Whether two claims say the same: the same licence, by any of its names, with the same text. */
export function sameClaim(one: Partial<LicenceClaim>, other: Partial<LicenceClaim>): boolean {
  const idOf = ({ licence = '' }: Partial<LicenceClaim>): string => findLicence(licence)?.id ?? licence
  return idOf(one) === idOf(other) && one.licenceText?.textSha256 === other.licenceText?.textSha256
}
