import type { HistoryEntry } from '@demiurge/api'
import { Hash, TimeAgo } from '@demiurge/design'
import { ArrowLeftRight, Flame, Lock, PackageOpen, PenLine, Sparkles, Tag } from 'lucide-react'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import { AccountLink } from '../shared/account-link.tsx'

const ICONS: Readonly<Record<string, typeof Flame>> = {
  minted: Sparkles,
  revealed: PackageOpen,
  transferred: ArrowLeftRight,
  burned: Flame,
  traitChanged: Tag,
  locked: Lock,
  unlocked: Lock,
}

/** Everything that ever happened to an item, newest first. */
export function ItemHistory({ history }: { readonly history: readonly HistoryEntry[] }): ReactNode {
  const ordered = [...history].sort((a, b) => (a.height < b.height ? 1 : a.height > b.height ? -1 : 0))
  return (
    <ol className="timeline">
      {ordered.map((entry, index) => (
        <Step
          // One transaction may do the same twice; the history only grows at its other end.
          key={`${entry.transaction} ${entry.kind} ${String(ordered.length - index)}`}
          entry={entry}
        />
      ))}
    </ol>
  )
}

function Step({ entry }: { readonly entry: HistoryEntry }): ReactNode {
  const { kind, detail, from, to, transaction, height, timestampMs } = entry
  const Icon = ICONS[kind] ?? PenLine
  return (
    <li>
      <Icon aria-hidden />
      <div>
        <p className="timeline-title">{detail}</p>
        {(from !== null || to !== null) && (
          <p className="d-quiet d-row d-wrap">
            {from !== null && (
              <span>
                from <AccountLink address={from} copy={false} />
              </span>
            )}
            {to !== null && (
              <span>
                to <AccountLink address={to} copy={false} />
              </span>
            )}
          </p>
        )}
        <p className="d-faint d-row d-wrap">
          <TimeAgo timestampMs={timestampMs} />
          <span>
            commit{' '}
            <a className="d-link" href={links.commit(height)}>
              {String(height)}
            </a>
          </span>
          <span>
            transaction{' '}
            <Hash
              value={transaction}
              href={links.transaction(transaction)}
              label="transaction"
              copy={false}
            />
          </span>
          <a className="d-link" href={links.verifyTransaction(transaction)}>
            Prove it here
          </a>
        </p>
      </div>
    </li>
  )
}
