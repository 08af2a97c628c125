import { Button, IconButton } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { Hash, Trash2 } from 'lucide-react'
import { memo, type ReactNode, useState } from 'react'
import { useWishes } from '../make/wishes.ts'
import { fileAddress } from '../server/studio-api.ts'
import { changePicture, removePicture } from '../sketch/edit.ts'
import type { Editor } from '../sketch/editor.ts'
import type { Picture, SketchLayer } from '../sketch/sketch.ts'
import { useBenchEditor, useEditorState } from '../sketch/use-editor.tsx'
import { TextField } from '../text-field.tsx'

/** Pictures that are put on the page at once. */
const MANY = 240
/** Below this share a trait is marked as rare. */
export const RARE = 0.02

/** A layer's pictures with their names and weights. */
export function PictureGrid({ layer }: { readonly layer: SketchLayer }): ReactNode {
  const editor = useBenchEditor()
  const { view } = useEditorState()
  const [shown, setShown] = useState(MANY)
  const { count } = useWishes(view.id).wishes
  const counted = layer.pictures.reduce((sum, picture) => sum + (picture.count ?? 0), 0)
  const left = Math.max(0, 1 - counted / count)
  return (
    <>
      <ul className="k-pictures">
        {layer.pictures.slice(0, shown).map((picture) => (
          <PictureCard
            key={picture.path}
            id={view.id}
            folder={layer.folder}
            picture={picture}
            expected={picture.count ?? Math.round((picture.share ?? 0) * left * count)}
            total={count}
            editor={editor}
          />
        ))}
      </ul>
      {layer.pictures.length > shown && (
        <Button onClick={() => setShown(shown + MANY)}>
          {`Show ${formatCount(Math.min(MANY, layer.pictures.length - shown))} more`}
        </Button>
      )}
    </>
  )
}

interface CardProps {
  readonly id: string
  readonly folder: string
  readonly picture: Picture
  /** Pieces that will have it, of `total`. */
  readonly expected: number
  readonly total: number
  readonly editor: Editor
}

const PictureCard = memo(function PictureCard({
  id,
  folder,
  picture,
  expected,
  total,
  editor,
}: CardProps): ReactNode {
  const { path, stem, trait, count } = picture
  const share = count === undefined ? (picture.share ?? 0) : count / total
  return (
    <li className="k-picture">
      <div className="k-picture-image k-checker">
        <img src={fileAddress(id, picture)} alt={trait} loading="lazy" decoding="async" draggable={false} />
        {share > 0 && share < RARE && <span className="d-badge k-rare">Rare</span>}
        <IconButton
          label={`Remove ${trait}`}
          size="small"
          onClick={() => editor.edit((sketch) => removePicture(sketch, path))}
        >
          <Trash2 />
        </IconButton>
      </div>
      <TextField
        className="k-picture-name"
        aria-label={`Name of ${trait}`}
        value={trait}
        maxLength={128}
        isGood={(name) => name.trim() !== ''}
        onChange={(name) =>
          editor.edit(
            (sketch) =>
              changePicture(sketch, folder, stem, { trait: name.trim() === stem ? null : name.trim() }),
            `${path} name`,
          )
        }
        onSettle={editor.settle}
      />
      <Weight folder={folder} picture={picture} expected={expected} editor={editor} />
      <p className="k-share">
        <span className="k-share-bar" style={{ inlineSize: `${Math.max(1, Math.min(100, share * 100))}%` }} />
        <span className="d-num">{`${formatShare(share)} · ${formatCount(expected)}`}</span>
      </p>
    </li>
  )
})

/** Its weight among the others, or exactly how many pieces have it. */
function Weight({
  folder,
  picture,
  expected,
  editor,
}: Pick<CardProps, 'folder' | 'picture' | 'expected' | 'editor'>): ReactNode {
  const { path, stem, trait, weight, count } = picture
  const isCounted = count !== undefined
  const value = isCounted ? count : weight
  return (
    <div className="k-weight">
      <TextField
        type="number"
        inputMode="decimal"
        min={0}
        step={isCounted ? 1 : 'any'}
        aria-label={isCounted ? `Pieces with ${trait}` : `Weight of ${trait}`}
        value={String(value)}
        isGood={(written) =>
          written !== '' && Number(written) >= 0 && (!isCounted || Number.isInteger(Number(written)))
        }
        onChange={(written) =>
          editor.edit(
            (sketch) =>
              changePicture(
                sketch,
                folder,
                stem,
                isCounted ? { count: Number(written) } : { weight: Number(written) },
              ),
            `${path} weight`,
          )
        }
        onSettle={editor.settle}
      />
      <IconButton
        label={isCounted ? `Give ${trait} a weight instead of a count` : `Ask for an exact count of ${trait}`}
        size="small"
        aria-pressed={isCounted}
        onClick={() =>
          editor.edit((sketch) => changePicture(sketch, folder, stem, { count: isCounted ? null : expected }))
        }
      >
        <Hash />
      </IconButton>
    </div>
  )
}

/** A share for people: `0.4 %`, `38 %`. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent === 0) return '0 %'
  return percent < 0.1 ? '< 0.1 %' : `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}
