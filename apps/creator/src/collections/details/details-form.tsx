import { Field, Input, TextArea } from '@demiurge/design'
import type { ReactNode } from 'react'
import { parseRoyalty } from '../../details/royalty.ts'
import { changeDefinition } from '../sketch/edit.ts'
import type { Sketch } from '../sketch/sketch.ts'
import { useBenchEditor, useEditorState } from '../sketch/use-editor.tsx'
import { TextField } from '../text-field.tsx'
import { CollectionLicence } from './collection-licence.tsx'

/** The largest share of later sales, in ten-thousandths. */
const MAX_ROYALTY = 5_000

type TextMember = 'description' | 'symbol' | 'pieceName' | 'pieceDescription'

/** Name, description, royalty and licence. */
export function DetailsForm(): ReactNode {
  const editor = useBenchEditor()
  const { view, history } = useEditorState()
  const { name, definition } = history.present
  const problemOf = (member: string): string | undefined =>
    view.problems.find(({ field }) => field === `$.${member}` || field === member)?.message
  const edit = (change: (sketch: Sketch) => Sketch, tag: string): void => editor.edit(change, tag)
  const text = (member: TextMember) => ({
    value: definition[member] ?? '',
    onBlur: editor.settle,
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      edit((sketch) => changeDefinition(sketch, { [member]: target.value || undefined }), member),
  })
  return (
    <div className="d-stack">
      <div className="k-pair k-pair-wide">
        <Field label="Name" error={problemOf('name')}>
          <TextField
            value={name}
            maxLength={128}
            isGood={(written) => written.trim() !== ''}
            onChange={(written) => edit((sketch) => ({ ...sketch, name: written.trim() }), 'name')}
            onSettle={editor.settle}
          />
        </Field>
        <Field label="Symbol" optional error={problemOf('symbol')}>
          <Input maxLength={10} placeholder="MOON" {...text('symbol')} />
        </Field>
      </div>
      <Field label="Description" optional error={problemOf('description')}>
        <TextArea maxLength={1_024} rows={3} {...text('description')} />
      </Field>
      <div className="k-pair">
        <Field
          label="Name of a piece"
          error={problemOf('pieceName')}
          hint="{edition} is its number, {Layer} its trait."
        >
          <Input maxLength={256} placeholder={`${name} #{edition}`} {...text('pieceName')} />
        </Field>
        <Royalty bps={definition.royaltyBps ?? 0} error={problemOf('royaltyBps')} />
      </div>
      <Field label="Description of a piece" optional error={problemOf('pieceDescription')}>
        <TextArea maxLength={4_096} rows={2} {...text('pieceDescription')} />
      </Field>
      <CollectionLicence />
    </div>
  )
}

function Royalty({ bps, error }: { readonly bps: number; readonly error: string | undefined }): ReactNode {
  const editor = useBenchEditor()
  const isGood = (written: string): boolean => (parseRoyalty(written) ?? MAX_ROYALTY + 1) <= MAX_ROYALTY
  return (
    <Field label="Royalty in percent" error={error} hint="Of every later sale, 0 to 50.">
      <TextField
        inputMode="decimal"
        value={String(bps / 100)}
        isGood={isGood}
        onChange={(written) =>
          editor.edit((sketch) => changeDefinition(sketch, { royaltyBps: parseRoyalty(written) }), 'royalty')
        }
        onSettle={editor.settle}
      />
    </Field>
  )
}
