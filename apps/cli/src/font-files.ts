/** Fonts of a drawing by name or as files that the creator brings. @module */
import { readFile, stat } from 'node:fs/promises'
import type { FindFontFile, FontFile } from '@demiurge/art'
import { UsageError } from './error.ts'

/** The fonts that a command was given. */
export interface ChosenFonts {
  /** The font of a caption as a recipe has it. Throws UsageError when there are several. */
  readonly choice: () => { readonly font?: string; readonly fontTitle?: string }
  /** Gives the files to the renderer. */
  readonly findFont: FindFontFile
  /** What the files' makers do not permit, a sentence each. */
  readonly warnings: readonly string[]
}

/** Reads the files among the fonts; the others are names. Throws UsageError for a file that is not there, ArtError for one that is no font. */
export async function chooseFonts(given: readonly string[]): Promise<ChosenFonts> {
  const { fonts } = await import('@demiurge/art')
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  const chosen: { readonly font: string; readonly fontTitle?: string }[] = []
  const warnings: string[] = []
  for (const each of given) {
    if (fonts.some(({ name }) => name === each)) chosen.push({ font: each })
    else {
      const { bytes, font } = await readFontFile(each)
      files.set(font.name, bytes)
      chosen.push({ font: font.name, fontTitle: font.title })
      if (font.embedding === 'restricted') {
        warnings.push(
          `${font.title} says that it must not be embedded without its maker's permission (fsType)`,
        )
      }
    }
  }
  return {
    choice: () => {
      if (chosen.length > 1) throw new UsageError('--font was given more than once: a caption has one font')
      return chosen[0] ?? {}
    },
    findFont: async (name) => files.get(name),
    warnings,
  }
}

async function readFontFile(
  path: string,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly font: FontFile }> {
  const [{ MAX_FONT_FILE_BYTES }, { readFont }] = await Promise.all([
    import('@demiurge/art'),
    import('@demiurge/art/native'),
  ])
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile() !== true) {
    throw new UsageError(`--font ${path}: neither a bundled font (docs/gallery.md lists them) nor a file`)
  }
  if (found.size > MAX_FONT_FILE_BYTES) {
    throw new UsageError(
      `--font ${path}: the file has ${found.size} bytes, the limit is ${MAX_FONT_FILE_BYTES}`,
    )
  }
  const bytes = Uint8Array.from(await readFile(path))
  return { bytes, font: await readFont(bytes) }
}
