import { checkDocumentLicence, claimInDocument } from '@demiurge/art'
import { ZERO_HASH } from '@demiurge/ledger'
import type { Collection } from '@demiurge/modules'
import { downloadAsset } from '../assets.ts'
import type { ClientContext } from '../context.ts'
import { licenceChecks, readDocument, textFinding } from './check-licence.ts'
import { absentAsNull } from './fetch-bundle.ts'
import type { VerificationCheck } from './verification.ts'

/**
 * Checks what the document of a collection says of its licence, and the text where the node has it. The document is the one whose hash stands
 * in certified state. None of the works' metadata are read: that is what a report does. Nothing is said of a collection without a document.
 */
export async function collectionLicenceChecks(
  context: ClientContext,
  { metadataHash }: Pick<Collection, 'metadataHash'>,
): Promise<readonly VerificationCheck[]> {
  if (metadataHash === ZERO_HASH) return []
  const bytes = await absentAsNull(downloadAsset(context, metadataHash), 'asset.NotFound')
  if (bytes === null) {
    const detail =
      'The node does not have the document that the collection was opened with: what it says of its licence is not known.'
    return [{ name: 'licence', ok: true, detail, trust: 'told' }]
  }
  const document = readDocument(bytes)
  const finding = checkDocumentLicence(document)
  if (finding.status !== 'licensed') return licenceChecks(finding)
  const named = claimInDocument(document).licenceText?.textSha256
  const text =
    named === undefined ? null : await absentAsNull(downloadAsset(context, named), 'asset.NotFound')
  const detail = `${finding.detail} So says the document that the collection was opened with.`
  return licenceChecks({ ...finding, detail, ...textFinding(named, text ?? undefined) })
}
