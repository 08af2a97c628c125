import { limits } from '@demiurge/art'
import { Field, Segmented, Switch } from '@demiurge/design'
import { RectangleHorizontal, RectangleVertical, Square } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Artwork, DEFAULT_SIDE, groundOf } from '../artwork/artwork.ts'
import { activePattern } from '../artwork/edit.ts'
import { useStudio, useStudioState } from '../studio/use-studio.ts'
import { ColourInput } from './colour-input.tsx'
import { SideInput } from './side-input.tsx'

const SHAPES = [
  { value: 'square', label: 'Square', icon: <Square size={16} aria-hidden />, ratio: 1 },
  { value: 'portrait', label: 'Portrait 4:5', icon: <RectangleVertical size={16} aria-hidden />, ratio: 0.8 },
  {
    value: 'landscape',
    label: 'Wide 16:9',
    icon: <RectangleHorizontal size={16} aria-hidden />,
    ratio: 16 / 9,
  },
] as const

/** The shape of the canvas, and what lies below everything. */
export function CanvasForm(): ReactNode {
  const studio = useStudio()
  const artwork = useStudioState(({ history }) => history.present.artwork)
  const change = (fields: Partial<Artwork>, tag?: string): void =>
    studio.editArtwork((before) => ({ ...before, ...fields }), tag)
  const { width, height, background } = artwork
  const shape = SHAPES.find(({ ratio }) => Math.abs(width / height - ratio) < 0.01)?.value
  const choose = (value: string): void => {
    const ratio = SHAPES.find((each) => each.value === value)?.ratio ?? 1
    const long = Math.max(width, height, DEFAULT_SIDE)
    change({
      width: Math.round(ratio >= 1 ? long : long * ratio),
      height: Math.round(ratio >= 1 ? long / ratio : long),
    })
  }
  const own = activePattern(artwork, -1)?.layer.palette
  return (
    <section className="c-section" aria-label="Canvas">
      <header className="c-section-head">
        <h2>Canvas</h2>
        <span className="d-faint d-num">{`${width} × ${height}`}</span>
      </header>
      <div className="c-form">
        <Segmented label="Shape" value={shape ?? 'own'} onChange={choose} options={[...SHAPES]} iconsOnly />
        <div className="c-sides">
          <SideInput
            label="Width"
            value={width}
            other={height}
            onChange={(next) => change({ width: next })}
          />
          <SideInput
            label="Height"
            value={height}
            other={width}
            onChange={(next) => change({ height: next })}
          />
        </div>
        <Switch
          label="Transparent ground"
          checked={background === 'transparent'}
          onChange={(transparent) =>
            change({ background: transparent ? 'transparent' : groundOf(own ?? 'ember') })
          }
        />
        {background !== 'transparent' && (
          <Field label="Background" hint="Seen where layers are see-through.">
            <ColourInput
              value={background}
              onChange={(colour) => change({ background: colour }, 'background')}
            />
          </Field>
        )}
        <p className="d-field-hint">{`Sides of ${limits.minSide} to ${limits.maxSide} pixels. The final size is chosen when you mint.`}</p>
      </div>
    </section>
  )
}
