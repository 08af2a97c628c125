import { CUSTOM_ID, describeLicence, findLicence, GBU2_ID, licences } from '@demiurge/art'
import { Field, Input, Select, TextArea } from '@demiurge/design'
import type { ReactNode } from 'react'
import { parseRoyalty } from '../../details/royalty.ts'
import { changeDefinition } from '../sketch/edit.ts'
import type { Sketch } from '../sketch/sketch.ts'
import { useBenchEditor, useEditorState } from '../sketch/use-editor.tsx'
import { TextField } from '../text-field.tsx'

const NONE = 'none'
/** Licences that an identifier alone fixes: of the others every piece would need the text. */
const LICENCES = [
  { value: NONE, label: 'All rights reserved' },
  ...licences
    .filter(({ id }) => id !== CUSTOM_ID && id !== GBU2_ID)
    .map(({ id, brief }) => ({ value: id, label: `${id.replace('LicenseRef-', '')}: ${brief}` })),
]

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
      <Licence id={definition.licence} error={problemOf('licence')} />
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

function Licence({
  id,
  error,
}: {
  readonly id: string | undefined
  readonly error: string | undefined
}): ReactNode {
  const editor = useBenchEditor()
  const found = id === undefined ? undefined : findLicence(id)
  const isOffered = id === undefined || LICENCES.some(({ value }) => value === id)
  const options = isOffered ? LICENCES : [...LICENCES, { value: id, label: id }]
  const meaning =
    found === undefined
      ? ['Others may look at it and pass the item on. For everything else they have to ask you.']
      : describeLicence(found)
  return (
    <div className="d-stack-s">
      <Field label="Licence" error={error}>
        <Select
          value={id ?? NONE}
          options={options}
          onChange={(chosen) =>
            editor.edit((sketch) =>
              changeDefinition(sketch, { licence: chosen === NONE ? undefined : chosen }),
            )
          }
        />
      </Field>
      <ul className="c-terms" aria-label="What the licence means">
        {meaning.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {found?.url?.startsWith('https:') === true && (
        <a className="d-link" href={found.url} target="_blank" rel="noreferrer">
          Read the licence
        </a>
      )}
    </div>
  )
}
