/** Collections, from layers to the chain; loaded when they are first opened. @module */
import '../styles/collections.css'
import '../styles/collections-layers.css'
import '../styles/collections-upload.css'
import '../styles/collections-rules.css'
import '../styles/collections-make.css'
import '../styles/collections-narrow.css'
import '../styles/collections-pieces.css'
import '../styles/collections-drop.css'
import { ErrorState, OfflineBanner, Skeleton, useConnection, usePage } from '@demiurge/design'
import { type ReactNode, useEffect, useState } from 'react'
import { CollectionBar } from './collection-bar.tsx'
import { CollectionFrame } from './collection-frame.tsx'
import { CollectionDropsProvider } from './drop/use-collection-drops.tsx'
import { ListView } from './list/list-view.tsx'
import { CollectionMintingProvider } from './mint/use-collection-minting.tsx'
import { useRoute } from './route.ts'
import { followStudio } from './server/events.ts'
import { createStudioApi } from './server/studio-api.ts'
import { useDoneNotices } from './server/use-done-notices.ts'
import { type Server, ServerContext } from './server/use-server.ts'
import { EditorsProvider, useEditor } from './sketch/use-editor.tsx'
import { UploadsProvider } from './upload/use-uploads.tsx'

/** The collections' half of the page. */
export function CollectionsPage(): ReactNode {
  const [server, setServer] = useState<Server>()
  useEffect(() => {
    const opened = { api: createStudioApi(), events: followStudio() }
    setServer(opened)
    return () => opened.events.close()
  }, [])
  if (server === undefined) return null
  return (
    <ServerContext value={server}>
      <EditorsProvider>
        <UploadsProvider>
          <CollectionMintingProvider>
            <CollectionDropsProvider>
              <Views />
            </CollectionDropsProvider>
          </CollectionMintingProvider>
        </UploadsProvider>
      </EditorsProvider>
    </ServerContext>
  )
}

function Views(): ReactNode {
  const route = useRoute()
  useDoneNotices()
  if (route.kind !== 'collection')
    return (
      <Around>
        <ListView />
      </Around>
    )
  return <OneCollection key={route.id} id={route.id} view={route.view} />
}

function OneCollection({
  id,
  view,
}: Pick<Extract<ReturnType<typeof useRoute>, { kind: 'collection' }>, 'id' | 'view'>): ReactNode {
  const { editor, error, reload } = useEditor(id)
  if (error !== undefined)
    return (
      <Around>
        <ErrorState
          title="This collection could not be opened"
          error={error}
          onRetry={reload}
          actions={
            <a className="d-button" data-kind="secondary" href="#/collections">
              All collections
            </a>
          }
        />
      </Around>
    )
  if (editor === undefined)
    return (
      <Around>
        <div className="k-waiting" role="status" aria-label="The collection opens">
          <Skeleton height={32} width="30%" />
          <Skeleton height={280} radius={12} />
        </div>
      </Around>
    )
  return <CollectionFrame editor={editor} view={view} />
}

function Around({ children }: { readonly children: ReactNode }): ReactNode {
  const { connection } = usePage()
  const state = useConnection()
  return (
    <div className="k-frame">
      <CollectionBar />
      <OfflineBanner offline={state === 'offline'} onRetry={connection.ask} />
      <main className="k-main" id="content">
        {children}
      </main>
    </div>
  )
}
