import { parseAddress } from '@demiurge/codec'
import { Badge, Card, EmptyState, ErrorState, Progress, usePage } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { LicenceReport } from '@demiurge/sdk'
import { type ReactNode, useEffect, useState } from 'react'
import { links } from '../router/links.ts'
import { AccountLink } from '../shared/account-link.tsx'
import type { LicenceReply } from './licence-worker.ts'

interface State {
  readonly done: number
  readonly total: number
  readonly report: LicenceReport | undefined
  readonly error: Error | undefined
}

const START: State = { done: 0, total: 0, report: undefined, error: undefined }
/** Works that are named: the command line names all. */
const NAMED = 20

/** Which licence the works are under, what may be done with them, who has them, and where the text is. */
export function CollectionLicence({ id }: { readonly id: string }): ReactNode {
  const { config } = usePage()
  const [state, setState] = useState(START)
  const [attempt, setAttempt] = useState(0)
  // Another attempt is a reason to read again.
  useEffect(() => {
    setState(START)
    const worker = new Worker(new URL('./licence-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<LicenceReply>) => {
      if (data.kind === 'progress') setState((before) => ({ ...before, done: data.done, total: data.total }))
      if (data.kind === 'done') setState((before) => ({ ...before, report: data.report }))
      if (data.kind === 'failed') setState((before) => ({ ...before, error: new Error(data.message) }))
    }
    worker.onerror = ({ message }) => setState((before) => ({ ...before, error: new Error(message) }))
    worker.postMessage({ api: config.api, id })
    return () => worker.terminate()
  }, [config.api, id, attempt])
  const { report, error, done, total } = state
  if (error !== undefined)
    return (
      <ErrorState
        title="The licences could not be read"
        error={error}
        onRetry={() => setAttempt(attempt + 1)}
      />
    )
  if (report === undefined)
    return (
      <Card title="Licence">
        <Progress
          value={total === 0 ? null : done / total}
          label={
            total === 0
              ? 'Reading what the works say'
              : `${formatCount(done)} of ${formatCount(total)} works read`
          }
        />
      </Card>
    )
  if (report.works === 0)
    return <EmptyState title="No works in this collection">A licence is stated by works.</EmptyState>
  return <Report report={report} />
}

function Report({ report }: { readonly report: LicenceReport }): ReactNode {
  const { works, licensed, licences, problems, notKnown } = report
  return (
    <div className="d-stack-l">
      {licences.map((use) => (
        <Use key={`${use.id} ${use.textSha256}`} use={use} works={works} />
      ))}
      {problems.length > 0 && (
        <Card
          title={licensed === 0 ? 'No licence that holds' : 'Without a licence that holds'}
          actions={<Badge tone="warn">{`${formatCount(problems.length)} of ${formatCount(works)}`}</Badge>}
        >
          <ul className="item-terms">
            {problems.slice(0, NAMED).map(({ work, detail }) => (
              <li key={work}>
                <a className="d-link" href={links.item(work)}>
                  {`${work.slice(0, 10)}…`}
                </a>{' '}
                {detail}
              </li>
            ))}
          </ul>
          {problems.length > NAMED && (
            <p className="d-faint">{`And ${formatCount(problems.length - NAMED)} more.`}</p>
          )}
        </Card>
      )}
      <Card title="What this cannot tell">
        <ul className="item-terms">
          {notKnown.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Card>
    </div>
  )
}

function Use({
  use: { id, name, works: count, allows, textAt, holders, largestHolders },
  works,
}: {
  readonly use: LicenceReport['licences'][number]
  readonly works: number
}): ReactNode {
  const { config } = usePage()
  // By its hash on the node, or an address that a browser opens; what else a creator writes leads nowhere.
  const [text] = textAt.flatMap((at) =>
    at.startsWith('/') ? [`${config.api}${at}`] : at.startsWith('https:') ? [at] : [],
  )
  return (
    <Card title={name}>
      <div className="d-stack-s">
        <p className="d-row d-wrap">
          <Badge>{id}</Badge>
          <span className="d-quiet">
            {`${count === works ? 'All' : formatCount(count)} of ${formatCount(works)} works`}
            {holders !== null &&
              `, held by ${formatCount(holders)} ${holders === 1 ? 'account' : 'accounts'}`}
          </span>
        </p>
        <ul className="item-terms" aria-label="What may be done">
          {allows.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {text !== undefined && (
          <p>
            <a className="d-link" href={text} target="_blank" rel="noreferrer">
              Read the text
            </a>
          </p>
        )}
        <ul className="d-row d-wrap" aria-label="Largest holders" style={{ listStyle: 'none', padding: 0 }}>
          <li className="d-quiet">
            {(holders ?? 0) > largestHolders.length ? 'Most are held by' : 'Held by'}
          </li>
          {largestHolders.map(({ account, works: held }) => (
            <li key={account}>
              <AccountLink address={parseAddress(account)} />{' '}
              <span className="d-faint">{formatCount(held)}</span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  )
}
