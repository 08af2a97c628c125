import { useToast } from '@demiurge/design'
import { createContext, type ReactNode, useContext, useMemo, useRef, useSyncExternalStore } from 'react'
import { useServer } from '../server/use-server.ts'
import type { Editor } from '../sketch/editor.ts'
import { type FoundFile, planUpload } from './plan.ts'
import { startUpload, type Uploader } from './uploader.ts'

/** Uploads of this visit, one for each collection at most; they go on while one looks at something else. */
export interface Uploads {
  readonly find: (id: string) => Uploader | undefined
  readonly subscribe: (listener: () => void) => () => void
  /** Uploads what was found; pictures alone go to the layer `target`. */
  readonly begin: (editor: Editor, found: readonly FoundFile[], target?: string) => Promise<void>
  /** Puts the report away. */
  readonly clear: (id: string) => void
}

const UploadsContext = createContext<Uploads | undefined>(undefined)

/** Gives uploads to everything below. */
export function UploadsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { api } = useServer()
  const toast = useToast()
  const tell = useRef(toast)
  tell.current = toast
  const uploads = useMemo(
    () => createUploads(api, (title, text) => tell.current({ title, text, tone: 'danger' })),
    [api],
  )
  return <UploadsContext value={uploads}>{children}</UploadsContext>
}

function createUploads(
  api: ReturnType<typeof useServer>['api'],
  tell: (title: string, text: string) => void,
): Uploads {
  const running = new Map<string, Uploader>()
  const listeners = new Set<() => void>()
  let count = 0
  const notify = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    find: (id) => running.get(id),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear(id) {
      running.delete(id)
      notify()
    },
    async begin(editor, found, target) {
      const { id } = editor.state().view
      const before = running.get(id)?.state()
      if (before !== undefined && !before.isOver)
        return tell('One upload at a time', 'Wait until the present one is through, or cancel it.')
      const { uploads, refused, definition } = planUpload(found, target)
      const tag = `upload ${++count}`
      await editor.save()
      editor.expect(tag)
      const uploader = startUpload({
        files: uploads,
        refused,
        put: (path, file, signal) => api.putFile(id, path, file, signal),
        onArrived: editor.remember,
        onOver: () => void editor.absorb(),
      })
      running.set(id, uploader)
      notify()
      if (definition !== undefined)
        await takeDefinition(editor, definition, tag).catch((error: unknown) =>
          tell('collection.json was left out', String(Object(error).message)),
        )
    },
  }
}

/** A `collection.json` beside the layers says what it says: members that it has take the place of those that are there. */
async function takeDefinition(editor: Editor, file: File, tag: string): Promise<void> {
  const read: unknown = JSON.parse(await file.text())
  if (read === null || typeof read !== 'object' || Array.isArray(read))
    throw new Error('It is no JSON object: see the documentation of collection.json.')
  const { name, ...members } = read as { readonly name?: unknown }
  editor.edit(
    (sketch) => ({
      ...sketch,
      ...(typeof name === 'string' && name !== '' ? { name } : {}),
      definition: { ...sketch.definition, ...members },
    }),
    tag,
  )
}

/** The uploads of this visit. */
export function useUploads(): Uploads {
  const uploads = useContext(UploadsContext)
  if (uploads === undefined) throw new Error('uploads are there inside the collections only')
  return uploads
}

/** The upload of a collection, followed. */
export function useUpload(id: string): Uploader | undefined {
  const uploads = useUploads()
  return useSyncExternalStore(uploads.subscribe, () => uploads.find(id))
}
