import { blendModes } from '@demiurge/art'
import { Button, Field, Select, Slider } from '@demiurge/design'
import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { changeLayer, type LayerChange, removeLayer } from '../sketch/edit.ts'
import type { SketchLayer } from '../sketch/sketch.ts'
import { useBenchEditor } from '../sketch/use-editor.tsx'
import { TextField } from '../text-field.tsx'

const BLENDS = blendModes.map((mode) => ({
  value: mode,
  label: `${mode.charAt(0).toUpperCase()}${mode.slice(1).replaceAll('-', ' ')}`,
}))
/** Names of layers are traits of the metadata, and no rule could name one with a slash. */
const MAX_NAME = 64

/** What holds for a whole layer. */
export function LayerForm({ layer }: { readonly layer: SketchLayer }): ReactNode {
  const editor = useBenchEditor()
  const { folder, absent, definition } = layer
  const change = (changed: LayerChange, what: string): void =>
    editor.edit((sketch) => changeLayer(sketch, folder, changed), `${folder} ${what}`)
  const opacity = definition.opacity ?? 1
  return (
    <div className="k-layer-form">
      <Field label="Name of the layer">
        <TextField
          value={layer.name}
          maxLength={MAX_NAME}
          isGood={(name) => name.trim() !== '' && !name.includes('/')}
          onChange={(name) => change({ name: name.trim() }, 'name')}
          onSettle={editor.settle}
        />
      </Field>
      <Field label="Pieces without it" value={`${Math.round(absent * 100)} %`}>
        <Slider
          min={0}
          max={95}
          value={Math.round(absent * 100)}
          onChange={(percent) => change({ absent: percent === 0 ? undefined : percent / 100 }, 'absent')}
          onCommit={editor.settle}
        />
      </Field>
      <Field label="Blend">
        <Select
          value={definition.blend ?? 'normal'}
          options={BLENDS}
          onChange={(blend) => change({ blend: blend === 'normal' ? undefined : blend }, 'blend')}
        />
      </Field>
      <Field label="Opacity" value={`${Math.round(opacity * 100)} %`}>
        <Slider
          min={0}
          max={100}
          value={Math.round(opacity * 100)}
          onChange={(percent) => change({ opacity: percent === 100 ? undefined : percent / 100 }, 'opacity')}
          onCommit={editor.settle}
        />
      </Field>
      <Button kind="ghost" size="small" onClick={() => editor.edit((sketch) => removeLayer(sketch, folder))}>
        <Trash2 aria-hidden />
        Remove this layer
      </Button>
    </div>
  )
}
