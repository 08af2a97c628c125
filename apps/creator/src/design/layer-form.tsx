import { blendModes, findPattern, type Layer, type PatternLayer } from '@demiurge/art'
import { Button, Field, Select } from '@demiurge/design'
import { RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { changeLayer, changeParam, defaultsOf, findLayer, type LayerChange } from '../artwork/edit.ts'
import { formOf, wordsOf } from '../artwork/form.ts'
import { useStudio, useStudioState } from '../studio/use-studio.ts'
import { FrameFields, GradientFields, GuardFields, PlaceFields, WatermarkFields } from './kind-fields.tsx'
import { layerTitle } from './layers-panel.tsx'
import { ParamField } from './param-field.tsx'
import { type Change, Share } from './share-field.tsx'
import { TextFields } from './text-fields.tsx'

const BLENDS = blendModes.map((mode) => ({ value: mode, label: wordsOf(mode) }))

/** The selected layer's parameters. `textError` is what the renderer says about its text. */
export function LayerForm({ textError }: { readonly textError: string | undefined }): ReactNode {
  const studio = useStudio()
  const entry = useStudioState(({ history, selected }) => findLayer(history.present.artwork, selected))
  if (entry === undefined) return null
  const { id, layer } = entry
  const change = (fields: LayerChange, field: string): void =>
    studio.editArtwork((artwork) => changeLayer(artwork, id, fields), `layer-${id}-${field}`)
  return (
    <section className="c-section" aria-label={`Parameters of ${layerTitle(layer)}`}>
      <header className="c-section-head">
        <h2 className="d-truncate">{layer.kind === 'text' ? 'Text' : layerTitle(layer)}</h2>
        {layer.kind === 'pattern' && (
          <Button
            size="small"
            kind="ghost"
            onClick={() => change({ params: defaultsOf(layer.pattern) }, 'reset')}
          >
            <RotateCcw aria-hidden />
            Reset
          </Button>
        )}
      </header>
      <div className="c-form">
        {layer.kind === 'pattern' && <PatternFields id={id} layer={layer} error={textError} />}
        {layer.kind === 'pattern' && <PlaceFields layer={layer} change={change} />}
        {layer.kind === 'text' && <TextFields layer={layer} change={change} error={textError} />}
        {layer.kind === 'gradient' && <GradientFields layer={layer} change={change} />}
        {layer.kind === 'frame' && <FrameFields layer={layer} change={change} />}
        {layer.kind === 'watermark' && <WatermarkFields layer={layer} change={change} error={textError} />}
        <LayerBlending layer={layer} change={change} />
        <GuardFields layer={layer} change={change} />
      </div>
    </section>
  )
}

function PatternFields({
  id,
  layer,
  error,
}: {
  readonly id: number
  readonly layer: PatternLayer
  readonly error: string | undefined
}): ReactNode {
  const studio = useStudio()
  const pattern = findPattern(layer.pattern)
  if (pattern === undefined) return null
  return formOf(pattern).map((field) => (
    <ParamField
      key={`${layer.pattern}-${field.name}`}
      field={field}
      value={layer.params[field.name]}
      error={error}
      onChange={(value) =>
        studio.editArtwork(
          (artwork) => changeParam(artwork, id, field.name, value),
          `layer-${id}-${field.name}`,
        )
      }
      onSettle={studio.settle}
    />
  ))
}

function LayerBlending({ layer, change }: { readonly layer: Layer; readonly change: Change }): ReactNode {
  return (
    <>
      <Share
        label="Opacity"
        value={layer.opacity}
        max={1}
        onChange={(opacity) => change({ opacity }, 'opacity')}
      />
      <Field label="Blend mode">
        <Select value={layer.blend} onChange={(blend) => change({ blend }, 'blend')} options={BLENDS} />
      </Field>
    </>
  )
}
