import { Button, Field, FileInput, TextArea, useToast } from '@demiurge/design'
import { SEALED_PICTURE } from '@demiurge/sdk'
import { ImageUp, RotateCcw } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { DropDraft, SealedPicture } from './draft.ts'
import type { DropBench } from './use-drop-draft.ts'

const MAX_BYTES = 5_000_000

/** The first bytes of pictures that every browser shows. */
const KINDS: readonly (readonly [mediaType: string, matches: (bytes: Uint8Array) => boolean])[] = [
  ['image/png', (bytes) => startsWith(bytes, '\x89PNG\r\n\x1a\n')],
  ['image/jpeg', (bytes) => startsWith(bytes, '\xff\xd8\xff')],
  ['image/gif', (bytes) => startsWith(bytes, 'GIF8')],
  ['image/webp', (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'WEBP')],
]

/** The picture as it is to be stored, its type by its content. Rejects with a sentence for whoever chose it. */
export async function readPicture(file: Blob): Promise<SealedPicture> {
  if (file.size > MAX_BYTES) throw new Error('It is too large: choose one of at most 5 MB.')
  const bytes = new Uint8Array(await file.arrayBuffer())
  const [mediaType] = KINDS.find(([, matches]) => matches(bytes)) ?? []
  if (mediaType === undefined) throw new Error('It is no picture: choose a PNG, JPEG, WebP or GIF.')
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mediaType })).catch((cause: unknown) => {
    throw new Error('It is damaged: the browser cannot draw it.', { cause })
  })
  bitmap.close()
  return { bytes, mediaType }
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((character, i) => bytes[i] === character.charCodeAt(0))
}

/** The address of the picture that sealed pieces show, for as long as the view is there. */
export function useSealedPicture(picture: SealedPicture | null): string {
  const address = useMemo(() => {
    const { bytes, mediaType } = picture ?? {
      bytes: new Uint8Array(SEALED_PICTURE),
      mediaType: 'image/svg+xml',
    }
    return URL.createObjectURL(new Blob([bytes], { type: mediaType }))
  }, [picture])
  useEffect(() => () => URL.revokeObjectURL(address), [address])
  return address
}

/** What pieces show and say until they are revealed. */
export function PictureField({
  draft,
  bench,
}: {
  readonly draft: DropDraft
  readonly bench: DropBench
}): ReactNode {
  const toast = useToast()
  const input = useRef<HTMLInputElement>(null)
  const address = useSealedPicture(draft.picture)
  const set = (picture: SealedPicture | null): void => bench.edit((before) => ({ ...before, picture }))
  const take = (file: File | undefined): void => {
    if (file === undefined) return
    readPicture(file).then(set, (error: unknown) =>
      toast({ title: `${file.name} was not taken`, text: String(Object(error).message), tone: 'danger' }),
    )
  }
  return (
    <div className="k-sealed">
      <img src={address} alt="What every piece shows until it is revealed" />
      <div className="d-stack-s">
        <Field label="What a sealed piece says" optional hint="Beside the picture, until the reveal.">
          <TextArea
            rows={2}
            maxLength={1_000}
            value={draft.description}
            placeholder="Which piece this is will be revealed when the sale is over."
            onChange={({ target }) =>
              bench.edit((before) => ({ ...before, description: target.value }), 'description')
            }
            onBlur={bench.settle}
          />
        </Field>
        <div className="d-row d-wrap">
          <Button size="small" onClick={() => input.current?.click()}>
            <ImageUp aria-hidden />
            Choose a picture
          </Button>
          {draft.picture !== null && (
            <Button size="small" kind="ghost" onClick={() => set(null)}>
              <RotateCcw aria-hidden />
              Back to the closed frame
            </Button>
          )}
        </div>
        <FileInput
          ref={input}
          label="The picture of sealed pieces"
          accept="image/png,image/jpeg,image/webp,image/gif"
          onFile={take}
        />
      </div>
    </div>
  )
}
