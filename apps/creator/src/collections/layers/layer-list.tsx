import { GripVertical } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useLayerDrag } from '../../design/use-layer-drag.ts'
import { fileAddress } from '../server/studio-api.ts'
import { moveLayer } from '../sketch/edit.ts'
import type { SketchLayer } from '../sketch/sketch.ts'
import { useBenchEditor, useEditorState } from '../sketch/use-editor.tsx'

/** Layers, the topmost first, as they lie over one another. */
export function LayerList({
  layers,
  selected,
  onSelect,
}: {
  readonly layers: readonly SketchLayer[]
  readonly selected: string | undefined
  readonly onSelect: (folder: string) => void
}): ReactNode {
  const editor = useBenchEditor()
  const [said, setSaid] = useState('')
  const rows = layers.toReversed()
  const move = (folder: string, placesUp: number): void => {
    editor.edit((sketch) => moveLayer(sketch, folder, placesUp))
    const at = layers.findIndex((layer) => layer.folder === folder)
    const to = Math.max(0, Math.min(layers.length - 1, at + placesUp))
    setSaid(`${layers[at]?.name ?? ''} is layer ${to + 1} of ${layers.length}, counted from below`)
  }
  const drag = useLayerDrag(rows.length, (row, placesUp) => {
    const layer = rows[row]
    if (layer !== undefined) move(layer.folder, placesUp)
  })
  return (
    <>
      <ol className="c-layers k-layers" aria-label="Layers, the topmost first">
        {rows.map((layer, row) => (
          <LayerRow
            key={layer.folder}
            layer={layer}
            isSelected={layer.folder === selected}
            shift={drag.shiftOf(row)}
            grip={drag.gripOf(row, row)}
            onMove={(places) => move(layer.folder, places)}
            onSelect={() => onSelect(layer.folder)}
          />
        ))}
      </ol>
      <p className="d-hidden" role="status">
        {said}
      </p>
    </>
  )
}

function LayerRow({
  layer,
  isSelected,
  shift,
  grip,
  onMove,
  onSelect,
}: {
  readonly layer: SketchLayer
  readonly isSelected: boolean
  readonly shift: number | undefined
  readonly grip: ReturnType<ReturnType<typeof useLayerDrag>['gripOf']>
  readonly onMove: (placesUp: number) => void
  readonly onSelect: () => void
}): ReactNode {
  const { view } = useEditorState()
  const [first] = layer.pictures
  return (
    <li
      className="c-layer k-layer-row"
      data-drop={layer.folder}
      data-selected={isSelected || undefined}
      data-lifted={grip.lifted || undefined}
      style={shift === undefined ? undefined : { transform: `translateY(${shift}px)` }}
    >
      <button
        type="button"
        className="c-grip"
        aria-label={`Move ${layer.name}: arrow up or down`}
        {...grip.handlers}
        onKeyDown={(event) => {
          const places = { ArrowUp: 1, ArrowDown: -1 }[event.key]
          if (places === undefined) return
          event.preventDefault()
          onMove(places)
        }}
      >
        <GripVertical aria-hidden />
      </button>
      <button type="button" className="c-layer-name" aria-pressed={isSelected} onClick={onSelect}>
        <span className="c-layer-picture k-checker">
          {first !== undefined && (
            <img src={fileAddress(view.id, first)} alt="" loading="lazy" decoding="async" />
          )}
        </span>
        <span className="d-truncate">{layer.name}</span>
        <span className="d-faint d-num">{layer.pictures.length}</span>
      </button>
    </li>
  )
}
