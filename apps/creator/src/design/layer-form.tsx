import { blendModes, findPattern, fonts, type PatternLayer, type TextLayer } from '@demiurge/art'
import { Button, Field, Segmented, Select, Slider, TextArea } from '@demiurge/design'
import { AlignCenter, AlignLeft, AlignRight, RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { changeLayer, changeParam, defaultsOf, findLayer, type LayerChange } from '../artwork/edit.ts'
import { formOf, wordsOf } from '../artwork/form.ts'
import { useStudio, useStudioState } from '../studio/use-studio.ts'
import { ColourInput } from './colour-input.tsx'
import { layerTitle } from './layers-panel.tsx'
import { ParamField } from './param-field.tsx'

const BLENDS = blendModes.map((mode) => ({ value: mode, label: wordsOf(mode) }))
const FONTS = fonts.map(({ name, title }) => ({ value: name, label: title }))

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
        {layer.kind === 'pattern' ? (
          <PatternFields id={id} layer={layer} error={textError} />
        ) : (
          <TextFields layer={layer} change={change} error={textError} />
        )}
        <LayerBlending layer={layer} change={change} />
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

type Change = (fields: LayerChange, field: string) => void

function TextFields({
  layer,
  change,
  error,
}: {
  readonly layer: TextLayer
  readonly change: Change
  readonly error: string | undefined
}): ReactNode {
  const studio = useStudio()
  return (
    <>
      <Field label="Words" error={layer.text === '' ? 'Write at least one character.' : error}>
        <TextArea
          rows={2}
          maxLength={500}
          value={layer.text}
          onChange={({ target }) => change({ text: target.value }, 'text')}
          onBlur={studio.settle}
        />
      </Field>
      <Field label="Font">
        <Select value={layer.font} onChange={(font) => change({ font }, 'font')} options={FONTS} />
      </Field>
      <Segmented
        label="Align"
        iconsOnly
        value={layer.align}
        onChange={(align) => change({ align }, 'align')}
        options={[
          { value: 'left', label: 'Left', icon: <AlignLeft size={16} aria-hidden /> },
          { value: 'center', label: 'Centre', icon: <AlignCenter size={16} aria-hidden /> },
          { value: 'right', label: 'Right', icon: <AlignRight size={16} aria-hidden /> },
        ]}
      />
      <Share
        label="Size"
        value={layer.size}
        min={0.01}
        max={0.4}
        onChange={(size) => change({ size }, 'size')}
      />
      <Share label="From the left" value={layer.x} max={1} onChange={(x) => change({ x }, 'x')} />
      <Share label="From the top" value={layer.y} max={1} onChange={(y) => change({ y }, 'y')} />
      <Share
        label="Letter spacing"
        value={layer.letterSpacing}
        min={-0.1}
        max={0.8}
        onChange={(letterSpacing) => change({ letterSpacing }, 'spacing')}
      />
      <Field label="Colour">
        <ColourInput value={layer.colour} onChange={(colour) => change({ colour }, 'colour')} />
      </Field>
      <Share
        label="Outline"
        value={layer.outline}
        max={0.5}
        onChange={(outline) => change({ outline }, 'outline')}
      />
      <Field label="Outline colour">
        <ColourInput
          value={layer.outlineColour}
          onChange={(outlineColour) => change({ outlineColour }, 'outline-colour')}
        />
      </Field>
    </>
  )
}

function LayerBlending({
  layer,
  change,
}: {
  readonly layer: PatternLayer | TextLayer
  readonly change: Change
}): ReactNode {
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

/** A share of the whole, in percent. */
function Share({
  label,
  value,
  min = 0,
  max,
  onChange,
}: {
  readonly label: string
  readonly value: number
  readonly min?: number
  readonly max: number
  readonly onChange: (value: number) => void
}): ReactNode {
  const studio = useStudio()
  const percent = Math.round(value * 1_000) / 10
  return (
    <Field label={label} value={`${percent} %`}>
      <Slider value={value} min={min} max={max} step={0.005} onChange={onChange} onCommit={studio.settle} />
    </Field>
  )
}
