import { extractPalette, type Harmony, harmonicPalette, harmonies } from '@demiurge/art'
import { Button, Field, FileInput, Popover, Select, Switch, useToast } from '@demiurge/design'
import { ImageUp, Rainbow } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { wordsOf } from '../artwork/form.ts'
import { ColourInput } from './colour-input.tsx'
import { Swatch } from './swatch.tsx'

/** An image is looked at in this size at most: its colours are all that is wanted of it. */
const LOOK_SIDE = 160
/** The largest image file that is opened, in bytes. */
const MAX_IMAGE_BYTES = 64 * 1024 * 1024
/** Colours that are taken from an image. */
const COLOURS = 7

const HARMONIES = harmonies.map((value) => ({ value, label: wordsOf(value) }))

/** Palettes out of an image, and out of one colour. */
export function PaletteTools({
  onChoose,
}: {
  readonly onChoose: (colours: readonly string[], tag?: string) => void
}): ReactNode {
  const toast = useToast()
  const input = useRef<HTMLInputElement>(null)
  const take = (file: File): void => {
    coloursOfImage(file).then(
      (colours) => {
        onChoose(colours)
        toast({ title: `${colours.length} colours from ${file.name}`, tone: 'ok' })
      },
      (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error)
        toast({ title: 'The image gave no palette', text, tone: 'danger' })
      },
    )
  }
  return (
    <div className="c-palette-tools">
      <Button size="small" kind="ghost" onClick={() => input.current?.click()}>
        <ImageUp aria-hidden />
        From an image
      </Button>
      <Popover
        label="Harmony"
        trigger={
          <Button size="small" kind="ghost">
            <Rainbow aria-hidden />
            Harmony
          </Button>
        }
      >
        <HarmonyForm onChoose={onChoose} />
      </Popover>
      <FileInput ref={input} label="Take the palette of an image" accept="image/*" onFile={take} />
    </div>
  )
}

function HarmonyForm({
  onChoose,
}: {
  readonly onChoose: (colours: readonly string[], tag?: string) => void
}): ReactNode {
  const [base, setBase] = useState('#3f7bc0')
  const [harmony, setHarmony] = useState<Harmony>('analogous')
  const [dark, setDark] = useState(true)
  const colours = harmonicPalette(base, harmony, dark)
  return (
    <div className="d-stack">
      <Field label="Colour">
        <ColourInput value={base} onChange={setBase} />
      </Field>
      <Field label="Harmony">
        <Select value={harmony} onChange={setHarmony} options={HARMONIES} />
      </Field>
      <Switch label="Dark ground" checked={dark} onChange={setDark} />
      <Swatch colours={colours} />
      <Button kind="primary" size="small" onClick={() => onChoose(colours)}>
        Use these colours
      </Button>
    </div>
  )
}

async function coloursOfImage(file: File): Promise<string[]> {
  if (file.size > MAX_IMAGE_BYTES) throw new Error('The file is larger than 64 MB.')
  const image = await createImageBitmap(file).catch(() => {
    throw new Error('The browser cannot read it as an image.')
  })
  try {
    const scale = Math.min(1, LOOK_SIDE / Math.max(image.width, image.height))
    const width = Math.max(1, Math.round(image.width * scale))
    const height = Math.max(1, Math.round(image.height * scale))
    const context = new OffscreenCanvas(width, height).getContext('2d')
    if (context === null) throw new Error('The browser gives no canvas to look at the image.')
    context.drawImage(image, 0, 0, width, height)
    return extractPalette({ width, height, rgba: context.getImageData(0, 0, width, height).data }, COLOURS)
  } finally {
    image.close()
  }
}
