import type { ActivityEntry } from '@demiurge/api'
import { Amount, EmptyState, type PageApi, Select, Skeleton, TimeAgo, useRequest } from '@demiurge/design'
import { ArrowDownLeft, ArrowUpRight, Flame, Library, Sparkles } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { links } from '../router/links.ts'
import { AccountLink } from '../shared/account-link.tsx'
import { LoadMore } from '../works/load-more.tsx'
import { type LoadedPage, usePages } from '../works/use-pages.ts'

const KINDS = [
  { value: 'all', label: 'Everything' },
  { value: 'coins', label: 'Coins' },
  { value: 'works', label: 'Works' },
] as const
type Kind = (typeof KINDS)[number]['value']

const REFRESH_MS = 4_000

const WANTED: Readonly<Record<Kind, readonly string[] | null>> = {
  all: null,
  coins: ['sent', 'received'],
  works: ['minted', 'given', 'taken', 'burned', 'opened'],
}

const SHOWN: Readonly<
  Record<string, { readonly title: string; readonly side: string; readonly icon: ReactNode }>
> = {
  sent: { title: 'Sent', side: 'to', icon: <ArrowUpRight aria-hidden /> },
  received: { title: 'Received', side: 'from', icon: <ArrowDownLeft aria-hidden /> },
  minted: { title: 'Minted', side: 'for', icon: <Sparkles aria-hidden /> },
  given: { title: 'Gave', side: 'to', icon: <ArrowUpRight aria-hidden /> },
  taken: { title: 'Got', side: 'from', icon: <ArrowDownLeft aria-hidden /> },
  burned: { title: 'Burned', side: '', icon: <Flame aria-hidden /> },
  opened: { title: 'Opened', side: '', icon: <Library aria-hidden /> },
}

/** What came, went and was made, newest first. `limit` entries at a time. */
export function AccountActivity({
  address,
  limit = 30,
}: {
  readonly address: string
  readonly limit?: number
}): ReactNode {
  const [kind, setKind] = useState<Kind>('all')
  const newest = useRequest(
    'account_listActivity',
    { address, limit: 1 },
    { refreshMs: REFRESH_MS, staleMs: 0 },
  )
  const load = async (client: PageApi, after: string | null): Promise<LoadedPage<ActivityEntry, string>> => {
    const wanted = WANTED[kind]
    const kinds = wanted === null ? null : [...wanted]
    const { entries, next } = await client.request('account_listActivity', { address, kinds, after, limit })
    return { entries, next }
  }
  const [latest] = newest.data?.entries ?? []
  const revision = latest === undefined ? '' : `${latest.transaction} ${latest.kind}`
  const pages = usePages(`activity ${address} ${kind}`, load, revision)
  const { entries } = pages
  return (
    <div className="d-stack">
      <div className="activity-filter">
        <Select label="What to show" value={kind} onChange={setKind} options={KINDS} />
      </div>
      {entries === undefined && pages.error === undefined && (
        <Skeleton height={160} radius="var(--radius-l)" />
      )}
      {entries?.length === 0 && (
        <EmptyState title="Nothing yet">Coins and works that come or go appear here.</EmptyState>
      )}
      <ol className="activity">
        {entries?.map((entry, index) => (
          <Entry key={`${entry.transaction} ${entry.kind} ${String(index)}`} entry={entry} />
        ))}
      </ol>
      <LoadMore pages={pages} />
    </div>
  )
}

function Entry({ entry }: { readonly entry: ActivityEntry }): ReactNode {
  const { kind, amount, other, item, collection, name, transaction, timestampMs } = entry
  const shown = SHOWN[kind]
  const href =
    item !== null ? links.item(item) : collection === null ? undefined : links.collection(collection)
  return (
    <li data-kind={kind}>
      <span className="activity-icon">{shown?.icon}</span>
      <div>
        <p>
          {shown?.title ?? kind}{' '}
          {href !== undefined && (
            <a className="d-name-link" href={href}>
              {name === '' ? 'a work' : name}
            </a>
          )}
          {amount !== null && <Amount sparks={amount} />}
        </p>
        {other !== null && (
          <p className="d-quiet">
            {shown?.side} <AccountLink address={other} copy={false} />
          </p>
        )}
      </div>
      <a className="d-faint" href={links.transaction(transaction)} title="The transaction">
        <TimeAgo timestampMs={timestampMs} />
      </a>
    </li>
  )
}
