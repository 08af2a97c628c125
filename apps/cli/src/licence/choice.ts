import { readFile } from 'node:fs/promises'
import { claimLicence, findLicence, type Gbu2Fields, type LicenceClaim } from '@demiurge/art'
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
  if (licence === undefined || findLicence(licence) !== undefined) return readLicenceChoice(values)
  await readLicenceChoice({ ...values, licence: undefined })
  return { licence }
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
