import {
  type PointerEvent,
  type RefObject,
  type UIEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

/** Steps of the zoom buttons. */
export const ZOOMS = [1, 1.5, 2, 3, 4, 6, 8] as const
const MAX_ZOOM = 8

function held(zoom: number): number {
  return Math.max(1, Math.min(MAX_ZOOM, zoom))
}

/** Ctrl and the wheel zoom, as in every drawing program, and as trackpads tell a pinch; without Ctrl the wheel scrolls. */
export function useWheelZoom(
  place: RefObject<HTMLDivElement | null>,
  zoom: number,
  onZoom: (zoom: number) => void,
): void {
  const latest = useRef({ zoom, onZoom })
  useEffect(() => {
    latest.current = { zoom, onZoom }
  })
  useEffect(() => {
    const stage = place.current
    // React listens passively, and then the browser zooms the whole page.
    const listen = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      latest.current.onZoom(held(latest.current.zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1)))
    }
    stage?.addEventListener('wheel', listen, { passive: false })
    return () => stage?.removeEventListener('wheel', listen)
  }, [place])
}

/** Two fingers zoom by the distance between them. */
export function usePinch(zoom: number, onZoom: (zoom: number) => void) {
  const fingers = useRef(new Map<number, readonly [number, number]>())
  const start = useRef<{ readonly distance: number; readonly zoom: number }>(undefined)
  const distance = (): number => {
    const [a, b] = [...fingers.current.values()]
    return a === undefined || b === undefined ? 0 : Math.hypot(a[0] - b[0], a[1] - b[1])
  }
  const lift = ({ pointerId }: PointerEvent<HTMLElement>): void => {
    fingers.current.delete(pointerId)
    start.current = undefined
  }
  return {
    onPointerDownCapture: ({ pointerId, pointerType, clientX, clientY }: PointerEvent<HTMLElement>) => {
      if (pointerType !== 'touch') return
      fingers.current.set(pointerId, [clientX, clientY])
      if (fingers.current.size === 2) start.current = { distance: distance(), zoom }
    },
    onPointerMoveCapture: (event: PointerEvent<HTMLElement>) => {
      if (!fingers.current.has(event.pointerId)) return
      fingers.current.set(event.pointerId, [event.clientX, event.clientY])
      if (start.current === undefined || start.current.distance === 0) return
      event.stopPropagation()
      onZoom(held((start.current.zoom * distance()) / start.current.distance))
    },
    onPointerUpCapture: lift,
    onPointerCancelCapture: lift,
  }
}

/** Whether the space bar is held: then every drag moves the picture, as in every drawing program. */
export function useSpace(): boolean {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { target } = event
      // On a control the space bar presses it.
      const isControl =
        target instanceof HTMLElement && target.matches('input, textarea, select, button, [role]')
      if (event.key !== ' ' || isControl) return
      event.preventDefault()
      setHeld(true)
    }
    const release = (event: KeyboardEvent | FocusEvent): void => {
      if (event.type === 'blur' || (event instanceof KeyboardEvent && event.key === ' ')) setHeld(false)
    }
    addEventListener('keydown', press)
    addEventListener('keyup', release)
    addEventListener('blur', release)
    return () => {
      removeEventListener('keydown', press)
      removeEventListener('keyup', release)
      removeEventListener('blur', release)
    }
  }, [])
  return isHeld
}

/** Dragging moves a zoomed picture (the middle button and the space bar do so anywhere), and zooming keeps its middle. */
export function useHand(place: RefObject<HTMLDivElement | null>, workWidth: number, panning: boolean) {
  const middle = useRef({ x: 0.5, y: 0.5 })
  useLayoutEffect(() => {
    const stage = place.current
    if (stage === null || workWidth === 0) return
    stage.scrollLeft = middle.current.x * stage.scrollWidth - stage.clientWidth / 2
    stage.scrollTop = middle.current.y * stage.scrollHeight - stage.clientHeight / 2
  }, [place, workWidth])
  return {
    onScroll: ({ currentTarget: stage }: UIEvent<HTMLElement>) => {
      middle.current = {
        x: (stage.scrollLeft + stage.clientWidth / 2) / stage.scrollWidth,
        y: (stage.scrollTop + stage.clientHeight / 2) / stage.scrollHeight,
      }
    },
    onPointerMove: ({
      currentTarget: stage,
      buttons,
      pointerType,
      movementX,
      movementY,
    }: PointerEvent<HTMLElement>) => {
      // A finger scrolls by itself.
      const isDrag = buttons === 1 || buttons === 4 || (panning && buttons > 0)
      if (isDrag && pointerType === 'mouse') stage.scrollBy(-movementX, -movementY)
    },
  }
}
