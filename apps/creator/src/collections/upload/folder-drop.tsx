import { useToast } from '@demiurge/design'
import { FolderUp } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { FoundFile } from './plan.ts'
import { readDrop } from './read-drop.ts'

/** Takes folders and files that are dropped anywhere on the page, and says so while they are held over it. */
export function FolderDrop({
  label,
  onFound,
  children,
}: {
  readonly label: string
  /** `on` is the `data-drop` of the element that they were dropped on, where one has it. */
  readonly onFound: (found: readonly FoundFile[], on: string | undefined) => void
  readonly children: ReactNode
}): ReactNode {
  const [over, setOver] = useState(false)
  const toast = useToast()
  const latest = useRef(onFound)
  useEffect(() => {
    latest.current = onFound
  })
  useEffect(
    () =>
      listen(setOver, (transfer, on) => {
        readDrop(transfer).then(
          (found) => latest.current(found, on),
          (error: unknown) => toast({ title: 'This could not be read', text: String(error), tone: 'danger' }),
        )
      }),
    [toast],
  )
  return (
    <>
      {children}
      {over && (
        <div className="c-drop" role="status">
          <FolderUp aria-hidden />
          <p>{label}</p>
        </div>
      )}
    </>
  )
}

function listen(
  onOver: (over: boolean) => void,
  onDrop: (transfer: DataTransfer, on: string | undefined) => void,
): () => void {
  const listening = new AbortController()
  const { signal } = listening
  // Enter and leave come for every element below; the count says when the pointer left the page.
  let depth = 0
  const move = (event: DragEvent, change: 1 | -1): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault()
    depth += change
    onOver(depth > 0)
  }
  addEventListener('dragenter', (event) => move(event, 1), { signal })
  addEventListener('dragleave', (event) => move(event, -1), { signal })
  addEventListener('dragover', (event) => event.preventDefault(), { signal })
  addEventListener(
    'drop',
    (event) => {
      event.preventDefault()
      depth = 0
      onOver(false)
      const on = event.target instanceof Element ? event.target.closest('[data-drop]') : null
      if (event.dataTransfer !== null) onDrop(event.dataTransfer, on?.getAttribute('data-drop') ?? undefined)
    },
    { signal },
  )
  return () => listening.abort()
}
