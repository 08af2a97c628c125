import { findPattern, palettes } from '@demiurge/art'
import { Button, IconButton, Popover } from '@demiurge/design'
import { Minus, Plus, SlidersHorizontal } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { coloursOf } from '../artwork/artwork.ts'
import { changePalette } from '../artwork/edit.ts'
import { editActive } from '../studio/actions.ts'
import { useActivePattern, useStudio } from '../studio/use-studio.ts'
import { ColourInput } from './colour-input.tsx'
import { PaletteTools } from './palette-tools.tsx'
import { Swatch } from './swatch.tsx'

const MIN_COLOURS = 3
const MAX_COLOURS = 8

/** All palettes as swatches, those that flatter the pattern first, and a way to own colours. */
export function PalettePicker(): ReactNode {
  const studio = useStudio()
  const palette = useActivePattern(({ layer }) => layer.palette)
  const pattern = useActivePattern(({ layer }) => layer.pattern)
  if (palette === undefined || pattern === undefined)
    return <p className="d-faint">Add a pattern layer to choose its colours.</p>
  const flattering = findPattern(pattern)?.palettes ?? []
  const ordered = palettes.toSorted(
    (a, b) => Number(flattering.includes(b.name)) - Number(flattering.includes(a.name)),
  )
  const choose = (next: string | readonly string[], tag?: string): void =>
    editActive(studio, (artwork, id) => changePalette(artwork, id, next), tag)
  return (
    <div className="d-stack-s">
      <RadioGroup.Root
        className="c-palettes"
        aria-label="Palette"
        value={typeof palette === 'string' ? palette : ''}
        onValueChange={(name) => choose(name)}
      >
        {ordered.map(({ name, title, ground, colours }) => (
          <RadioGroup.Item key={name} value={name} className="c-palette" aria-label={title} title={title}>
            <Swatch colours={[ground, ...colours]} />
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <PaletteTools onChoose={choose} />
      <OwnColours colours={[...coloursOf(palette)]} own={typeof palette !== 'string'} onChange={choose} />
    </div>
  )
}

function OwnColours({
  colours,
  own,
  onChange,
}: {
  readonly colours: readonly string[]
  readonly own: boolean
  readonly onChange: (colours: readonly string[], tag?: string) => void
}): ReactNode {
  const base = colours.slice(0, MAX_COLOURS)
  return (
    <Popover
      label="Own colours"
      trigger={
        <Button size="small" kind="ghost" className="c-own" aria-pressed={own}>
          <SlidersHorizontal aria-hidden />
          {own ? 'Own colours' : 'Mix your own'}
          {own && <Swatch colours={colours} />}
        </Button>
      }
    >
      <div className="d-stack">
        <p className="d-quiet">Three to eight colours; the first is the ground.</p>
        <div className="c-own-colours">
          {base.map((colour, index) => (
            <ColourInput
              // The place in the palette is the identity of a colour.
              key={`colour-${String(index)}`}
              label={`Colour ${index + 1}`}
              value={colour}
              onChange={(next) => onChange(base.with(index, next), `own-colour-${index}`)}
            />
          ))}
        </div>
        <div className="d-row">
          <IconButton
            label="Remove the last colour"
            kind="secondary"
            size="small"
            disabled={base.length <= MIN_COLOURS}
            onClick={() => onChange(base.slice(0, -1))}
          >
            <Minus />
          </IconButton>
          <IconButton
            label="Add a colour"
            kind="secondary"
            size="small"
            disabled={base.length >= MAX_COLOURS}
            onClick={() => onChange([...base, base.at(-1) ?? '#ffffff'])}
          >
            <Plus />
          </IconButton>
        </div>
      </div>
    </Popover>
  )
}
