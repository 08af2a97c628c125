import { Button, EmptyState } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { FolderUp, ImagePlus } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Problems } from '../problems.tsx'
import { useBenchEditor, useEditorState, useLayers } from '../sketch/use-editor.tsx'
import { FolderDrop } from '../upload/folder-drop.tsx'
import type { FoundFile } from '../upload/plan.ts'
import { readInput } from '../upload/read-drop.ts'
import { UploadPanel } from '../upload/upload-panel.tsx'
import { useUploads } from '../upload/use-uploads.tsx'
import { LayerForm } from './layer-form.tsx'
import { LayerList } from './layer-list.tsx'
import { PictureGrid } from './picture-grid.tsx'

/** Layers, their pictures, and how often each of them comes. */
export function LayersView(): ReactNode {
  const editor = useBenchEditor()
  const { view } = useEditorState()
  const layers = useLayers()
  const uploads = useUploads()
  const [chosen, choose] = useState<string>()
  const layer = layers.find(({ folder }) => folder === chosen) ?? layers.at(-1)
  const shown = layer?.folder
  // The first one stays chosen when layers change places.
  useEffect(() => choose(shown), [shown])
  const upload = (found: readonly FoundFile[], target?: string): void => {
    void uploads.begin(editor, found, target)
  }
  return (
    <FolderDrop
      label="Drop folders of layers, or pictures on a layer"
      onFound={(found, on) =>
        upload(found, found.some(({ path }) => path.includes('/')) ? undefined : (on ?? layer?.folder))
      }
    >
      <div className="k-panes">
        <aside className="k-side" aria-label="Layers">
          <header className="k-side-head">
            <h2>Layers</h2>
            <PickFiles label="Add a folder" icon={<FolderUp aria-hidden />} isFolder onFound={upload} />
          </header>
          <LayerList layers={layers} selected={layer?.folder} onSelect={choose} />
          {layers.length > 0 && (
            <p className="k-combinations">
              <b className="d-num">{formatCount(BigInt(view.combinations))}</b> different pieces are possible
            </p>
          )}
          <Problems prefix="" />
        </aside>
        <section
          className="k-centre"
          aria-label={layer === undefined ? 'Pictures' : `Pictures of ${layer.name}`}
        >
          <UploadPanel id={view.id} />
          {layer === undefined ? (
            <EmptyState
              icon={<FolderUp aria-hidden />}
              title="Drop a folder of layers here"
              actions={
                <PickFiles
                  label="Choose a folder"
                  icon={<FolderUp aria-hidden />}
                  isFolder
                  onFound={upload}
                  isPrimary
                />
              }
            >
              Each folder in it is a layer, each picture in that a trait. “Crown#3.png” weighs 3, one without
              a number weighs 1. Numbers before a folder’s name give the order, the lowest first.
            </EmptyState>
          ) : (
            <div key={layer.folder} className="k-layer" data-drop={layer.folder}>
              <LayerForm layer={layer} />
              <div className="k-section-head">
                <h2>{`${formatCount(layer.pictures.length)} ${layer.pictures.length === 1 ? 'picture' : 'pictures'}`}</h2>
                <PickFiles
                  label="Add pictures"
                  icon={<ImagePlus aria-hidden />}
                  onFound={(found) => upload(found, layer.folder)}
                />
              </div>
              <PictureGrid layer={layer} />
            </div>
          )}
        </section>
      </div>
    </FolderDrop>
  )
}

/** A button that asks for files or a folder. */
export function PickFiles({
  label,
  icon,
  isFolder = false,
  isPrimary = false,
  onFound,
}: {
  readonly label: string
  readonly icon: ReactNode
  readonly isFolder?: boolean
  readonly isPrimary?: boolean
  readonly onFound: (found: readonly FoundFile[]) => void
}): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button
        size={isPrimary ? 'medium' : 'small'}
        kind={isPrimary ? 'primary' : 'secondary'}
        onClick={() => input.current?.click()}
      >
        {icon}
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={`${label}: files`}
        {...(isFolder
          ? { webkitdirectory: '' }
          : { accept: 'image/png,image/jpeg,image/webp,image/svg+xml' })}
        onChange={({ target }) => {
          const found = readInput(target.files)
          target.value = ''
          if (found.length > 0) onFound(found)
        }}
      />
    </>
  )
}
