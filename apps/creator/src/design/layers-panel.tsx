import { findPattern, type Layer, limits } from '@demiurge/art'
import { IconButton } from '@demiurge/design'
import { Blend, Eye, EyeOff, Frame, GripVertical, ImagePlus, Stamp, Trash2, Type } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { LayerEntry } from '../artwork/artwork.ts'
import { addKind, addPattern, addText, hasRoom, hideLayer, moveLayer, removeLayer } from '../artwork/edit.ts'
import { wordsOf } from '../artwork/form.ts'
import { randomSeed } from '../studio/kept-draft.ts'
import { useStudio, useStudioState } from '../studio/use-studio.ts'
import { Thumbnail } from './pattern-gallery.tsx'
import { useLayerDrag } from './use-layer-drag.ts'

/** What a layer is called in lists. */
export function layerTitle(layer: Layer): string {
  if (layer.kind === 'text') return layer.text.split('\n')[0] || 'Text'
  if (layer.kind === 'watermark') return `Watermark: ${layer.text}`
  if (layer.kind === 'gradient') return `${wordsOf(layer.form)} gradient`
  if (layer.kind === 'frame') return `${wordsOf(layer.style)} frame`
  return findPattern(layer.pattern)?.title ?? layer.pattern
}

const KIND_ICONS = {
  text: <Type aria-hidden />,
  gradient: <Blend aria-hidden />,
  frame: <Frame aria-hidden />,
  watermark: <Stamp aria-hidden />,
} as const

const MORE_KINDS = [
  { kind: 'gradient', title: 'Add a gradient layer', icon: <Blend /> },
  { kind: 'frame', title: 'Add a frame', icon: <Frame /> },
  { kind: 'watermark', title: 'Add a watermark', icon: <Stamp /> },
] as const

/** The layers, the topmost first: select, hide, reorder, remove, add. */
export function LayersPanel(): ReactNode {
  const studio = useStudio()
  const artwork = useStudioState(({ history }) => history.present.artwork)
  const selected = useStudioState((state) => state.selected)
  const [said, setSaid] = useState('')
  const move = (id: number, places: number): void => {
    const at = artwork.layers.findIndex((entry) => entry.id === id)
    const to = Math.max(0, Math.min(artwork.layers.length - 1, at + places))
    studio.editArtwork((before) => moveLayer(before, id, places))
    setSaid(`Layer ${artwork.layers.length - to} of ${artwork.layers.length} from the top`)
  }
  const drag = useLayerDrag(artwork.layers.length, move)
  const room = hasRoom(artwork)
  return (
    <section className="c-section" aria-label="Layers">
      <header className="c-section-head">
        <h2>Layers</h2>
        <div className="d-row c-tight">
          <IconButton
            label={room ? 'Add a pattern layer' : `${limits.maxLayers} layers are the most`}
            size="small"
            disabled={!room}
            onClick={() => studio.editArtwork((before) => addPattern(before, 'interference', randomSeed()))}
          >
            <ImagePlus />
          </IconButton>
          <IconButton
            label="Add a text layer (T)"
            size="small"
            disabled={!room}
            onClick={() => studio.editArtwork((before) => addText(before, 'Your words'))}
          >
            <Type />
          </IconButton>
          {MORE_KINDS.map(({ kind, title, icon }) => (
            <IconButton
              key={kind}
              label={title}
              size="small"
              disabled={!room}
              onClick={() => studio.editArtwork((before) => addKind(before, kind))}
            >
              {icon}
            </IconButton>
          ))}
        </div>
      </header>
      <ul className="c-layers">
        {artwork.layers.toReversed().map((entry, row) => (
          <LayerRow
            key={entry.id}
            entry={entry}
            selected={entry.id === selected}
            only={artwork.layers.length === 1}
            shift={drag.shiftOf(row)}
            grip={drag.gripOf(entry.id, row)}
            onMove={(places) => move(entry.id, places)}
          />
        ))}
      </ul>
      <p className="d-hidden" role="status">
        {said}
      </p>
    </section>
  )
}

interface RowProps {
  readonly entry: LayerEntry
  readonly selected: boolean
  readonly only: boolean
  /** Pixels that the row is away from its place while one is dragged; undefined when none is. */
  readonly shift: number | undefined
  readonly grip: ReturnType<ReturnType<typeof useLayerDrag>['gripOf']>
  readonly onMove: (places: number) => void
}

function LayerRow({ entry, selected, only, shift, grip, onMove }: RowProps): ReactNode {
  const studio = useStudio()
  const { id, hidden, layer } = entry
  const title = layerTitle(layer)
  return (
    <li
      className="c-layer"
      data-selected={selected || undefined}
      data-hidden={hidden || undefined}
      data-lifted={grip.lifted || undefined}
      style={shift === undefined ? undefined : { transform: `translateY(${shift}px)` }}
    >
      <button
        type="button"
        className="c-grip"
        aria-label={`Move ${title}: arrow up or down`}
        {...grip.handlers}
        onKeyDown={(event) => {
          const places = { ArrowUp: 1, ArrowDown: -1 }[event.key]
          if (places === undefined) return
          // The list must not scroll under the person's hands.
          event.preventDefault()
          onMove(places)
        }}
      >
        <GripVertical aria-hidden />
      </button>
      <button
        type="button"
        className="c-layer-name"
        aria-pressed={selected}
        onClick={() => studio.select(id)}
      >
        <span className="c-layer-picture">
          {layer.kind === 'pattern' ? <Thumbnail pattern={layer.pattern} /> : KIND_ICONS[layer.kind]}
        </span>
        <span className="d-truncate">{title}</span>
        {layer.mask !== undefined && <span className="c-layer-note">Mask</span>}
        {layer.clip === true && <span className="c-layer-note">Clip</span>}
      </button>
      <IconButton
        label={hidden ? `Show ${title}` : `Hide ${title}`}
        size="small"
        onClick={() => studio.editArtwork((artwork) => hideLayer(artwork, id, !hidden))}
      >
        {hidden ? <EyeOff /> : <Eye />}
      </IconButton>
      <IconButton
        label={only ? 'The last layer stays' : `Delete ${title}`}
        size="small"
        disabled={only}
        onClick={() => studio.editArtwork((artwork) => removeLayer(artwork, id))}
      >
        <Trash2 />
      </IconButton>
    </li>
  )
}
