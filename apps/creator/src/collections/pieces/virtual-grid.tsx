import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { fitGrid, placeOf, scrollFor, stepTo, visibleCells } from './grid-geometry.ts'

/** What a grid shows, and what it tells. */
export interface GridProps {
  readonly total: number
  readonly label: string
  /** The one that keys go to. */
  readonly active: number
  readonly isSelected: (index: number) => boolean
  readonly onActive: (index: number) => void
  readonly onOpen: (index: number) => void
  readonly onToggle: (index: number) => void
  /** Other keys, on the active one. */
  readonly onKey: (key: string) => void
  /** These cells are on the page. */
  readonly onRange: (from: number, to: number) => void
  /** What a cell shows, and what it is called. `version` of the grid changes when cells look different. */
  readonly cell: (index: number) => { readonly label: string; readonly content: ReactNode }
}

/** A cell wants to be this wide, in pixels. */
const WANTED = { wide: 116, narrow: 84 } as const
const GAP = 6

/**
 * Any number of squares, of which those in sight are on the page. One focus for all of them: keys move an active cell (WAI-ARIA listbox),
 * a click opens, and a click on the corner, with Ctrl, or the space bar selects.
 */
export function VirtualGrid(props: GridProps): ReactNode {
  const { total, active, label, cell, isSelected, onRange } = props
  const scroller = useRef<HTMLDivElement>(null)
  const view = useWindow(scroller)
  const geometry = useMemo(
    () => fitGrid(view.width, total, view.width < 560 ? WANTED.narrow : WANTED.wide, GAP),
    [view.width, total],
  )
  const { from, to } = visibleCells(geometry, total, view)
  useEffect(() => onRange(from, to), [from, to, onRange])
  const press = (event: KeyboardEvent): void => {
    const next = stepTo(geometry, total, { index: active, key: event.key, height: view.height })
    if (next === undefined) {
      pressOther(event, props)
      return
    }
    event.preventDefault()
    props.onActive(next)
    const element = scroller.current
    if (element !== null)
      element.scrollTop = scrollFor(geometry, next, { top: element.scrollTop, height: element.clientHeight })
  }
  const cells = Array.from({ length: Math.max(0, to - from) }, (_, i) => {
    const index = from + i
    const { x, y } = placeOf(geometry, index)
    const { label: name, content } = cell(index)
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names its active option
      <div
        // Places are taken over by the next row that comes into sight: nothing is made anew while it scrolls.
        key={index % Math.max(1, to - from)}
        id={`k-cell-${index}`}
        role="option"
        aria-label={name}
        aria-selected={isSelected(index)}
        aria-posinset={index + 1}
        aria-setsize={total}
        className="k-cell"
        data-index={index}
        data-active={index === active || undefined}
        style={{
          inlineSize: geometry.cell,
          blockSize: geometry.cell,
          transform: `translate(${x}px, ${y}px)`,
        }}
      >
        {content}
      </div>
    )
  })
  return (
    <div ref={scroller} className="k-grid-window">
      <div
        role="listbox"
        aria-label={label}
        aria-multiselectable
        tabIndex={0}
        aria-activedescendant={active >= from && active < to ? `k-cell-${active}` : undefined}
        className="k-grid"
        style={{ blockSize: geometry.height }}
        onKeyDown={press}
        onClick={(event) => click(event, props)}
      >
        {cells}
      </div>
    </div>
  )
}

function pressOther(event: KeyboardEvent, { active, onOpen, onToggle, onKey }: GridProps): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Enter') onOpen(active)
  else if (event.key === ' ') {
    event.preventDefault()
    onToggle(active)
  } else onKey(event.key)
}

function click(event: MouseEvent, { onActive, onOpen, onToggle }: GridProps): void {
  if (!(event.target instanceof Element)) return
  const index = Number(event.target.closest('[data-index]')?.getAttribute('data-index') ?? -1)
  if (index < 0) return
  onActive(index)
  const isCorner = event.target.closest('[data-corner]') !== null
  if (isCorner || event.ctrlKey || event.metaKey) onToggle(index)
  else onOpen(index)
}

interface WindowView {
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Size and place of the scrolled window. While it scrolls, a new place is told once a frame and only by whole steps. */
function useWindow(scroller: React.RefObject<HTMLDivElement | null>): WindowView {
  const [view, setView] = useState<WindowView>({ top: 0, width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    let frame = 0
    const read = (): void => {
      frame = 0
      const { scrollTop, clientWidth, clientHeight } = element
      // Less than half a cell changes nothing that is on the page.
      const top = Math.floor(scrollTop / STEP) * STEP
      setView((before) =>
        before.top === top && before.width === clientWidth - PADDING && before.height === clientHeight
          ? before
          : { top, width: clientWidth - PADDING, height: clientHeight },
      )
    }
    const later = (): void => {
      if (frame === 0) frame = requestAnimationFrame(read)
    }
    read()
    const observer = new ResizeObserver(later)
    observer.observe(element)
    element.addEventListener('scroll', later, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      observer.disconnect()
      element.removeEventListener('scroll', later)
    }
  }, [scroller])
  return view
}

/** Pixels. */
const STEP = 40
/** Left and right of the grid together: collections-pieces.css sets the same. */
const PADDING = 2 * 16
