import type { Layer } from '@demiurge/art'
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react'
import type { Artwork, LayerEntry } from '../artwork/artwork.ts'
import { changeLayer, findLayer } from '../artwork/edit.ts'
import { layerTitle } from '../design/layers-panel.tsx'
import { useStudio, useStudioState } from '../studio/use-studio.ts'
import { type Grip, gripOf, moveBy, outerBox, type Sheet, scaleBy, sheetOf, turnTo } from './geometry.ts'
import { nudge } from './nudge.ts'
import { PathPoints } from './path-points.tsx'
import { type Snapped, snapLines, snapMove } from './snap.ts'
import { useBounds } from './use-bounds.ts'

/** CSS pixels within which a moving layer is drawn to a line. */
const SNAP_PX = 7
/** Degrees between the angles that Shift holds to. */
const TURN_STEP = 15

/** The selected layer's handles over the picture, which is `size` CSS pixels large. */
export function Handles({
  artwork,
  size,
}: {
  readonly artwork: Artwork
  readonly size: { readonly width: number; readonly height: number }
}): ReactNode {
  const selected = useStudioState((state) => state.selected)
  const step = useStudioState((state) => state.step)
  const bounds = useBounds(artwork)
  const [lines, setLines] = useState<Snapped>()
  const sheet = sheetOf(artwork)
  if (step !== 'design' || size.width === 0) return null
  const grips = artwork.layers.flatMap((entry) => {
    const grip = entry.hidden ? undefined : gripOf(entry.layer, sheet, bounds.get(entry.id))
    return grip === undefined ? [] : [{ entry, grip }]
  })
  const own = grips.find(({ entry }) => entry.id === selected)
  const others = grips.filter(({ entry }) => entry.id !== selected)
  const entry = findLayer(artwork, selected)
  return (
    <div className="c-overlay">
      {others
        .filter(({ entry: { layer } }) => layer.kind !== 'gradient')
        .map(({ entry: other, grip }) => (
          <Pick key={other.id} entry={other} grip={grip} sheet={sheet} size={size} />
        ))}
      {lines?.x !== undefined && (
        <i className="c-guide" data-axis="x" style={{ left: percent(lines.x, sheet.halfWidth) }} />
      )}
      {lines?.y !== undefined && (
        <i className="c-guide" data-axis="y" style={{ top: percent(lines.y, sheet.halfHeight) }} />
      )}
      {own !== undefined && (
        <Held
          entry={own.entry}
          grip={own.grip}
          sheet={sheet}
          size={size}
          snap={{
            lines: snapLines(
              sheet,
              others.map(({ grip }) => outerBox(grip)),
            ),
            onLines: setLines,
          }}
        />
      )}
      {entry?.layer.kind === 'text' && entry.layer.path?.form === 'points' && !entry.hidden && (
        <PathPoints id={entry.id} layer={entry.layer} />
      )}
    </div>
  )
}

function percent(value: number, half: number): string {
  return `${((value / half + 1) / 2) * 100}%`
}

interface Space {
  readonly sheet: Sheet
  readonly size: { readonly width: number; readonly height: number }
}

/** Where a grip lies on the screen. */
function styleOf({ anchorX, anchorY, box, angle }: Grip, { sheet, size }: Space): CSSProperties {
  const scale = size.width / (2 * sheet.halfWidth)
  const [left, top, right, bottom] = box
  return {
    left: (anchorX + left + sheet.halfWidth) * scale,
    top: (anchorY + top + sheet.halfHeight) * scale,
    width: Math.max(12, (right - left) * scale),
    height: Math.max(12, (bottom - top) * scale),
    transformOrigin: `${-left * scale}px ${-top * scale}px`,
    transform: `rotate(${angle}deg)`,
  }
}

/** A layer that a click on the picture selects. */
function Pick({
  entry,
  grip,
  ...space
}: { readonly entry: LayerEntry; readonly grip: Grip } & Space): ReactNode {
  const studio = useStudio()
  return (
    <button
      type="button"
      className="c-pick"
      tabIndex={-1}
      aria-label={`Select ${layerTitle(entry.layer)}`}
      style={styleOf(grip, space)}
      onClick={() => studio.select(entry.id)}
    />
  )
}

interface Snap {
  readonly lines: ReturnType<typeof snapLines>
  readonly onLines: (lines: Snapped | undefined) => void
}

interface Drag {
  readonly layer: Layer
  readonly x: number
  readonly y: number
  /** The anchor on the screen. */
  readonly anchorX: number
  readonly anchorY: number
}

type DragKind = 'move' | 'scale' | 'turn'

function Held({
  entry,
  grip,
  snap,
  ...space
}: { readonly entry: LayerEntry; readonly grip: Grip; readonly snap: Snap } & Space): ReactNode {
  const drag = useDrag(entry, grip, { ...space, snap })
  const studio = useStudio()
  const title = layerTitle(entry.layer)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (nudge(studio, event.key, event.shiftKey)) event.preventDefault()
  }
  return (
    <div className="c-handles" style={styleOf(grip, space)} data-kind={entry.layer.kind}>
      <button
        type="button"
        className="c-move"
        aria-label={`Move ${title}: drag, or arrow keys`}
        onKeyDown={onKeyDown}
        {...drag('move')}
      />
      {(['nw', 'ne', 'se', 'sw'] as const).map((corner) => (
        <i key={corner} className="c-corner" data-corner={corner} aria-hidden {...drag('scale')} />
      ))}
      <i className="c-turn" aria-hidden {...drag('turn')} />
    </div>
  )
}

/** Pointer handlers for each kind of drag; one drag is one step of the history. */
function useDrag(entry: LayerEntry, grip: Grip, { sheet, size, snap }: Space & { readonly snap: Snap }) {
  const studio = useStudio()
  const start = useRef<Drag>(undefined)
  const unit = (2 * sheet.halfWidth) / size.width
  const change = (kind: DragKind, from: Drag, event: PointerEvent): void => {
    const fields = changes[kind](from, event)
    studio.editArtwork((artwork) => changeLayer(artwork, entry.id, fields), `layer-${entry.id}-drag-${kind}`)
  }
  const changes: Readonly<Record<DragKind, (from: Drag, event: PointerEvent) => ReturnType<typeof moveBy>>> =
    {
      move(from, event) {
        const delta = { dx: (event.clientX - from.x) * unit, dy: (event.clientY - from.y) * unit }
        const origin = gripBefore(from.layer, grip, sheet)
        const free = { ...delta, x: undefined, y: undefined }
        const snapped = event.altKey
          ? free
          : snapMove(outerBox(origin), delta, { lines: snap.lines, tolerance: SNAP_PX * unit })
        snap.onLines(snapped)
        return moveBy(from.layer, snapped.dx, snapped.dy, sheet)
      },
      scale(from, event) {
        const before = Math.hypot(from.x - from.anchorX, from.y - from.anchorY)
        const now = Math.hypot(event.clientX - from.anchorX, event.clientY - from.anchorY)
        return before < 1 ? {} : scaleBy(from.layer, now / before)
      },
      turn(from, event) {
        const angleAt = (x: number, y: number) => Math.atan2(y - from.anchorY, x - from.anchorX)
        const turned = ((angleAt(event.clientX, event.clientY) - angleAt(from.x, from.y)) * 180) / Math.PI
        const angle = angleOf(from.layer) + turned
        return turnTo(from.layer, event.shiftKey ? Math.round(angle / TURN_STEP) * TURN_STEP : angle)
      },
    }
  return (kind: DragKind) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      // The stage must not take the drag for its own.
      event.stopPropagation()
      event.currentTarget.setPointerCapture(event.pointerId)
      const overlay = event.currentTarget.closest('.c-overlay')?.getBoundingClientRect()
      if (overlay === undefined) return
      start.current = {
        layer: entry.layer,
        x: event.clientX,
        y: event.clientY,
        anchorX: overlay.left + (grip.anchorX + sheet.halfWidth) / unit,
        anchorY: overlay.top + (grip.anchorY + sheet.halfHeight) / unit,
      }
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (start.current === undefined) return
      event.stopPropagation()
      change(kind, start.current, event)
    },
    onPointerUp: () => {
      start.current = undefined
      snap.onLines(undefined)
      studio.settle()
    },
    onPointerCancel: () => {
      start.current = undefined
      snap.onLines(undefined)
      studio.settle()
    },
  })
}

function angleOf(layer: Layer): number {
  if (layer.kind === 'text') return layer.rotation ?? 0
  if (layer.kind === 'gradient') return layer.angle
  return layer.kind === 'pattern' ? (layer.place?.rotation ?? 0) : 0
}

/** The grip as it was when the drag began: the same rectangle at the old anchor. */
function gripBefore(layer: Layer, grip: Grip, sheet: Sheet): Grip {
  const place =
    layer.kind === 'pattern'
      ? layer.place
      : layer.kind === 'text' || layer.kind === 'gradient'
        ? layer
        : undefined
  if (place === undefined) return grip
  return {
    ...grip,
    anchorX: (place.x * 2 - 1) * sheet.halfWidth,
    anchorY: (place.y * 2 - 1) * sheet.halfHeight,
  }
}
