import { findOwnLicence, isMetadataUri, MAX_LICENCE_TEXT } from '@demiurge/art'
import { Button, Field, FileInput, TextArea, useToast } from '@demiurge/design'
import { FileText } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { LicenceField } from '../../details/licence-field.tsx'
import { changeDefinition } from '../sketch/edit.ts'
import { useBenchEditor, useEditorState } from '../sketch/use-editor.tsx'
import { TextField } from '../text-field.tsx'
import { choiceOf, claimFor, type LicenceChoice, licenceFor, withLicence } from './licence-choice.ts'

/** How the choice changes; `tag` names the field, so that writing in it is one step to be taken back. */
type Change = (change: Partial<LicenceChoice>, tag: string) => void

/** The licence of the whole collection, with its fields or its text. */
export function CollectionLicence(): ReactNode {
  const editor = useBenchEditor()
  const { view, history } = useEditorState()
  const { licence } = history.present.definition
  const choice = choiceOf(licence)
  const problemOf = (member: string): string | undefined =>
    view.problems.find(({ field }) => field === `$.licence${member}`)?.message
  const put = (next: LicenceChoice, tag: string): void =>
    editor.edit((sketch) => changeDefinition(sketch, { licence: licenceFor(next) }), tag)
  const change: Change = (part, tag) => put({ ...choice, ...part }, tag)
  return (
    <LicenceField
      licence={choice.id}
      fields={choice.fields}
      claim={claimFor(licence)}
      error={problemOf('') ?? problemOf('.id') ?? problemOf('.fields') ?? problemOf('.file')}
      onLicence={(id) => put(withLicence(choice, id), 'licence')}
      onField={(field, value) => change({ fields: { ...choice.fields, [field]: value } }, `licence-${field}`)}
      moreFields={<Holder choice={choice} onChange={change} />}
      ownText={<OwnText choice={choice} onChange={change} />}
    />
  )
}

interface PartProps {
  readonly choice: LicenceChoice
  readonly onChange: Change
}

/** Who holds the rights, and how they are reached. */
function Holder({ choice: { fields }, onChange }: PartProps): ReactNode {
  const editor = useBenchEditor()
  const line = (field: 'holder' | 'contact') => ({
    value: fields[field],
    maxLength: 200,
    onChange: (written: string) => onChange({ fields: { ...fields, [field]: written } }, `licence-${field}`),
    onSettle: editor.settle,
  })
  return (
    <div className="k-pair">
      <Field label="Holder of the rights" optional hint="You, as the metadata name you, when left empty.">
        <TextField {...line('holder')} />
      </Field>
      <Field label="Contact" optional hint="The account that mints, when left empty.">
        <TextField {...line('contact')} />
      </Field>
    </div>
  )
}

/** A text of one's own: written here or read from a file, with an identifier and where else it can be read. */
function OwnText({ choice: { id, text, url }, onChange }: PartProps): ReactNode {
  const editor = useBenchEditor()
  return (
    <>
      <div className="k-pair">
        <Field label="Identifier" hint="LicenseRef- and letters, digits, dots and dashes.">
          <TextField
            value={id}
            maxLength={64}
            spellCheck={false}
            isGood={(written) => findOwnLicence(written) !== undefined}
            onChange={(written) => onChange({ id: written }, 'licence-id')}
            onSettle={editor.settle}
          />
        </Field>
        <Field label="Where else it can be read" optional hint="https://…, ipfs://… or ar://…">
          <TextField
            value={url}
            inputMode="url"
            isGood={(written) => written === '' || isMetadataUri(written)}
            onChange={(written) => onChange({ url: written }, 'licence-url')}
            onSettle={editor.settle}
          />
        </Field>
      </div>
      <Field
        label="Text of the licence"
        error={text.trim() === '' ? 'Write the text, or read it from a file.' : undefined}
        hint="It is stored with the collection when it is minted, and every piece holds its hash."
      >
        <TextArea
          rows={8}
          value={text}
          maxLength={MAX_LICENCE_TEXT}
          onChange={({ target }) => onChange({ text: target.value }, 'licence-text')}
          onBlur={editor.settle}
        />
      </Field>
      <TextFile onText={(read) => onChange({ text: read }, 'licence-text')} />
    </>
  )
}

function TextFile({ onText }: { readonly onText: (text: string) => void }): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  const toast = useToast()
  const take = async (file: File): Promise<void> => {
    if (file.size > 4 * MAX_LICENCE_TEXT) throw new Error(`${file.name} is too long for a licence.`)
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    if (text.length > MAX_LICENCE_TEXT) throw new Error(`${file.name} is too long for a licence.`)
    onText(text)
  }
  return (
    <div>
      <Button size="small" kind="ghost" onClick={() => input.current?.click()}>
        <FileText aria-hidden />
        Read it from a file
      </Button>
      <FileInput
        ref={input}
        label="A file that holds the text"
        accept=".txt,.md,text/plain,text/markdown"
        onFile={(file) => {
          take(file).catch((error: unknown) =>
            toast({
              title: 'The file was not read',
              text:
                error instanceof TypeError
                  ? `${file.name} is no text in UTF-8.`
                  : String(Object(error).message),
              tone: 'danger',
            }),
          )
        }}
      />
    </div>
  )
}
