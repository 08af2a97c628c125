import { formatAddress } from '@demiurge/codec'
import {
  Button,
  ErrorState,
  LinkButton,
  Logo,
  Skeleton,
  shownChecks,
  usePage,
  useRequest,
} from '@demiurge/design'
import { formatTime } from '@demiurge/design/format'
import { QrCode } from '@demiurge/design/qr'
import { CircleCheck, CircleX, Printer } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { credentialsText, type Minter } from '../credentials/credentials-text.ts'
import { useItemCredentials } from '../credentials/use-item-credentials.ts'
import { links } from '../router/links.ts'
import type { PageProps } from '../router/routes.ts'
import { useTitle } from '../shared/use-title.ts'
import { useVerifier } from '../verify/use-verifier.ts'
import type { Verified } from '../verify/verification-request.ts'
import { imageOf, nameOf } from '../works/image-of.ts'

/** One sheet of paper that says what this browser has verified of a work, with a code that opens the check again. */
export function CertificatePage({ params }: PageProps): ReactNode {
  const { id = '' } = params
  const { state, run } = useVerifier()
  const { data, error } = useRequest('nft_getItem', { id })
  useTitle(data === undefined ? 'Certificate' : `Certificate of ${nameOf(data.view)}`)
  useEffect(() => run({ kind: 'item', id }), [run, id])
  if (error !== undefined)
    return (
      <ErrorState
        title="There is no such work"
        error={error}
        actions={<LinkButton href="/works">All works</LinkButton>}
      />
    )
  return (
    <div className="d-stack-l certificate-page">
      <div className="d-row d-between d-wrap no-print">
        <LinkButton href={links.item(id)}>Back to the work</LinkButton>
        <Button kind="primary" disabled={state.kind !== 'done'} onClick={() => print()}>
          <Printer aria-hidden />
          Print or save as PDF
        </Button>
      </div>
      {state.kind === 'failed' && (
        <ErrorState
          title="The work could not be verified"
          error={state.error}
          onRetry={() => run({ kind: 'item', id })}
        />
      )}
      {state.kind !== 'failed' && (state.kind !== 'done' || data === undefined) && (
        <Skeleton height={640} radius="var(--radius-l)" />
      )}
      {state.kind === 'done' && data !== undefined && (
        <Sheet id={id} verified={state.verified} view={data.view} />
      )}
    </div>
  )
}

function Sheet({
  id,
  verified,
  view,
}: {
  readonly id: string
  readonly verified: Verified
  readonly view: Parameters<typeof nameOf>[0]
}): ReactNode {
  const { config } = usePage()
  const { verification } = verified
  const { verdict, summary, proven } = verification
  const isAuthentic = verdict === 'authentic'
  const check = `${location.origin}${links.verifyItem(id)}`
  return (
    <article className="certificate" data-ok={isAuthentic}>
      <header>
        <span className="d-brand">
          <Logo />
          Demiurge
        </span>
        <span>{isAuthentic ? 'Certificate of authenticity' : 'Result of a verification'}</span>
      </header>
      <div className="certificate-body">
        <img src={imageOf(view, config.api)} alt="" crossOrigin="anonymous" />
        <div className="d-stack">
          <div>
            <p className="page-kind">{view.collectionName}</p>
            <h1>{nameOf(view)}</h1>
          </div>
          <p className="certificate-verdict">{summary}</p>
          <dl className="facts">
            <Fact name="Creator" value={formatAddress(view.item.creator)} />
            {proven !== undefined && <Fact name="Owner" value={formatAddress(proven.owner)} />}
            <Fact name="Content (SHA-256)" value={view.item.contentHash} />
            <Fact name="Identifier" value={id} />
            {proven !== undefined && (
              <Fact
                name="Proved at"
                value={`height ${proven.height}, ${formatTime(Number(proven.timestampMs))}`}
              />
            )}
          </dl>
        </div>
      </div>
      <FileCredentials contentHash={view.item.contentHash} minter={proven} />
      <ul className="certificate-checks">
        {shownChecks(verification).map(({ name, title, ok }) => (
          <li key={`${name} ${title}`}>
            {ok ? <CircleCheck role="img" aria-label="Holds" /> : <CircleX role="img" aria-label="Failed" />}
            {title ?? name}
          </li>
        ))}
      </ul>
      <footer>
        <QrCode text={check} label="Opens the check of this work" />
        <div>
          <p>
            Paper proves nothing by itself: this code, or the address below, makes the check again with
            whatever device you trust.
          </p>
          <p className="d-mono certificate-link">{check}</p>
        </div>
      </footer>
    </article>
  )
}

/** What the file says of itself, where the node has it and it says anything. */
function FileCredentials({
  contentHash,
  minter,
}: {
  readonly contentHash: string
  readonly minter: Minter | undefined
}): ReactNode {
  const state = useItemCredentials(contentHash)
  if (state.kind !== 'read' || state.report.verdict === 'none') return null
  const { title, tone, facts, checks, creator: by } = credentialsText(state.report, minter)
  const failed = checks.filter(({ ok }) => !ok).map((check) => check.title)
  return (
    <section aria-label="Content credentials" className="certificate-credentials" data-tone={tone}>
      <h2>{`Content credentials in the file: ${title.toLowerCase()}`}</h2>
      {failed.length > 0 && <p>{`Failed: ${failed.join('; ')}.`}</p>}
      <dl className="facts">
        {by !== undefined && <Fact name="Made by" value={formatAddress(by)} />}
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
    </section>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="d-mono">{value}</dd>
    </div>
  )
}
