/** @module The bundled fonts, as data: which files of which @fontsource package hold a face. */

/** Character sets in the order in which they are tried; each is one font file. */
export type Subset =
  | 'latin'
  | 'latin-ext'
  | 'cyrillic'
  | 'cyrillic-ext'
  | 'greek'
  | 'greek-ext'
  | 'vietnamese'

/** One face that recipes can name. All are under the SIL Open Font License 1.1. */
export interface FontFace {
  readonly name: string
  readonly title: string
  /** Folder under @fontsource. */
  readonly family: string
  readonly weight: number
  readonly style: 'normal' | 'italic'
  readonly subsets: readonly Subset[]
}

const WIDE: readonly Subset[] = [
  'latin',
  'latin-ext',
  'cyrillic',
  'cyrillic-ext',
  'greek',
  'greek-ext',
  'vietnamese',
]
const JETBRAINS: readonly Subset[] = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'vietnamese']
const PLAYFAIR: readonly Subset[] = ['latin', 'latin-ext', 'cyrillic', 'vietnamese']
const GROTESK: readonly Subset[] = ['latin', 'latin-ext', 'vietnamese']

function face(
  name: string,
  title: string,
  [family, weight, style]: [string, number, 'normal' | 'italic'],
  subsets: readonly Subset[],
): FontFace {
  return { name, title, family, weight, style, subsets }
}

/** Every face of the package. */
export const fonts: readonly FontFace[] = [
  face('inter', 'Inter', ['inter', 400, 'normal'], WIDE),
  face('inter-light', 'Inter Light', ['inter', 300, 'normal'], WIDE),
  face('inter-bold', 'Inter Bold', ['inter', 700, 'normal'], WIDE),
  face('inter-black', 'Inter Black', ['inter', 900, 'normal'], WIDE),
  face('jetbrains-mono', 'JetBrains Mono', ['jetbrains-mono', 400, 'normal'], JETBRAINS),
  face('jetbrains-mono-bold', 'JetBrains Mono Bold', ['jetbrains-mono', 700, 'normal'], JETBRAINS),
  face('playfair-display', 'Playfair Display', ['playfair-display', 400, 'normal'], PLAYFAIR),
  face('playfair-display-italic', 'Playfair Display Italic', ['playfair-display', 400, 'italic'], PLAYFAIR),
  face('playfair-display-black', 'Playfair Display Black', ['playfair-display', 900, 'normal'], PLAYFAIR),
  face('space-grotesk', 'Space Grotesk', ['space-grotesk', 400, 'normal'], GROTESK),
  face('space-grotesk-bold', 'Space Grotesk Bold', ['space-grotesk', 700, 'normal'], GROTESK),
  face('bebas-neue', 'Bebas Neue', ['bebas-neue', 400, 'normal'], ['latin', 'latin-ext']),
  face('cinzel', 'Cinzel', ['cinzel', 400, 'normal'], ['latin', 'latin-ext']),
  face('cinzel-bold', 'Cinzel Bold', ['cinzel', 700, 'normal'], ['latin', 'latin-ext']),
  face('dancing-script', 'Dancing Script', ['dancing-script', 400, 'normal'], GROTESK),
  face('dancing-script-bold', 'Dancing Script Bold', ['dancing-script', 700, 'normal'], GROTESK),
  face('abril-fatface', 'Abril Fatface', ['abril-fatface', 400, 'normal'], ['latin', 'latin-ext']),
]

/** Path of one subset's file below `@fontsource/`: `inter/files/inter-latin-400-normal.woff`. */
export function fontFile(face: FontFace, subset: Subset): string {
  return `${face.family}/files/${face.family}-${subset}-${face.weight}-${face.style}.woff`
}
