import {
  FrameLayer,
  GradientLayer,
  type Layer,
  type PatternLayer,
  Place,
  WatermarkLayer,
} from '@demiurge/art'
import { Field, IconButton, Select, Slider, Switch } from '@demiurge/design'
import { Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { fieldsOf } from '../artwork/form.ts'
import { useStudio } from '../studio/use-studio.ts'
import { ColourInput } from './colour-input.tsx'
import { FontField } from './font-field.tsx'
import { ParamField } from './param-field.tsx'
import type { Change } from './share-field.tsx'

/** Controls made from a schema's properties, for those of the names. */
function SchemaFields({
  properties,
  names,
  values,
  onChange,
  error,
}: {
  readonly properties: object
  readonly names: readonly string[]
  readonly values: object
  readonly onChange: (name: string, value: string | number | boolean) => void
  readonly error?: string | undefined
}): ReactNode {
  const studio = useStudio()
  return fieldsOf(properties, names).map((field) => (
    <ParamField
      key={field.name}
      field={field}
      value={Reflect.get(values, field.name)}
      error={field.kind === 'text' ? error : undefined}
      onChange={(value) => onChange(field.name, value)}
      onSettle={studio.settle}
    />
  ))
}

const MAX_STOPS = 8
const MIN_STOPS = 2

/** Form, place and colours of a gradient. */
export function GradientFields({
  layer,
  change,
}: {
  readonly layer: GradientLayer
  readonly change: Change
}): ReactNode {
  const studio = useStudio()
  const { stops } = layer
  const edit = (at: number, fields: Partial<(typeof stops)[number]>, field: string): void =>
    change(
      { stops: stops.map((stop, i) => (i === at ? { ...stop, ...fields } : stop)) },
      `stop-${at}-${field}`,
    )
  const names =
    layer.form === 'radial'
      ? ['form', 'reach']
      : layer.form === 'conic'
        ? ['form', 'angle']
        : ['form', 'angle', 'reach']
  return (
    <>
      <SchemaFields
        properties={GradientLayer.properties}
        names={names}
        values={layer}
        onChange={(name, value) => change({ [name]: value }, name)}
      />
      {stops.map((stop, i) => (
        <fieldset
          // The place in the gradient is the identity of a stop.
          key={`stop-${String(i)}`}
          className="c-stop"
        >
          <legend>{`Colour ${i + 1}`}</legend>
          <ColourInput
            label={`Colour ${i + 1}`}
            value={stop.colour}
            onChange={(colour) => edit(i, { colour }, 'colour')}
          />
          <Field label="Place" value={`${Math.round(stop.offset * 100)} %`}>
            <Slider
              value={stop.offset}
              min={0}
              max={1}
              step={0.01}
              onChange={(offset) => edit(i, { offset }, 'offset')}
              onCommit={studio.settle}
            />
          </Field>
          <Field label="Opacity" value={`${Math.round(stop.opacity * 100)} %`}>
            <Slider
              value={stop.opacity}
              min={0}
              max={1}
              step={0.01}
              onChange={(opacity) => edit(i, { opacity }, 'opacity')}
              onCommit={studio.settle}
            />
          </Field>
        </fieldset>
      ))}
      <div className="d-row">
        <IconButton
          label="Remove the last colour"
          kind="secondary"
          size="small"
          disabled={stops.length <= MIN_STOPS}
          onClick={() => change({ stops: stops.slice(0, -1) }, 'stops')}
        >
          <Minus />
        </IconButton>
        <IconButton
          label="Add a colour"
          kind="secondary"
          size="small"
          disabled={stops.length >= MAX_STOPS}
          onClick={() => change({ stops: [...stops, { offset: 1, colour: '#ffffff', opacity: 1 }] }, 'stops')}
        >
          <Plus />
        </IconButton>
      </div>
    </>
  )
}

/** Style, width and colours of a frame. */
export function FrameFields({
  layer,
  change,
}: {
  readonly layer: FrameLayer
  readonly change: Change
}): ReactNode {
  return (
    <SchemaFields
      properties={FrameLayer.properties}
      names={['style', 'width', 'colour', 'mat', 'shadow']}
      values={layer}
      onChange={(name, value) => change({ [name]: value }, name)}
    />
  )
}

/** Words and layout of a watermark. */
export function WatermarkFields({
  layer,
  change,
  error,
}: {
  readonly layer: WatermarkLayer
  readonly change: Change
  readonly error: string | undefined
}): ReactNode {
  return (
    <>
      <SchemaFields
        properties={WatermarkLayer.properties}
        names={['text']}
        values={layer}
        error={error}
        onChange={(name, value) => change({ [name]: value }, name)}
      />
      <FontField font={layer.font} fontTitle={layer.fontTitle} change={change} />
      <SchemaFields
        properties={WatermarkLayer.properties}
        names={['layout', 'size', 'angle', 'gap', 'colour']}
        values={layer}
        onChange={(name, value) => change({ [name]: value }, name)}
      />
    </>
  )
}

/** Whether a pattern fills the picture, and where it lies when it does not. */
export function PlaceFields({
  layer,
  change,
}: {
  readonly layer: PatternLayer
  readonly change: Change
}): ReactNode {
  const { place } = layer
  const fresh = { x: 0.5, y: 0.5, scale: 0.6, rotation: 0, crop: 'rectangle' }
  return (
    <>
      <Switch
        label="Fill the picture"
        checked={place === undefined}
        onChange={(fills) => change({ place: fills ? undefined : fresh }, 'place')}
      />
      {place !== undefined && (
        <SchemaFields
          properties={Place.properties}
          names={['scale', 'rotation', 'crop']}
          values={place}
          onChange={(name, value) => change({ place: { ...place, [name]: value } }, `place-${name}`)}
        />
      )}
    </>
  )
}

const MASKS = [
  { value: 'none', label: 'Paint this layer' },
  { value: 'alpha', label: 'Mask by its form' },
  { value: 'luminance', label: 'Mask by its light' },
] as const

/** Whether a layer is painted or masks the one above it, and whether it is clipped to the one below. */
export function GuardFields({
  layer,
  change,
}: {
  readonly layer: Layer
  readonly change: Change
}): ReactNode {
  const { mask, clip } = layer
  return (
    <>
      <Field label="Use" hint={mask === undefined ? undefined : 'It decides where the layer above it shows.'}>
        <Select
          value={mask?.by ?? 'none'}
          onChange={(by) =>
            change({ mask: by === 'none' ? undefined : { by, invert: mask?.invert ?? false } }, 'mask')
          }
          options={MASKS}
        />
      </Field>
      {mask !== undefined && (
        <Switch
          label="Inverted"
          checked={mask.invert}
          onChange={(invert) => change({ mask: { ...mask, invert } }, 'mask-invert')}
        />
      )}
      <Switch
        label="Clip to the layer below"
        checked={clip === true}
        onChange={(on) => change({ clip: on ? true : undefined }, 'clip')}
      />
    </>
  )
}
