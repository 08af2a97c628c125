import {
  type CollectionLicenceFinding,
  checkDocumentLicence,
  checkWorkLicence,
  claimInDocument,
  parseCanonicalJson,
  textHash,
} from '@demiurge/art'
import type { Collection } from '@demiurge/modules'
import type { VerificationCheck } from './verification.ts'

/**
 * What was found of a licence, as checks. A work without one, or under one that the catalogue does not have, is no less authentic: only
 * what cannot be true fails. What an unknown identifier means is the creator's word.
 */
export function licenceChecks({
  status,
  detail,
  text,
}: CollectionLicenceFinding): readonly VerificationCheck[] {
  const claim: VerificationCheck = {
    name: 'licence',
    ok: status !== 'broken',
    detail: detail.charAt(0).toUpperCase() + detail.slice(1),
    trust: status === 'unknown' ? 'told' : 'verified',
  }
  return text === undefined ? [claim] : [claim, { name: 'licence-text', ...text, trust: 'verified' }]
}

/** What a node has of a licence beside the metadata of a work. */
export interface LicenceDocuments {
  /** The document of the work's collection; held against the hash in certified state. */
  readonly collectionDocument?: Uint8Array
  /** The text whose hash the metadata have. */
  readonly licenceText?: Uint8Array
}

/** Checks what the metadata of a work say of its licence, by themselves and against its collection. Never throws. */
export function itemLicenceChecks(
  metadata: string,
  { collectionDocument, licenceText }: LicenceDocuments,
  collection: Pick<Collection, 'metadataHash'> | undefined,
): readonly VerificationCheck[] {
  const document = readDocument(new TextEncoder().encode(metadata))
  const own = checkDocumentLicence(document)
  const [first, ...places] = [
    { place: 'the metadata', claim: claimInDocument(document) },
    ...(collectionDocument === undefined
      ? []
      : [{ place: 'the collection', claim: claimInDocument(readDocument(collectionDocument)) }]),
  ]
  const isOther =
    collectionDocument !== undefined && textHash(collectionDocument) !== collection?.metadataHash
  if (isOther)
    return licenceChecks({
      ...own,
      status: 'broken',
      detail: 'The document of the collection is not the one that it was opened with.',
    })
  if (own.status === 'broken' || first === undefined) return licenceChecks(own)
  const together = checkWorkLicence([first, ...places])
  const stated = own.status === 'none' && together.status === 'licensed'
  if (stated)
    return licenceChecks({
      ...together,
      detail: `${together.detail} The collection states it, the metadata say nothing.`,
    })
  if (together.status === 'broken') return licenceChecks(together)
  const agrees = places[0]?.claim.licence === undefined ? '' : ' The collection states the same.'
  return licenceChecks({
    ...own,
    detail: `${own.detail}${agrees}`,
    ...textFinding(first.claim.licenceText?.textSha256, licenceText),
  })
}

/** Holds the text that a node has against the hash that is named; nothing is said where one of them is missing. */
export function textFinding(
  named: string | undefined,
  text: Uint8Array | undefined,
): Pick<CollectionLicenceFinding, 'text'> {
  if (named === undefined || text === undefined) return {}
  const ok = textHash(text) === named
  const detail = ok
    ? `The node holds the text that is named (SHA-256 ${named}).`
    : `The node holds another text than the one that is named (SHA-256 ${named}).`
  return { text: { ok, detail } }
}

/** A document in canonical JSON; undefined where it is none. Never throws. */
export function readDocument(bytes: Uint8Array): unknown {
  try {
    return parseCanonicalJson(bytes)
  } catch {
    // What cannot be read claims nothing; that it is not what was minted is said by other checks.
    return undefined
  }
}
