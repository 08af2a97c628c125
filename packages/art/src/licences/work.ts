import { isMetadataUri } from '../metadata/formats.ts'
import type { Metadata } from '../metadata/schemas.ts'
import { findLicence } from './catalogue.ts'
import { checkClaim, type LicenceClaim, type LicenceFinding, sameClaim } from './claim.ts'

/** Where a claim stands, and the claim; undefined where the place exists and says nothing. */
export interface ClaimAt {
  /** Such as `the metadata`, `the file`, `the statement`. */
  readonly place: string
  readonly claim: Partial<LicenceClaim> | undefined
}

/** The claim in a metadata document: ours, or as others write it. What stands there is held against the rules by whoever checks it. */
export function claimInDocument(document: unknown): Partial<LicenceClaim> {
  const { demiurge, license, licence, properties } = Object(document)
  const own = Object(demiurge)
  const name: unknown =
    own.licence ?? licence ?? license ?? Object(properties).licence ?? Object(properties).license
  return {
    ...(typeof name === 'string' ? { licence: name } : {}),
    ...(own.licenceText === undefined ? {} : { licenceText: own.licenceText }),
  }
}

/**
 * Checks all places of a work that speak of its licence. It is licensed when at least one does, each claim holds by itself and none
 * contradicts another; a place that says nothing contradicts nothing. Never throws.
 */
export function checkWorkLicence(places: readonly ClaimAt[], text?: string): LicenceFinding {
  const made = places.flatMap(({ place, claim }) =>
    claim?.licence === undefined && claim?.licenceText === undefined ? [] : [{ place, claim }],
  )
  const [first] = made
  if (first === undefined) return checkClaim({})
  for (const { place, claim } of made) {
    const finding = checkClaim(claim, text)
    if (finding.status !== 'licensed') return { ...finding, detail: `In ${place}: ${finding.detail}` }
    if (!sameClaim(first.claim, claim))
      return {
        ...finding,
        status: 'broken',
        detail: `${sentence(first)}, ${sentence({ place, claim })}.`,
      }
  }
  return checkClaim(first.claim, text)
}

function sentence({
  place,
  claim,
}: {
  readonly place: string
  readonly claim: Partial<LicenceClaim>
}): string {
  const hash = claim.licenceText?.textSha256
  return `${place} says ${claim.licence}${hash === undefined ? '' : ` (text ${hash})`}`
}

/** Where the text of a claimed licence is, as schema.org's `license` has it; undefined where nobody says. */
export function licenceAddress({ licence, licenceText }: Partial<LicenceClaim>): string | undefined {
  if (licence === undefined) return undefined
  return licenceText?.url ?? findLicence(licence)?.url ?? (isMetadataUri(licence) ? licence : undefined)
}

/** A work in schema.org's words (JSON-LD 1.1), as search engines read licences of images. */
export function licenceJsonLd(metadata: Metadata): Readonly<Record<string, unknown>> {
  const { licence, creator, createdAt, mediaType } = metadata.demiurge
  const url = licenceAddress(metadata.demiurge)
  const entries = {
    '@context': 'https://schema.org',
    '@type': mediaType.startsWith('image/') ? 'ImageObject' : 'CreativeWork',
    identifier: `urn:uuid:${metadata.demiurge.uuid}`,
    name: metadata.name,
    description: metadata.description,
    contentUrl: metadata.image,
    encodingFormat: mediaType,
    dateCreated: createdAt,
    creator: creator === undefined ? undefined : { '@type': 'Person', identifier: creator },
    license: url ?? licence,
    usageInfo: licence === undefined ? undefined : { '@type': 'CreativeWork', identifier: licence, url },
  }
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))
}
