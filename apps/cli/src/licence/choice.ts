import { readFile } from 'node:fs/promises'
import {
  type CollectionLicence,
  checkDefinition,
  claimLicence,
  findLicence,
  findOwnLicence,
  type Gbu2Fields,
  type LicenceClaim,
  stateLicence,
} from '@demiurge/art'
import { UsageError } from '../error.ts'
import { readWork } from '../work-file.ts'

/** What was given for `LICENCE_OPTIONS`. */
export interface LicenceValues {
  readonly licence: string | undefined
  readonly 'licence-field': readonly string[]
  readonly 'licence-text': string | undefined
  readonly 'licence-url': string | undefined
}

/**
 * The claim that the options make; undefined when no licence is chosen. Throws UsageError on options without a licence, and LicenceError
 * as `claimLicence` does.
 */
export async function readLicenceChoice(values: LicenceValues): Promise<LicenceClaim | undefined> {
  const { licence, 'licence-text': path, 'licence-url': url } = values
  const fields = readFields(values['licence-field'])
  if (licence === undefined) {
    if (path !== undefined || url !== undefined || Object.keys(fields).length > 0)
      throw new UsageError('--licence is missing: the other options of a licence go with it')
    return undefined
  }
  const text = path === undefined ? undefined : new TextDecoder().decode(await readWork(path, readFile))
  return claimLicence({
    licence,
    fields,
    ...(text === undefined ? {} : { text }),
    ...(url === undefined ? {} : { url }),
  })
}

/** As `readLicenceChoice`, for minting: a licence that is not in the catalogue may be an identifier or a URI of another list. */
export async function readMintedLicence(values: LicenceValues): Promise<LicenceClaim | undefined> {
  const { licence } = values
  const hasText = values['licence-text'] !== undefined
  const isKnown = licence === undefined || findLicence(licence) !== undefined
  if (isKnown || (hasText && findOwnLicence(licence) !== undefined)) return readLicenceChoice(values)
  await readLicenceChoice({ ...values, licence: undefined })
  return { licence }
}

/**
 * What the options say of a collection's licence; undefined when none is chosen. The same as for a work, and an address is not needed: the text comes
 * with the collection. Throws UsageError, and CollectionError for a text that cannot be read.
 */
export async function readCollectionLicence(values: LicenceValues): Promise<CollectionLicence | undefined> {
  const { licence: id, 'licence-text': path, 'licence-url': url } = values
  if (id === undefined) {
    await readLicenceChoice(values)
    return undefined
  }
  const fields = readFields(values['licence-field'])
  const { readLicenceText } = await import('@demiurge/art/native/collection')
  const parts = {
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(path === undefined ? {} : { text: await readLicenceText(path) }),
    ...(url === undefined ? {} : { url }),
  }
  // Alone an identifier may be of another list.
  const licence = Object.keys(parts).length === 0 ? id : { id, ...parts }
  const { licence: checked } = checkDefinition({ licence })
  // Wrong fields are told before anything is drawn.
  stateLicence(licence)
  return checked
}

/** `--licence-field`; the values are checked where the claim is made. */
export function readFields(pairs: readonly string[]): Gbu2Fields {
  const entries = pairs.map((pair) => {
    const [, name, value = ''] = /^([A-Za-z]+)=(.*)$/s.exec(pair) ?? []
    if (name === undefined)
      throw new UsageError(`--licence-field ${pair}: write NAME=VALUE, such as commercial=allowed`)
    return [name, value] as const
  })
  return Object.fromEntries(entries) as Gbu2Fields
}
