import { Button, EmptyState, ErrorState, Skeleton, useToast } from '@demiurge/design'
import type { CollectionView } from '@demiurge/studio/contract'
import { FolderUp, Layers, Plus, Sparkles } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useMay } from '../../account/session.tsx'
import { FolderDrop } from '../upload/folder-drop.tsx'
import { readInput } from '../upload/read-drop.ts'
import { CollectionCard } from './collection-card.tsx'
import { useCollections } from './use-collections.ts'
import { useNewCollection } from './use-new-collection.ts'

/** All collections of the studio, and ways to begin one. */
export function ListView(): ReactNode {
  const { collections, error, reload } = useCollections()
  const start = useNewCollection()
  return (
    <FolderDrop label="Drop a folder of layers to begin a collection" onFound={start.fromFolder}>
      <div className="k-list">
        <header className="k-list-head">
          <div>
            <h1>Collections</h1>
            <p className="d-quiet">
              Thousands of pieces from layers of pictures, each of them one of its kind.
            </p>
          </div>
          {collections !== undefined && collections.length > 0 && <Beginnings start={start} />}
        </header>
        {error !== undefined && collections === undefined && <ErrorState error={error} onRetry={reload} />}
        {error === undefined && collections === undefined && <Waiting />}
        {collections?.length === 0 && <Nothing start={start} />}
        {collections !== undefined && collections.length > 0 && (
          <Cards collections={collections} onChange={reload} />
        )}
      </div>
    </FolderDrop>
  )
}

function Cards({
  collections,
  onChange,
}: {
  readonly collections: readonly CollectionView[]
  readonly onChange: () => void
}): ReactNode {
  return (
    <ul className="k-cards" aria-label="Collections">
      {collections.map((collection) => (
        <li key={collection.id}>
          <CollectionCard collection={collection} onChange={onChange} />
        </li>
      ))}
    </ul>
  )
}

function Nothing({ start }: { readonly start: ReturnType<typeof useNewCollection> }): ReactNode {
  return (
    <EmptyState
      icon={<Layers aria-hidden />}
      title="A folder of layers becomes a collection"
      actions={<Beginnings start={start} />}
    >
      Drop a folder here. Each folder in it is a layer, each picture a trait; a number behind the name, as in
      “Crown#3.png”, is its weight. Folders of the HashLips art engine work as they are.
    </EmptyState>
  )
}

function Beginnings({ start }: { readonly start: ReturnType<typeof useNewCollection> }): ReactNode {
  const may = useMay('creator')
  const input = useRef<HTMLInputElement>(null)
  const toast = useToast()
  const [busy, setBusy] = useState<string>()
  const run = (what: string, work: () => Promise<void>): void => {
    setBusy(what)
    work()
      .catch((error: unknown) =>
        toast({
          title: 'No collection was begun',
          text: error instanceof Error ? error.message : String(error),
          tone: 'danger',
        }),
      )
      .finally(() => setBusy(undefined))
  }
  if (!may) return null
  return (
    <div className="d-row d-wrap">
      <Button kind="primary" busy={busy === 'folder'} onClick={() => input.current?.click()}>
        <FolderUp aria-hidden />
        Choose a folder
      </Button>
      <Button busy={busy === 'sample'} onClick={() => run('sample', start.sample)}>
        <Sparkles aria-hidden />
        Try a sample
      </Button>
      <Button kind="ghost" busy={busy === 'empty'} onClick={() => run('empty', start.empty)}>
        <Plus aria-hidden />
        Begin empty
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label="A folder of layers"
        {...{ webkitdirectory: '' }}
        onChange={({ target }) => {
          const found = readInput(target.files)
          target.value = ''
          if (found.length > 0) run('folder', async () => start.fromFolder(found))
        }}
      />
    </div>
  )
}

function Waiting(): ReactNode {
  return (
    <div className="k-cards" role="status" aria-label="Collections are loaded">
      {[1, 2, 3].map((place) => (
        <Skeleton key={place} height={280} radius={12} />
      ))}
    </div>
  )
}
