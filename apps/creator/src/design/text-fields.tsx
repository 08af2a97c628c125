import { contrastGrade, contrastRatio, type TextLayer, TextPath } from '@demiurge/art'
import { Field, Segmented, Select, Slider, TextArea } from '@demiurge/design'
import { AlignCenter, AlignLeft, AlignRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { coloursOf, groundOf } from '../artwork/artwork.ts'
import { fieldsOf } from '../artwork/form.ts'
import { useActivePattern, useStudio } from '../studio/use-studio.ts'
import { ColourInput } from './colour-input.tsx'
import { FontField } from './font-field.tsx'
import { ParamField } from './param-field.tsx'
import { type Change, Share } from './share-field.tsx'

/** What a text layer says, in which letters, where, and along which line. */
export function TextFields({
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
      <FontField font={layer.font} fontTitle={layer.fontTitle} change={change} />
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
      <ContrastNote layer={layer} />
      <Field label="Outline colour">
        <ColourInput
          value={layer.outlineColour}
          onChange={(outlineColour) => change({ outlineColour }, 'outline-colour')}
        />
      </Field>
      <Field label="Turn" value={`${Math.round(layer.rotation ?? 0)}°`}>
        <Slider
          value={layer.rotation ?? 0}
          min={-180}
          max={180}
          step={1}
          onChange={(rotation) => change({ rotation: rotation === 0 ? undefined : rotation }, 'rotation')}
          onCommit={studio.settle}
        />
      </Field>
      <PathFields layer={layer} change={change} />
    </>
  )
}

/** Which controls each path has. */
const PATH_FIELDS = { arc: ['bend'], circle: ['radius'], wave: ['height', 'waves'], points: [] } as const

/** A first curve for a text that follows points: they are moved on the picture. */
const FIRST_POINTS = [
  [0.15, 0.6],
  [0.4, 0.4],
  [0.6, 0.6],
  [0.85, 0.4],
] as const

const PATHS = [
  { value: 'straight', label: 'Straight' },
  { value: 'arc', label: 'Arc' },
  { value: 'circle', label: 'Circle' },
  { value: 'wave', label: 'Wave' },
  { value: 'points', label: 'Curve through points' },
] as const

function PathFields({ layer, change }: { readonly layer: TextLayer; readonly change: Change }): ReactNode {
  const studio = useStudio()
  const { path } = layer
  const choose = (form: (typeof PATHS)[number]['value']): void =>
    change({ path: form === 'straight' ? undefined : { ...freshPath, form, points: FIRST_POINTS } }, 'path')
  return (
    <>
      <Field label="Path" hint={path?.form === 'points' ? 'Move the points on the picture.' : undefined}>
        <Select value={path?.form ?? 'straight'} onChange={choose} options={PATHS} />
      </Field>
      {path !== undefined &&
        fieldsOf(TextPath.properties, PATH_FIELDS[path.form]).map((field) => (
          <ParamField
            key={field.name}
            field={field}
            value={Reflect.get(path, field.name)}
            onChange={(value) => change({ path: { ...path, [field.name]: value } }, `path-${field.name}`)}
            onSettle={studio.settle}
          />
        ))}
    </>
  )
}

const freshPath = { bend: 90, radius: 0.6, height: 0.05, waves: 1 }

/** How well the words read: on their outline where it is strong, else on the colours of the pattern below. */
function ContrastNote({ layer }: { readonly layer: TextLayer }): ReactNode {
  const below = useActivePattern((entry) => entry.layer.palette)
  const grounds =
    layer.outline >= STRONG_OUTLINE || below === undefined ? [layer.outlineColour] : groundsOf(below)
  const ratio = Math.min(...grounds.map((ground) => contrastRatio(layer.colour, ground)))
  const grade = contrastGrade(ratio)
  return (
    <p className="c-contrast" data-grade={grade} role="status">
      <span className="c-contrast-sample" style={{ color: layer.colour, background: grounds[0] }} aria-hidden>
        Aa
      </span>
      {`Contrast ${ratio.toFixed(1)} : 1. ${GRADES[grade]}`}
    </p>
  )
}

/** From here on the outline and not the picture is what the letters stand on. */
const STRONG_OUTLINE = 0.08

function groundsOf(palette: string | readonly string[]): readonly string[] {
  return [groundOf(palette), ...coloursOf(palette).slice(0, 3)]
}

const GRADES = {
  AAA: 'Reads well at any size.',
  AA: 'Reads well.',
  large: 'For large letters only; an outline helps.',
  poor: 'Hard to read here: choose another colour or an outline.',
} as const
