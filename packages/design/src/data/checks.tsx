import { CircleCheck, CircleX, Info, ShieldCheck } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { Popover } from '../overlay/popover.tsx'
import { Hash } from './hash.tsx'

/** One thing that was looked at, in plain words. `trust` tells whether the browser found out itself or was only told. */
export interface ShownCheck {
  readonly name: string
  readonly title?: string
  readonly ok: boolean
  readonly detail: string
  readonly trust: 'verified' | 'told'
}

/** Checks one below the other: held, failed, or only told. */
export function CheckList({ checks }: { readonly checks: readonly ShownCheck[] }): ReactNode {
  return (
    <ul className="d-checks">
      {checks.map((check, index) => (
        <li
          // The same check may be made for several things; their order never changes.
          key={`${check.name}-${String(index)}`}
          className="d-check"
          data-ok={check.ok}
          data-trust={check.trust}
        >
          <CheckIcon check={check} />
          <div className="d-check-title">
            {check.title ?? check.name}
            {check.trust === 'told' && <span className="d-check-told">told by the node</span>}
          </div>
          <p>{withShortHashes(check.detail)}</p>
        </li>
      ))}
    </ul>
  )
}

const LONG = /(0x[0-9a-f]{64}|dem1[0-9a-z]{30,})/

/** Hashes and addresses inside a sentence, shortened and with a way to copy them. */
function withShortHashes(text: string): readonly ReactNode[] {
  // Split by a group: every second part is what the group found.
  return text.split(LONG).map((part, index) => {
    const key = `${part} ${String(index)}`
    return index % 2 === 1 ? <Hash key={key} value={part} /> : <Fragment key={key}>{part}</Fragment>
  })
}

function CheckIcon({ check }: { readonly check: ShownCheck }): ReactNode {
  if (!check.ok) return <CircleX role="img" aria-label="Failed" />
  if (check.trust === 'told') return <Info role="img" aria-label="Told" />
  return <CircleCheck role="img" aria-label="Holds" />
}

/** "Verified by your browser": show it only when the browser itself made the checks and all hold. Tells what was checked. */
export function VerifiedMark({ checks }: { readonly checks: readonly ShownCheck[] }): ReactNode {
  if (checks.length === 0 || checks.some(({ ok }) => !ok)) return null
  const own = checks.filter(({ trust }) => trust === 'verified').length
  return (
    <Popover
      label="What your browser verified"
      trigger={
        <button type="button" className="d-mark">
          <ShieldCheck aria-hidden />
          Verified by your browser
        </button>
      }
    >
      <div className="d-stack">
        <p className="d-quiet">
          {`${own} of ${checks.length} checks were made here, in this page, without trusting the server.`}
        </p>
        <CheckList checks={checks} />
      </div>
    </Popover>
  )
}
