import { Dialog } from '@demiurge/design'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { navigate } from '../router/location.ts'

/** Where `g` and a letter lead. */
const PLACES: Readonly<Record<string, { readonly href: string; readonly label: string }>> = {
  o: { href: '/', label: 'Overview' },
  w: { href: '/works', label: 'Works' },
  c: { href: '/collections', label: 'Collections' },
  v: { href: '/verify', label: 'Verify' },
  a: { href: '/wallet', label: 'Wallet' },
  e: { href: '/explorer', label: 'Explorer' },
  n: { href: '/network', label: 'Network' },
  h: { href: '/node', label: 'Node and its health' },
  s: { href: '/search', label: 'Search' },
}

/** After `g` a letter counts for so long. */
const WAIT_MS = 1_200

/** Keys for everything: `?` shows them, `/` searches, `g` and a letter go to a page. Nothing happens while somebody types. */
export function Shortcuts({ onSearch }: { readonly onSearch: () => void }): ReactNode {
  const [shown, setShown] = useState(false)
  const latest = useRef(onSearch)
  useEffect(() => {
    latest.current = onSearch
  })
  useEffect(() => {
    const onKey = keyReader({
      go: (href) => navigate(href),
      search: () => latest.current(),
      help: () => setShown(true),
    })
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <Dialog
      open={shown}
      onOpenChange={setShown}
      title="Keys"
      description="They work wherever nothing is being typed."
    >
      <dl className="keys">
        <Keys keys={['Ctrl', 'K']} does="Find anything, do anything" />
        <Keys keys={['/']} does="The same" />
        <Keys keys={['?']} does="This list" />
        {Object.entries(PLACES).map(([letter, { label }]) => (
          <Keys key={letter} keys={['g', letter]} does={label} />
        ))}
      </dl>
    </Dialog>
  )
}

function Keys({ keys, does }: { readonly keys: readonly string[]; readonly does: string }): ReactNode {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  )
}

/** Reads keys one after the other: what `g` means depends on the next one. */
function keyReader(does: {
  readonly go: (href: string) => void
  readonly search: () => void
  readonly help: () => void
}): (event: KeyboardEvent) => void {
  let wentAt = Number.NEGATIVE_INFINITY
  return (event) => {
    if (isElsewhere(event)) return
    const { key, timeStamp } = event
    const place = timeStamp - wentAt < WAIT_MS ? PLACES[key.toLowerCase()] : undefined
    wentAt = key === 'g' ? timeStamp : Number.NEGATIVE_INFINITY
    if (place !== undefined) return does.go(place.href)
    if (key === '?') return does.help()
    if (key !== '/') return
    event.preventDefault()
    does.search()
  }
}

/** Whether the key means something else: with a modifier, or where somebody types. */
function isElsewhere({ ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey || isTyping(target)
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role=dialog]') !== null)
  )
}
