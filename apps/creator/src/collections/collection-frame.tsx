import { Button, OfflineBanner, useConnection, usePage, useToast } from '@demiurge/design'
import { ChevronLeft, CircleAlert, Eye } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react'
import { useMay } from '../account/session.tsx'
import { CollectionBar } from './collection-bar.tsx'
import { DetailsView } from './details/details-view.tsx'
import { SealedNotice } from './drop/sealed-notice.tsx'
import { LayersView } from './layers/layers-view.tsx'
import { MakeView } from './make/make-view.tsx'
import { MintView } from './mint/mint-view.tsx'
import { PiecesView } from './pieces/pieces-view.tsx'
import { RarityView } from './rarity/rarity-view.tsx'
import { type CollectionViewName, collectionViews, formatRoute } from './route.ts'
import { RulesView } from './rules/rules-view.tsx'
import type { Editor } from './sketch/editor.ts'
import { EditorContext } from './sketch/use-editor.tsx'
import { useUndoKeys } from './use-undo-keys.ts'

const TITLES: Readonly<Record<CollectionViewName, string>> = {
  layers: 'Layers',
  rules: 'Rules',
  details: 'Details',
  rarity: 'Rarity',
  make: 'Make',
  pieces: 'Pieces',
  mint: 'Mint',
}

const VIEWS: Readonly<Record<CollectionViewName, () => ReactNode>> = {
  layers: LayersView,
  rules: RulesView,
  details: DetailsView,
  rarity: RarityView,
  make: MakeView,
  pieces: PiecesView,
  mint: MintView,
}

/** Views in which something is changed: who may not, sees them and no more. */
const CHANGING: ReadonlySet<CollectionViewName> = new Set(['layers', 'rules', 'details', 'make'])

/** Views in which pieces can come to be others than those of a drop. */
const REMAKING: ReadonlySet<CollectionViewName> = new Set(['make', 'pieces'])

/** One collection: its name, the way from layers to the chain, and the view of now. */
export function CollectionFrame({
  editor,
  view,
}: {
  readonly editor: Editor
  readonly view: CollectionViewName
}): ReactNode {
  const { connection } = usePage()
  const online = useConnection()
  const { history, failure, view: told } = useSyncExternalStore(editor.subscribe, editor.state)
  const View = VIEWS[view]
  const may = useMay('creator')
  useUndoKeys(editor)
  useMergeNotices(editor)
  const views = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a narrow window the last of them may lie beyond its edge.
    const current = view && views.current?.querySelector('[aria-current]')
    if (current) current.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [view])
  const { id } = told
  return (
    <EditorContext value={editor}>
      <div className="k-frame">
        <CollectionBar editor={editor} />
        <OfflineBanner offline={online === 'offline'} onRetry={connection.ask} />
        <header className="k-head">
          <a className="k-back" href="#/collections">
            <ChevronLeft aria-hidden />
            Collections
          </a>
          <h1 className="d-truncate">{history.present.name}</h1>
          <nav className="k-views d-scroll-x" ref={views} aria-label="Views of the collection">
            {collectionViews.map((each) => (
              <a
                key={each}
                href={formatRoute({ kind: 'collection', id, view: each })}
                aria-current={each === view ? 'page' : undefined}
              >
                {TITLES[each]}
              </a>
            ))}
          </nav>
        </header>
        {failure !== undefined && (
          <div className="k-failure" role="alert">
            <CircleAlert aria-hidden />
            <p>{failure.message}</p>
            <Button size="small" onClick={() => void editor.save()}>
              Save again
            </Button>
          </div>
        )}
        {!may && (
          <div className="k-notice">
            <Eye aria-hidden />
            <p>You may look at this collection. An owner of the studio can let you change it.</p>
          </div>
        )}
        {REMAKING.has(view) && <SealedNotice view={told} />}
        <main className="k-main" id="content" data-view={view}>
          <fieldset className="k-views-of" disabled={!may && CHANGING.has(view)}>
            <View />
          </fieldset>
        </main>
      </div>
    </EditorContext>
  )
}

/** Tells when somebody else's changes came in. */
function useMergeNotices(editor: Editor): void {
  const toast = useToast()
  const { merges } = useSyncExternalStore(editor.subscribe, editor.state)
  const seen = useRef(merges)
  useEffect(() => {
    if (merges === seen.current) return
    seen.current = merges
    toast({ title: 'Changed elsewhere as well', text: 'Those changes came in; yours are kept.' })
  }, [merges, toast])
}
