import {
  Button,
  CheckList,
  Hash,
  LinkButton,
  Progress,
  shownChecks,
  usePage,
  VerifiedMark,
} from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { useWork } from '@demiurge/design/wallet'
import type { Verification } from '@demiurge/sdk'
import { ExternalLink, ShieldCheck } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { walletDesk } from '../../wallet/wallet-desk.ts'
import { Exports } from '../pieces/exports.tsx'
import type { Made } from '../pieces/made.ts'
import { sheetPlace } from '../pieces/piece-cell.tsx'
import { addressOf } from '../server/studio-api.ts'

/** A collection on chain: where it is, that it is true, and all of it to take along. */
export function MintResult({
  collection,
  id,
}: {
  readonly collection: Made
  readonly id: string
}): ReactNode {
  const { config } = usePage()
  const { made } = collection
  return (
    <section className="k-section" aria-label="The minted collection">
      <ul className="k-strip" aria-hidden>
        {Array.from({ length: Math.min(made.count, 8) }, (_, i) => (
          <li key={i} style={sheetPlace(collection.id, made.sheet, i + 1)} />
        ))}
      </ul>
      <header className="k-section-head">
        <div>
          <h2>{`${collection.name} is minted`}</h2>
          <p className="d-quiet">{`${formatCount(made.count)} pieces, final. Nobody can change, add or move one.`}</p>
        </div>
      </header>
      <CollectionCheck collection={collection} id={id} />
      <dl className="c-summary" aria-label="The collection">
        <div>
          <dt>Collection</dt>
          <dd>
            <Hash value={id} label="collection" />
          </dd>
        </div>
        <div>
          <dt>Provenance</dt>
          <dd>
            <Hash value={`0x${made.provenance ?? ''}`} label="provenance" />
          </dd>
        </div>
      </dl>
      <div className="d-row d-wrap">
        {config.dashboard !== '' && (
          <LinkButton kind="primary" size="large" href={`${config.dashboard}/collections/${id}`}>
            <ExternalLink aria-hidden />
            Open in dashboard
          </LinkButton>
        )}
        <Exports id={collection.id} />
      </div>
    </section>
  )
}

/** What checks of many files are called; one work's are named for one. */
const TITLES: Readonly<Record<string, string>> = {
  collection: 'The collection is in the certified state',
  provenance: 'All pieces together are those that were committed first',
  item: 'Every piece is in that state',
  file: 'Every picture is the one that was minted',
  metadata: 'All metadata are unchanged',
  licence: 'The collection and every piece state one licence',
}

/** Verifies all files of a collection, minted or sold as a drop, when asked to. */
export function CollectionCheck({
  collection,
  id,
}: {
  readonly collection: Made
  readonly id: string
}): ReactNode {
  const { config } = usePage()
  const work = useWork()
  const [found, setFound] = useState<Verification>()
  const abort = useRef<AbortController>(undefined)
  useEffect(() => () => abort.current?.abort(), [])
  const verify = (): void => {
    const { count } = collection.made
    abort.current = new AbortController()
    const { signal } = abort.current
    work.run(async (onProgress) => {
      const order = { api: config.api, source: addressOf(collection.id), collection: id, count }
      const answer = await walletDesk.ask('verifyCollectionFiles', order, {
        signal,
        onProgress: ({ done, total }) => onProgress(done / total),
      })
      setFound(answer)
    })
  }
  if (found !== undefined) {
    const checks = shownChecks(found).map((check) => ({
      ...check,
      title: TITLES[check.name] ?? check.title ?? '',
    }))
    return (
      <section className="d-stack" aria-label="Verification">
        <div>
          {found.verdict === 'authentic' ? (
            <VerifiedMark checks={checks} />
          ) : (
            <p className="c-failure">{found.summary}</p>
          )}
        </div>
        <CheckList checks={checks} />
      </section>
    )
  }
  return (
    <div className="d-stack-s">
      {work.error !== undefined && <p className="d-field-error">{work.error.message}</p>}
      {work.share === undefined ? (
        <div>
          <Button onClick={verify}>
            <ShieldCheck aria-hidden />
            Verify it here and now
          </Button>
        </div>
      ) : (
        <Progress value={work.share} label="Hashing every file, proving every item" />
      )}
    </div>
  )
}
