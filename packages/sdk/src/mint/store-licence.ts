import { claimInDocument, parseCanonicalJson, textHash } from '@demiurge/art'
import type { Client } from '../client.ts'
import { SdkError } from '../error.ts'

/** What comes with a collection's document where its licence has a text that is not the same for all. */
export interface LicensedWork {
  /** The collection's document. */
  readonly document: Uint8Array
  /** The licence text whose hash the document has. */
  readonly licenceText?: Uint8Array
}

/**
 * Stores the text of a collection's licence on the node, where everybody finds it by the hash in document and pieces. Throws SdkError
 * `mint.OtherLicence` for another text than the document names, and where that text is missing; ApiError.
 */
export async function storeLicenceText(
  client: Client,
  { document, licenceText }: LicensedWork,
): Promise<void> {
  const named = claimInDocument(parseCanonicalJson(document)).licenceText?.textSha256
  const found = licenceText === undefined ? undefined : textHash(licenceText)
  if (found !== named)
    throw new SdkError(
      'mint.OtherLicence',
      `the collection names a licence text with SHA-256 ${named ?? 'none'}, given is ${found ?? 'none'}: make the collection again`,
    )
  if (licenceText !== undefined) await client.upload(licenceText, 'text/plain')
}
