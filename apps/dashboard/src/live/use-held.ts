import { type RefObject, useEffect, useRef, useState } from 'react'

/**
 * Keeps a live list still while somebody reads it: while the pointer is over it, focus is inside it, or its top is scrolled out of sight.
 * Returns what to show and how to catch up. Touch has no hover: there only focus and scrolling count.
 */
export function useHeld<T>(
  latest: T,
  element: RefObject<HTMLElement | null>,
): { readonly shown: T; readonly held: boolean; readonly release: () => void } {
  const held = useIsRead(element)
  const [kept, setKept] = useState(latest)
  // While nobody reads, what is kept follows along; when reading begins it stays as it was.
  if (!held && kept !== latest) setKept(latest)
  return { shown: held ? kept : latest, held, release: () => setKept(latest) }
}

function useIsRead(element: RefObject<HTMLElement | null>): boolean {
  const [read, setRead] = useState(false)
  const reasons = useRef({ hover: false, focus: false, above: false })
  useEffect(() => {
    const target = element.current
    if (target === null) return undefined
    const set = (change: Partial<typeof reasons.current>): void => {
      Object.assign(reasons.current, change)
      const { hover, focus, above } = reasons.current
      setRead(hover || focus || above)
    }
    const onEnter = (event: PointerEvent): void => set({ hover: event.pointerType === 'mouse' })
    const onLeave = (): void => set({ hover: false })
    const onFocus = (): void => set({ focus: true })
    const onBlur = (event: FocusEvent): void =>
      set({ focus: event.relatedTarget instanceof Node && target.contains(event.relatedTarget) })
    const onScroll = (): void =>
      set({ above: target.scrollTop > 8 || target.getBoundingClientRect().top < 0 })
    target.addEventListener('pointerenter', onEnter)
    target.addEventListener('pointerleave', onLeave)
    target.addEventListener('focusin', onFocus)
    target.addEventListener('focusout', onBlur)
    target.addEventListener('scroll', onScroll, { passive: true })
    addEventListener('scroll', onScroll, { passive: true })
    return () => {
      target.removeEventListener('pointerenter', onEnter)
      target.removeEventListener('pointerleave', onLeave)
      target.removeEventListener('focusin', onFocus)
      target.removeEventListener('focusout', onBlur)
      target.removeEventListener('scroll', onScroll)
      removeEventListener('scroll', onScroll)
    }
  }, [element])
  return read
}
