import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { useServer } from '../server/use-server.ts'
import { createEditor, type Editor, type EditorState } from './editor.ts'
import { layersOf, type SketchLayer } from './sketch.ts'

interface Editors {
  open(id: string): Promise<Editor>
  forget(id: string): void
}

const EditorsContext = createContext<Editors | undefined>(undefined)

/** Gives the collection on the bench to everything below. */
export const EditorContext = createContext<Editor | undefined>(undefined)

/** Keeps the editors of this visit, with their histories, and brings changes of the server to them. */
export function EditorsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { api, events } = useServer()
  const open = useRef(new Map<string, Promise<Editor>>())
  const editors = useMemo<Editors>(
    () => ({
      open(id) {
        const known = open.current.get(id)
        if (known !== undefined) return known
        const opening = api.read(id).then((view) => createEditor(api, view))
        open.current.set(id, opening)
        // What could not be opened is tried anew the next time.
        opening.catch(() => open.current.delete(id))
        return opening
      },
      forget: (id) => open.current.delete(id),
    }),
    [api],
  )
  useEffect(() => {
    const known = open.current
    const phases = new Map<string, string>()
    const refresh = (id: string, isNew: (editor: Editor) => boolean): void =>
      void known.get(id)?.then((editor) => {
        if (isNew(editor)) editor.refresh()
      })
    const stop = events.listen((event) => {
      if (event.type === 'job') {
        const { id, subject, state, phase } = event.job
        // What was made shows in the collection as soon as it is planned, begun and finished.
        const now = `${state} ${phase}`
        if (phases.get(id) !== now) refresh(subject, () => true)
        phases.set(id, now)
      } else if (event.isGone) known.delete(event.id)
      else refresh(event.id, (editor) => event.revision > editor.state().view.revision)
    })
    const leave = (): void => {
      for (const editor of known.values()) void editor.then((each) => each.close())
    }
    addEventListener('pagehide', leave)
    return () => {
      stop()
      removeEventListener('pagehide', leave)
      leave()
    }
  }, [events])
  return <EditorsContext value={editors}>{children}</EditorsContext>
}

/** All editors of this visit. */
export function useEditors(): Editors {
  const editors = useContext(EditorsContext)
  if (editors === undefined) throw new Error('editors are there inside the collections only')
  return editors
}

/** Opens a collection for a view. */
export function useEditor(id: string): {
  readonly editor: Editor | undefined
  readonly error: Error | undefined
  readonly reload: () => void
} {
  const editors = useEditors()
  const [editor, setEditor] = useState<Editor>()
  const [error, setError] = useState<Error>()
  const load = useCallback(() => {
    setError(undefined)
    editors
      .open(id)
      .then(setEditor, (reason: unknown) =>
        setError(reason instanceof Error ? reason : new Error(String(reason))),
      )
  }, [editors, id])
  useEffect(load, [load])
  return { editor, error, reload: load }
}

/** The collection on the bench. */
export function useBenchEditor(): Editor {
  const editor = useContext(EditorContext)
  if (editor === undefined) throw new Error('this part of the page works on a collection only')
  return editor
}

/** Its state, kept up to date. */
export function useEditorState(): EditorState {
  const editor = useBenchEditor()
  return useSyncExternalStore(editor.subscribe, editor.state)
}

/** Its layers as they are now. */
export function useLayers(): readonly SketchLayer[] {
  const { history } = useEditorState()
  return useMemo(() => layersOf(history.present), [history.present])
}
