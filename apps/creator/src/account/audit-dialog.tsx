import './account.css'
import { Badge, Button, Dialog, EmptyState, ErrorState, Input, TimeAgo } from '@demiurge/design'
import type { AuditCheck, AuditEntry } from '@demiurge/studio/contract'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ScrollText, ShieldCheck } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { ProblemNote } from './problem-note.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'
import { type AuditLines, useAuditLines } from './use-audit-lines.ts'

const ROW_PX = 52
const OVERSCAN = 12
/** The next lines are fetched when so few are left below. */
const FETCH_AHEAD = 40

/** Who did what, newest first, and whether nothing of it was changed. */
export function AuditDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [search, setSearch] = useState('')
  const lines = useAuditLines(search)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Audit log"
      description="Every line holds the hash of the one before: none can be changed or taken out without its being seen."
      size="large"
    >
      <div className="d-stack">
        <div className="a-audit-head">
          <Input
            type="search"
            aria-label="Filter by person, action or subject"
            placeholder="Filter: a person, an action, a subject"
            maxLength={100}
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          <ChainCheck />
        </div>
        {lines.error !== undefined && <ErrorState error={lines.error} onRetry={lines.loadMore} />}
        {lines.error === undefined && lines.entries.length === 0 && !lines.loading ? (
          <EmptyState icon={<ScrollText aria-hidden />} title="No such line">
            {search === ''
              ? 'Nothing has happened in this studio yet.'
              : 'Nothing in the log holds these words.'}
          </EmptyState>
        ) : (
          <AuditTable lines={lines} />
        )}
      </div>
    </Dialog>
  )
}

function ChainCheck(): ReactNode {
  const asking = useAsking()
  const [check, setCheck] = useState<AuditCheck>()
  const run = (): void => {
    void asking.run(async () => setCheck(await askStudio<AuditCheck>('GET', '/audit/verify')))
  }
  return (
    <>
      <Button busy={asking.busy} onClick={run}>
        <ShieldCheck aria-hidden />
        Check the chain
      </Button>
      <div className="a-audit-check" role="status">
        <ProblemNote error={asking.error} />
        {check?.isWhole === true && (
          <>
            <Badge tone="ok">Whole</Badge> {check.entries} lines, every hash holds. Head:{' '}
            <span className="d-mono">{check.head.slice(0, 16)}…</span>
          </>
        )}
        {check?.isWhole === false && (
          <>
            <Badge tone="danger">Broken</Badge> Line {check.brokenAt} was changed or taken out; the{' '}
            {check.entries} before it hold.
          </>
        )}
      </div>
    </>
  )
}

function AuditTable({ lines }: { readonly lines: AuditLines }): ReactNode {
  const { entries, more, loading, loadMore } = lines
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  })
  const shown = virtual.getVirtualItems()
  const isNearEnd = more && !loading && (shown.at(-1)?.index ?? 0) + FETCH_AHEAD > entries.length
  useEffect(() => {
    if (isNearEnd) loadMore()
  }, [isNearEnd, loadMore])
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a table element cannot be placed where they are in a list of thousands.
    <div
      className="a-audit"
      role="table"
      aria-label="Audit log"
      aria-rowcount={more ? -1 : entries.length}
      aria-busy={loading}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div className="a-audit-body" ref={scroller} role="rowgroup" tabIndex={0}>
        <div role="presentation" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const entry = entries[index]
            return entry === undefined ? null : (
              <AuditRow key={entry.sequence} entry={entry} index={index} top={start} />
            )
          })}
        </div>
      </div>
    </div>
  )
}

function AuditRow({
  entry,
  index,
  top,
}: {
  readonly entry: AuditEntry
  readonly index: number
  readonly top: number
}): ReactNode {
  const { sequence, atMs, actor, action, subject, details, hash } = entry
  const more = Object.entries(details).map(([name, value]) => `${name}: ${String(value)}`)
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above.
    <div
      className="a-audit-row"
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 1}
      style={{ transform: `translateY(${top}px)` }}
      title={`Line ${sequence}, hash ${hash}`}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <span role="cell" className="d-num d-faint">
        {sequence}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <span role="cell" className="d-truncate">
        <strong>{actor}</strong>
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <span role="cell" className="a-audit-what">
        <span className="d-truncate">
          <span className="d-mono">{action}</span>
          {subject !== actor && ` ${subject}`}
        </span>
        <span className="d-truncate d-faint a-small">{more.join(', ')}</span>
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <span role="cell" className="d-faint a-audit-when">
        <TimeAgo timestampMs={atMs} />
      </span>
    </div>
  )
}
