import { type FontFile, fonts, isFontFileName } from '@demiurge/art'
import { Button, Field, FileInput, IconButton, Popover, Select, useToast } from '@demiurge/design'
import { Trash2, Type, Upload } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { addFont, removeFont, useFonts } from '../fonts/use-fonts.ts'
import type { Change } from './share-field.tsx'

const BUNDLED = fonts.map(({ name, title }) => ({ value: name, label: title }))
const ENDINGS = '.ttf,.otf,.woff,.woff2,font/ttf,font/otf,font/woff,font/woff2'

/** The font of a text: a bundled one, or one of the creator's own, which can be added and removed here. */
export function FontField({
  font,
  fontTitle,
  change,
}: {
  readonly font: string
  readonly fontTitle: string | undefined
  readonly change: Change
}): ReactNode {
  const kept = useFonts()
  const own = (kept ?? []).map(({ name, title }) => ({ value: name, label: `${title} (yours)` }))
  const isMissing = isFontFileName(font) && kept !== undefined && own.every(({ value }) => value !== font)
  const called = fontTitle ?? 'A font'
  const options = [
    ...(isFontFileName(font) && own.every(({ value }) => value !== font)
      ? [{ value: font, label: isMissing ? `${called} (not here)` : called }]
      : []),
    ...own,
    ...BUNDLED,
  ]
  const choose = (name: string): void =>
    change({ font: name, fontTitle: kept?.find((each) => each.name === name)?.title }, 'font')
  return (
    <div className="c-font">
      <Field
        label="Font"
        error={isMissing ? `${called} is not on this device: add its file, or choose another.` : undefined}
      >
        <Select value={font} onChange={choose} options={options} />
      </Field>
      <div className="c-font-tools">
        <AddFont onAdded={({ name, title }) => change({ font: name, fontTitle: title }, 'font')} />
        {kept !== undefined && kept.length > 0 && (
          <Popover
            label="Your fonts"
            trigger={
              <Button size="small" kind="ghost">
                <Type aria-hidden />
                Your fonts
              </Button>
            }
          >
            <OwnFonts kept={kept} />
          </Popover>
        )}
      </div>
    </div>
  )
}

function AddFont({ onAdded }: { readonly onAdded: (font: FontFile) => void }): ReactNode {
  const toast = useToast()
  const input = useRef<HTMLInputElement>(null)
  const add = (file: File): void => {
    addFont(file).then(
      (font) => {
        onAdded(font)
        const isRestricted = font.embedding === 'restricted'
        toast({
          title: `${font.title} is added`,
          text: isRestricted ? PERMISSIONS.restricted : 'It stays on this device; works name it by its hash.',
          tone: isRestricted ? 'neutral' : 'ok',
        })
      },
      (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error)
        toast({ title: 'The font could not be added', text, tone: 'danger' })
      },
    )
  }
  return (
    <>
      <Button size="small" kind="ghost" onClick={() => input.current?.click()}>
        <Upload aria-hidden />
        Add a font
      </Button>
      <FileInput ref={input} label="Add a font file" accept={ENDINGS} onFile={add} />
    </>
  )
}

/** What the maker permits, in words (OpenType, OS/2, fsType). */
const PERMISSIONS = {
  installable: 'Its maker permits any use in works.',
  editable: 'Its maker permits it in documents that are edited.',
  'preview-and-print': 'Its maker permits it for viewing and printing.',
  restricted: 'Its maker forbids embedding: ask for permission before you publish with it.',
  unsaid: 'The font does not say what its maker permits.',
} as const

function OwnFonts({ kept }: { readonly kept: readonly FontFile[] }): ReactNode {
  const toast = useToast()
  const remove = ({ name, title }: FontFile): void => {
    removeFont(name).then(
      () =>
        toast({ title: `${title} is removed`, text: 'Works that use it need its file again.', tone: 'ok' }),
      () => toast({ title: 'The font could not be removed', tone: 'danger' }),
    )
  }
  return (
    <ul className="c-fonts" aria-label="Your fonts">
      {kept.map((font) => (
        <li key={font.name} className="c-own-font">
          <div className="c-font-about">
            <strong className="c-font-name">{font.title}</strong>
            <span className={font.embedding === 'restricted' ? 'c-font-restricted' : undefined}>
              {PERMISSIONS[font.embedding]}
            </span>
            {font.licence !== undefined && <span>{font.licence}</span>}
            {font.copyright !== undefined && <span>{font.copyright}</span>}
            {font.licenceUrl !== undefined && <span className="c-font-url">{font.licenceUrl}</span>}
          </div>
          <IconButton label={`Remove ${font.title}`} size="small" onClick={() => remove(font)}>
            <Trash2 />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}
