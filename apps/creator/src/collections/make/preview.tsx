import { NO_TRAIT } from '@demiurge/art'
import { EmptyState, ErrorState, useToast } from '@demiurge/design'
import { Images, Lock, LockOpen } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { PreviewPiece } from '../server/studio-api.ts'
import { useAsked } from '../server/use-asked.ts'
import { useServer } from '../server/use-server.ts'
import { changeDefinition } from '../sketch/edit.ts'
import { layersOf, type Sketch } from '../sketch/sketch.ts'
import { useBenchEditor, useEditorState } from '../sketch/use-editor.tsx'
import { isWriting } from '../use-undo-keys.ts'
import { anySeed, possibleCount, requestOf, type Wishes } from './wishes.ts'

/** Pieces of a preview, and how they stand on its sheet. */
const PIECES = 24
const COLUMNS = 6

/** The first two dozen pieces. A click locks one: it stays whatever the seed. */
export function Preview({
  wishes: wished,
  wish,
}: {
  readonly wishes: Wishes
  readonly wish: (change: Partial<Wishes>) => void
}): ReactNode {
  const { api } = useServer()
  const { view } = useEditorState()
  const isReady = view.layers.length > 0 && view.problems.length === 0
  const wishes = { ...wished, count: possibleCount(wished.count, view.combinations) }
  const { count } = wishes
  const request = requestOf(view, wishes)
  // Another version where a piece that is made has changed.
  const key = [view.id, view.revision, view.made?.sheet.version, JSON.stringify(request)].join(' ')
  const { answer, error, isAsking, retry } = useAsked(isReady ? key : undefined, (signal) =>
    api.preview(view.id, request, signal),
  )
  const url = useObjectUrl(answer)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey
      if (isPlain && event.key.toLowerCase() === 'r' && !isWriting(event.target)) wish({ seed: anySeed() })
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [wish])
  if (view.layers.length === 0)
    return (
      <EmptyState icon={<Images aria-hidden />} title="Nothing to show yet">
        Add layers, and the first pieces appear here.
      </EmptyState>
    )
  if (error !== undefined && url === undefined)
    return <ErrorState title="No preview" error={error} onRetry={retry} />
  return (
    <>
      <header className="k-section-head">
        <h2>Preview</h2>
        <p className="d-faint">
          <span className="k-keys">
            <kbd>R</kbd> another seed ·{' '}
          </span>
          choose a piece to lock it
        </p>
      </header>
      {error !== undefined && <p className="d-field-error">{error.message}</p>}
      <Sheet url={url} shown={Math.min(PIECES, count)} isOld={isAsking} wishes={wishes} />
    </>
  )
}

function Sheet({
  url,
  shown,
  isOld,
  wishes,
}: {
  readonly url: string | undefined
  readonly shown: number
  readonly isOld: boolean
  readonly wishes: Wishes
}): ReactNode {
  const { history, view } = useEditorState()
  const toggle = useLock(wishes)
  const rows = Math.ceil(shown / COLUMNS)
  const locked = (history.present.definition.pinned ?? []).map(({ edition }) => edition)
  const pinned = new Set([...locked, ...(view.made?.pins ?? [])])
  return (
    <ul className="k-preview" aria-busy={isOld || url === undefined} aria-label="The first pieces">
      {Array.from({ length: shown }, (_, i) => {
        const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS]
        const isLocked = pinned.has(i + 1)
        return (
          <li key={i}>
            <button
              type="button"
              className="k-preview-piece"
              aria-pressed={isLocked}
              aria-label={`Piece ${i + 1}: ${isLocked ? 'locked' : 'lock it'}`}
              onClick={() => toggle(i + 1)}
              style={
                url === undefined
                  ? undefined
                  : {
                      backgroundImage: `url("${url}")`,
                      backgroundSize: `${COLUMNS * 100}% ${rows * 100}%`,
                      backgroundPosition: `${(100 * column) / (COLUMNS - 1)}% ${rows === 1 ? 0 : (100 * row) / (rows - 1)}%`,
                    }
              }
            >
              {isLocked ? <Lock aria-hidden /> : <LockOpen aria-hidden />}
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** Locks a piece with the traits that it has now, or lets it go. */
function useLock(wishes: Wishes): (edition: number) => void {
  const { api } = useServer()
  const editor = useBenchEditor()
  const toast = useToast()
  return (edition) => {
    const { view, history } = editor.state()
    const sketch = history.present
    const pinned = sketch.definition.pinned ?? []
    const without = pinned.filter((each) => each.edition !== edition)
    if (without.length < pinned.length) {
      editor.edit((before) =>
        changeDefinition(before, { pinned: without.length === 0 ? undefined : without }),
      )
      return
    }
    if (view.made?.pins.includes(edition) === true)
      return toast({
        title: 'This piece is pinned',
        text: 'It stays as it is until you unpin it among the pieces.',
      })
    api.previewPieces(view.id, requestOf(view, wishes)).then(
      (pieces) => {
        const traits = allTraits(
          sketch,
          pieces.find((each) => each.edition === edition),
        )
        if (traits === undefined)
          return toast({ title: 'This is a one-of-one', text: 'It has its place among the one-of-ones.' })
        editor.edit((before) =>
          changeDefinition(before, { pinned: [...(before.definition.pinned ?? []), { edition, traits }] }),
        )
      },
      (error: unknown) =>
        toast({ title: 'It was not locked', text: String(Object(error).message), tone: 'danger' }),
    )
  }
}

/** A trait of every layer, as a pinned piece is written; undefined for a one-of-one, which has none of theirs. */
function allTraits(sketch: Sketch, piece: PreviewPiece | undefined): Record<string, string> | undefined {
  const own = new Map(piece?.traits.map(({ trait, value }) => [trait, value]))
  const layers = layersOf(sketch).map(({ name }) => name)
  if (!layers.some((name) => own.has(name))) return undefined
  return Object.fromEntries(layers.map((name) => [name, own.get(name) ?? NO_TRAIT]))
}

function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (blob === undefined) return
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return url
}
