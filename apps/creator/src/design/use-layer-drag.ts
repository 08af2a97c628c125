import { type PointerEvent, useState } from 'react'

/** Height of one row of the list, in CSS pixels: styles.css sets the same. */
export const ROW_HEIGHT = 44

interface Drag {
  readonly id: number
  readonly row: number
  readonly startY: number
  readonly y: number
}

/** Reordering rows by pointer, mouse or finger alike: rows move out of the way, and the order changes on letting go. */
export function useLayerDrag(
  rows: number,
  /** Told the number of places that the layer went up (towards the top of the list). */
  onMove: (id: number, placesUp: number) => void,
) {
  const [drag, setDrag] = useState<Drag>()
  const target = drag === undefined ? 0 : targetRow(drag, rows)

  const shiftOf = (row: number): number | undefined => {
    if (drag === undefined) return undefined
    if (row === drag.row) return drag.y - drag.startY
    if (row > drag.row && row <= target) return -ROW_HEIGHT
    return row < drag.row && row >= target ? ROW_HEIGHT : 0
  }
  const gripOf = (id: number, row: number) => ({
    lifted: drag?.id === id,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ id, row, startY: event.clientY, y: event.clientY })
      },
      onPointerMove: ({ clientY }: PointerEvent<HTMLElement>) => {
        if (drag?.id === id) setDrag({ ...drag, y: clientY })
      },
      onPointerUp: () => {
        if (drag?.id === id && target !== row) onMove(id, row - target)
        setDrag(undefined)
      },
      onPointerCancel: () => setDrag(undefined),
    },
  })
  return { shiftOf, gripOf }
}

function targetRow({ row, startY, y }: Drag, rows: number): number {
  return Math.max(0, Math.min(rows - 1, row + Math.round((y - startY) / ROW_HEIGHT)))
}
