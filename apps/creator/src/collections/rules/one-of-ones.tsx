import { Field, IconButton, Input } from '@demiurge/design'
import { ImagePlus, Star, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { PickFiles } from '../layers/layers-view.tsx'
import { fileAddress } from '../server/studio-api.ts'
import { type OneOfOne, setOneOfOnes } from '../sketch/edit.ts'
import { ONE_OF_ONES, splitPath } from '../sketch/sketch.ts'
import { useBenchEditor, useEditorState } from '../sketch/use-editor.tsx'
import { TextField } from '../text-field.tsx'
import type { FoundFile } from '../upload/plan.ts'
import { UploadPanel } from '../upload/upload-panel.tsx'
import { useUploads } from '../upload/use-uploads.tsx'

/** Whole pictures that are pieces by themselves. */
export function OneOfOnes(): ReactNode {
  const editor = useBenchEditor()
  const { view, history } = useEditorState()
  const uploads = useUploads()
  const { definition, files } = history.present
  const specials = definition.oneOfOnes ?? []
  const add = (found: readonly FoundFile[]): void => {
    void uploads
      .begin(editor, found, ONE_OF_ONES)
      .then(() =>
        editor.edit((sketch) =>
          setOneOfOnes(sketch, [
            ...(sketch.definition.oneOfOnes ?? []),
            ...found.map(({ file }) => ({ file: `${ONE_OF_ONES}/${file.name}`, name: titleOf(file.name) })),
          ]),
        ),
      )
  }
  return (
    <section className="k-section" aria-label="One-of-ones">
      <header className="k-section-head">
        <div>
          <h2>One-of-ones</h2>
          <p className="d-quiet">
            Finished pictures that take their place among the others, each a single time.
          </p>
        </div>
        <PickFiles label="Add a picture" icon={<ImagePlus aria-hidden />} onFound={add} />
      </header>
      <UploadPanel id={view.id} />
      {specials.length > 0 && (
        <ul className="k-specials">
          {specials.map((special, index) => {
            const file = files[special.file]
            return (
              <li key={special.file} className="k-special">
                <div className="k-special-image">
                  {file === undefined ? (
                    <Star aria-hidden />
                  ) : (
                    <img
                      src={fileAddress(view.id, { ...file, path: special.file })}
                      alt={special.name}
                      loading="lazy"
                    />
                  )}
                </div>
                <SpecialForm special={special} index={index} />
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

function SpecialForm({ special, index }: { readonly special: OneOfOne; readonly index: number }): ReactNode {
  const editor = useBenchEditor()
  const change = (next: OneOfOne | undefined, tag?: string): void =>
    editor.edit(
      (sketch) =>
        setOneOfOnes(
          sketch,
          (sketch.definition.oneOfOnes ?? []).flatMap((each, i) => (i !== index ? [each] : (next ?? []))),
        ),
      tag,
    )
  const { edition } = special
  return (
    <div className="k-special-form">
      <Field label="Name">
        <TextField
          value={special.name}
          maxLength={128}
          isGood={(name) => name.trim() !== ''}
          onChange={(name) => change({ ...special, name: name.trim() }, `${special.file} name`)}
          onSettle={editor.settle}
        />
      </Field>
      <Field label="Edition" hint={edition === undefined ? 'Drawn by the seed' : undefined}>
        <Input
          type="number"
          min={1}
          placeholder="Any"
          value={edition ?? ''}
          onChange={({ target }) => {
            const { edition: _, ...rest } = special
            const wanted = Number(target.value)
            change(
              wanted >= 1 && Number.isInteger(wanted) ? { ...rest, edition: wanted } : rest,
              `${special.file} edition`,
            )
          }}
          onBlur={editor.settle}
        />
      </Field>
      <IconButton label={`Remove ${special.name}`} onClick={() => change(undefined)}>
        <Trash2 />
      </IconButton>
    </div>
  )
}

/** The name of a picture without its ending, as people write names. */
function titleOf(file: string): string {
  const { file: name } = splitPath(file)
  return (
    name
      .replace(/\.[^.]+$/, '')
      .replace(/[_-]+/g, ' ')
      .trim()
      .slice(0, 128) || 'One of one'
  )
}
