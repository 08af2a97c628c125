import { Search } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

/** Something the palette can do: go to `href` or `run`. `keywords` are found as well as the title. */
export interface Command {
  readonly id: string
  readonly group: string
  readonly title: string
  readonly hint?: string
  readonly icon?: ReactNode
  readonly keywords?: string
  readonly href?: string
  readonly run?: () => void
}

const SEARCH_PAUSE_MS = 150

/**
 * Everything the page can do or find, by typing. `commands` are filtered here; `search` may add what a server finds (it is called
 * 150 ms after the last key, and its signal is aborted when the person types on). `onOpen` follows a link.
 */
export function CommandPalette({
  open,
  onOpenChange,
  commands,
  search,
  onNavigate,
  placeholder = 'Search or jump to…',
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly commands: readonly Command[]
  readonly search?: (query: string, signal: AbortSignal) => Promise<readonly Command[]>
  readonly onNavigate: (href: string) => void
  readonly placeholder?: string
}): ReactNode {
  const pick = (command: Command): void => {
    onOpenChange(false)
    if (command.href !== undefined) onNavigate(command.href)
    command.run?.()
  }
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="d-backdrop" />
        <Radix.Content className="d-palette" aria-describedby={undefined}>
          <Radix.Title className="d-hidden">Command palette</Radix.Title>
          <PaletteBody commands={commands} search={search} placeholder={placeholder} onPick={pick} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function PaletteBody({
  commands,
  search,
  placeholder,
  onPick,
}: {
  readonly commands: readonly Command[]
  readonly search: ((query: string, signal: AbortSignal) => Promise<readonly Command[]>) | undefined
  readonly placeholder: string
  readonly onPick: (command: Command) => void
}): ReactNode {
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const { found, searching } = useSearch(query.trim(), search)
  const listId = useId()
  const shown = [...found, ...commands.filter((command) => fits(command, query))]
  const index = Math.min(active, shown.length - 1)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && shown.length > 0) setActive((index + step + shown.length) % shown.length)
    else if (event.key === 'Enter') {
      const chosen = shown[index]
      if (chosen !== undefined) onPick(chosen)
    } else return
    event.preventDefault()
  }
  return (
    <>
      <div className="d-palette-input">
        <Search aria-hidden />
        <input
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={shown[index] === undefined ? undefined : `${listId}-${index}`}
          aria-label={placeholder}
          placeholder={placeholder}
          value={query}
          spellCheck={false}
          autoComplete="off"
          onKeyDown={onKeyDown}
          onChange={({ target }) => {
            setQuery(target.value)
            setActive(0)
          }}
        />
      </div>
      <PaletteList id={listId} commands={shown} active={index} onPick={onPick} onHover={setActive} />
      <div className="d-palette-foot">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> to move
        </span>
        <span>
          <kbd>Enter</kbd> to open
        </span>
        <span aria-live="polite" style={{ marginLeft: 'auto' }}>
          {searching ? 'Searching…' : shown.length === 0 ? 'Nothing found' : ''}
        </span>
      </div>
    </>
  )
}

function PaletteList({
  id,
  commands,
  active,
  onPick,
  onHover,
}: {
  readonly id: string
  readonly commands: readonly Command[]
  readonly active: number
  readonly onPick: (command: Command) => void
  readonly onHover: (index: number) => void
}): ReactNode {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${active}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active])
  return (
    <div className="d-palette-list" id={id} role="listbox" aria-label="Results" ref={list}>
      {commands.map((command, index) => (
        <div key={command.id} role="presentation">
          {command.group !== commands[index - 1]?.group && (
            <div className="d-palette-group" role="presentation">
              {command.group}
            </div>
          )}
          {/* Focus stays in the input, which names the active option: the pattern of an ARIA combobox. */}
          <div
            id={`${id}-${index}`}
            className="d-palette-item"
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerMove={() => onHover(index)}
            onClick={() => onPick(command)}
            onKeyDown={({ key }) => key === 'Enter' && onPick(command)}
          >
            {command.icon}
            <span className="d-truncate">{command.title}</span>
            {command.hint !== undefined && <span className="d-palette-hint">{command.hint}</span>}
          </div>
        </div>
      ))}
    </div>
  )
}

function fits({ title, keywords = '' }: Command, query: string): boolean {
  const text = `${title} ${keywords}`.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function useSearch(
  query: string,
  search: ((query: string, signal: AbortSignal) => Promise<readonly Command[]>) | undefined,
): { readonly found: readonly Command[]; readonly searching: boolean } {
  const [result, setResult] = useState<{ readonly query: string; readonly found: readonly Command[] }>({
    query: '',
    found: [],
  })
  const latest = useRef(search)
  useEffect(() => {
    latest.current = search
  })
  useEffect(() => {
    if (query === '' || latest.current === undefined) return undefined
    const controller = new AbortController()
    const timer = setTimeout(() => {
      latest.current?.(query, controller.signal).then(
        (found) => controller.signal.aborted || setResult({ query, found }),
        // The palette still works without a server; the page tells about the connection.
        () => controller.signal.aborted || setResult({ query, found: [] }),
      )
    }, SEARCH_PAUSE_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [query])
  if (query === '' || search === undefined) return { found: [], searching: false }
  return result.query === query ? { found: result.found, searching: false } : { found: [], searching: true }
}
