import { Select } from '@demiurge/design'
import type { ReactNode } from 'react'
import type { Selector } from '../sketch/rules.ts'
import type { SketchLayer } from '../sketch/sketch.ts'

const ANY = '*'

/** A layer and then one trait of it, or any. */
export function SelectorPicker({
  label,
  layers,
  value,
  onChange,
}: {
  readonly label: string
  readonly layers: readonly SketchLayer[]
  readonly value: Selector | undefined
  readonly onChange: (selector: Selector) => void
}): ReactNode {
  const layer = layers.find(({ name }) => name === value?.layer)
  return (
    <fieldset className="k-selector" aria-label={label}>
      <Select
        label={`${label}: layer`}
        placeholder="Layer…"
        value={layer?.name}
        options={layers.map(({ name }) => ({ value: name, label: name }))}
        onChange={(name) => onChange({ layer: name })}
      />
      <Select
        label={`${label}: trait`}
        placeholder="Any trait"
        disabled={layer === undefined}
        value={layer === undefined ? undefined : (value?.trait ?? ANY)}
        options={[
          { value: ANY, label: `Any ${layer?.name ?? 'trait'}` },
          ...(layer?.pictures ?? []).map(({ trait }) => ({ value: trait, label: trait })),
        ]}
        onChange={(trait) => {
          if (layer !== undefined)
            onChange(trait === ANY ? { layer: layer.name } : { layer: layer.name, trait })
        }}
      />
    </fieldset>
  )
}
