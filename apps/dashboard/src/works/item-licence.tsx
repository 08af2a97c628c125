import type { ItemDetail } from '@demiurge/api'
import {
  checkClaim,
  claimInDocument,
  describeLicence,
  describeTerms,
  GBU2_ID,
  gbu2Text,
  type LicenceFinding,
} from '@demiurge/art'
import { Badge } from '@demiurge/design'
import type { ReactNode } from 'react'
import { parseMetadata } from './metadata-traits.ts'

/** Under which licence the work is, and what that allows, in plain language; what is missing, unknown or broken is said. */
export function ItemLicence({ detail }: { readonly detail: ItemDetail }): ReactNode {
  const { metadata } = detail
  if (metadata === null) return null
  const claim = claimInDocument(parseMetadata(metadata))
  const finding = checkClaim(claim)
  const { licence, status } = finding
  const url = addressOf(finding)
  return (
    <section className="d-stack-s" aria-labelledby="licence">
      <h2 id="licence">Licence</h2>
      <p className="d-row d-wrap">
        {licence !== undefined && status === 'licensed' ? (
          <>
            <strong>{licence.name}</strong>
            <Badge>{licence.id}</Badge>
          </>
        ) : (
          <>
            {BADGES[status]}
            <span className="d-quiet">{finding.detail}</span>
          </>
        )}
      </p>
      <ul className="item-terms">
        {sentencesOf(finding).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {url !== undefined && (
        <a className="d-link" href={url} target="_blank" rel="noreferrer">
          Read the licence
        </a>
      )}
      {finding.status === 'licensed' && licence?.id === GBU2_ID && (
        <details>
          <summary>Read the licence</summary>
          {/* Its hash was compared with the one in the metadata: the text follows from the fields. */}
          <pre className="item-licence-text">{gbu2Text(claim.licenceText?.fields ?? {})}</pre>
        </details>
      )}
    </section>
  )
}

const BADGES = {
  licensed: undefined,
  none: <Badge>All rights reserved</Badge>,
  unknown: <Badge tone="warn">Unknown licence</Badge>,
  broken: <Badge tone="danger">Broken licence</Badge>,
} as const

function sentencesOf({ status, licence, terms }: LicenceFinding): readonly string[] {
  if (status !== 'licensed' || licence === undefined) return []
  return terms === undefined ? describeLicence(licence) : describeTerms(terms)
}

/** Only addresses of the catalogue lead away: what a creator writes is anybody's text. */
function addressOf({ licence, status }: LicenceFinding): string | undefined {
  return status === 'licensed' && licence?.url?.startsWith('https:') === true ? licence.url : undefined
}
