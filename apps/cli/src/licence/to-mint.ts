import { type LicenceClaim, LicenceError, readLicence, sameClaim } from '@demiurge/art'
import { CommandError } from '../error.ts'
import { type LicenceValues, readMintedLicence } from './choice.ts'

/**
 * The licence that a file is minted with: the one that the options choose, else the one that the file carries. Throws CommandError
 * `licence.Contradiction` when both speak and differ: what is minted cannot be mended.
 */
export async function licenceToMint(file: Uint8Array, values: LicenceValues): Promise<Partial<LicenceClaim>> {
  const chosen = await readMintedLicence(values)
  const carried = licenceIn(file)
  if (chosen !== undefined && carried !== undefined && !sameClaim(chosen, carried))
    throw new CommandError(
      'licence.Contradiction',
      `the file is under ${carried.licence} and --licence is ${chosen.licence}: licence apply changes the file`,
    )
  return chosen ?? carried ?? {}
}

function licenceIn(file: Uint8Array): LicenceClaim | undefined {
  try {
    return readLicence(file)
  } catch (error) {
    // A file of another kind, or one that our reader cannot take apart, is minted with what the options say.
    if (error instanceof LicenceError) return undefined
    throw error
  }
}
