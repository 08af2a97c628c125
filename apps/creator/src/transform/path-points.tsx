import type { TextLayer } from '@demiurge/art'
import { type PointerEvent, type ReactNode, useRef } from 'react'
import { changeLayer } from '../artwork/edit.ts'
import { useStudio } from '../studio/use-studio.ts'

/** How far an arrow key moves a point, as a share of the picture. */
const KEY_STEP = 0.01

/** The points that a text follows, each to be dragged or moved by arrow keys. */
export function PathPoints({ id, layer }: { readonly id: number; readonly layer: TextLayer }): ReactNode {
  const studio = useStudio()
  const held = useRef<number>(undefined)
  const { path } = layer
  if (path === undefined) return null
  const move = (at: number, x: number, y: number): void => {
    const round = (value: number) => Number(Math.max(-0.5, Math.min(1.5, value)).toFixed(4))
    const points = path.points.map((point, i) => (i === at ? [round(x), round(y)] : point))
    studio.editArtwork(
      (artwork) => changeLayer(artwork, id, { path: { ...path, points } }),
      `layer-${id}-point-${at}`,
    )
  }
  const drag = (at: number, event: PointerEvent<HTMLElement>): void => {
    const overlay = event.currentTarget.closest('.c-overlay')?.getBoundingClientRect()
    if (held.current !== at || overlay === undefined) return
    event.stopPropagation()
    move(at, (event.clientX - overlay.left) / overlay.width, (event.clientY - overlay.top) / overlay.height)
  }
  return path.points.map(([x = 0, y = 0], at) => (
    <button
      // The place in the curve is the identity of a point.
      key={`point-${String(at)}`}
      type="button"
      className="c-point"
      aria-label={`Point ${at + 1}: drag, or arrow keys`}
      style={{ left: `${x * 100}%`, top: `${y * 100}%` }}
      onPointerDown={(event) => {
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
        held.current = at
      }}
      onPointerMove={(event) => drag(at, event)}
      onPointerUp={() => {
        held.current = undefined
        studio.settle()
      }}
      onKeyDown={(event) => {
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
          event.key
        ]
        if (step === undefined) return
        event.preventDefault()
        const far = event.shiftKey ? 5 : 1
        move(at, x + (step[0] ?? 0) * KEY_STEP * far, y + (step[1] ?? 0) * KEY_STEP * far)
      }}
    />
  ))
}
