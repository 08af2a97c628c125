import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type History, record, redo, settle, startHistory, undo } from '../../draft/history.ts'
import { type DropDraft, newDraft } from './draft.ts'
import { keepDropDraft, loadDropDraft } from './kept-drafts.ts'

/** A drop on the bench: undo and redo, kept on this device by itself. */
export interface DropBench {
  readonly history: History<DropDraft>
  /** Whether the creator chose to open a drop, and not to mint everything. */
  readonly isChosen: boolean
  /** Whether there was a plan on this device when the view was opened. */
  readonly isKept: boolean
  readonly choose: (isChosen: boolean) => void
  /** Changes under one tag are one step. */
  readonly edit: (change: (draft: DropDraft) => DropDraft, tag?: string) => void
  readonly settle: () => void
  readonly undo: () => void
  readonly redo: () => void
}

interface State {
  readonly history: History<DropDraft>
  readonly isChosen: boolean
  readonly isKept: boolean
}

/** When a change is kept, after the last one, ms. */
const PAUSE_MS = 300

/** The draft of a collection's drop; undefined for the moment until it is read from the device. */
export function useDropDraft(id: string): DropBench | undefined {
  const [state, setState] = useState<State>()
  useEffect(() => {
    let gone = false
    void loadDropDraft(id).then((kept) => {
      if (gone) return
      setState({
        history: startHistory(kept?.draft ?? newDraft(Date.now())),
        isChosen: kept?.isChosen ?? false,
        isKept: kept !== undefined,
      })
    })
    return () => {
      gone = true
    }
  }, [id])
  useKeeping(id, state)
  const change = useCallback((to: (history: History<DropDraft>) => History<DropDraft>): void => {
    setState((before) => (before === undefined ? before : { ...before, history: to(before.history) }))
  }, [])
  return useMemo(
    () =>
      state === undefined
        ? undefined
        : {
            ...state,
            choose: (isChosen) => setState((before) => before && { ...before, isChosen }),
            edit: (edit, tag) => change((history) => record(history, edit(history.present), tag)),
            settle: () => change(settle),
            undo: () => change(undo),
            redo: () => change(redo),
          },
    [state, change],
  )
}

/** Keeps what is on the bench a moment after it changed, and at once when the view or the page goes. */
function useKeeping(id: string, state: State | undefined): void {
  const waiting = useRef<State>(undefined)
  const first = useRef<State>(undefined)
  useEffect(() => {
    if (state === undefined) return undefined
    // What was just read is kept already.
    first.current ??= state
    if (first.current === state) return undefined
    waiting.current = state
    const timer = setTimeout(keep, PAUSE_MS)
    function keep(): void {
      if (waiting.current === undefined) return
      const { history, isChosen } = waiting.current
      waiting.current = undefined
      void keepDropDraft(id, { draft: history.present, isChosen })
    }
    addEventListener('pagehide', keep)
    return () => {
      clearTimeout(timer)
      removeEventListener('pagehide', keep)
      keep()
    }
  }, [id, state])
}
