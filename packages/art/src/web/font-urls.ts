/**
 * @module Where the bundler finds the font files. Bundlers follow only literal URLs, so each file is spelled out, in the
 * order of the subsets in fonts.ts; a test holds the two lists together.
 */

/** File URLs of each face, one for each of its subsets. */
export const fontUrls: Readonly<Record<string, readonly URL[]>> = {
  inter: [
    new URL('@fontsource/inter/files/inter-latin-400-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-latin-ext-400-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-cyrillic-400-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-cyrillic-ext-400-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-greek-400-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-greek-ext-400-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-vietnamese-400-normal.woff', import.meta.url),
  ],
  'inter-light': [
    new URL('@fontsource/inter/files/inter-latin-300-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-latin-ext-300-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-cyrillic-300-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-cyrillic-ext-300-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-greek-300-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-greek-ext-300-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-vietnamese-300-normal.woff', import.meta.url),
  ],
  'inter-bold': [
    new URL('@fontsource/inter/files/inter-latin-700-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-latin-ext-700-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-cyrillic-700-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-cyrillic-ext-700-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-greek-700-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-greek-ext-700-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-vietnamese-700-normal.woff', import.meta.url),
  ],
  'inter-black': [
    new URL('@fontsource/inter/files/inter-latin-900-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-latin-ext-900-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-cyrillic-900-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-cyrillic-ext-900-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-greek-900-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-greek-ext-900-normal.woff', import.meta.url),
    new URL('@fontsource/inter/files/inter-vietnamese-900-normal.woff', import.meta.url),
  ],
  'jetbrains-mono': [
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-latin-ext-400-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-cyrillic-400-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-cyrillic-ext-400-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-greek-400-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-vietnamese-400-normal.woff', import.meta.url),
  ],
  'jetbrains-mono-bold': [
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-latin-700-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-latin-ext-700-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-cyrillic-700-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-cyrillic-ext-700-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-greek-700-normal.woff', import.meta.url),
    new URL('@fontsource/jetbrains-mono/files/jetbrains-mono-vietnamese-700-normal.woff', import.meta.url),
  ],
  'playfair-display': [
    new URL('@fontsource/playfair-display/files/playfair-display-latin-400-normal.woff', import.meta.url),
    new URL('@fontsource/playfair-display/files/playfair-display-latin-ext-400-normal.woff', import.meta.url),
    new URL('@fontsource/playfair-display/files/playfair-display-cyrillic-400-normal.woff', import.meta.url),
    new URL(
      '@fontsource/playfair-display/files/playfair-display-vietnamese-400-normal.woff',
      import.meta.url,
    ),
  ],
  'playfair-display-italic': [
    new URL('@fontsource/playfair-display/files/playfair-display-latin-400-italic.woff', import.meta.url),
    new URL('@fontsource/playfair-display/files/playfair-display-latin-ext-400-italic.woff', import.meta.url),
    new URL('@fontsource/playfair-display/files/playfair-display-cyrillic-400-italic.woff', import.meta.url),
    new URL(
      '@fontsource/playfair-display/files/playfair-display-vietnamese-400-italic.woff',
      import.meta.url,
    ),
  ],
  'playfair-display-black': [
    new URL('@fontsource/playfair-display/files/playfair-display-latin-900-normal.woff', import.meta.url),
    new URL('@fontsource/playfair-display/files/playfair-display-latin-ext-900-normal.woff', import.meta.url),
    new URL('@fontsource/playfair-display/files/playfair-display-cyrillic-900-normal.woff', import.meta.url),
    new URL(
      '@fontsource/playfair-display/files/playfair-display-vietnamese-900-normal.woff',
      import.meta.url,
    ),
  ],
  'space-grotesk': [
    new URL('@fontsource/space-grotesk/files/space-grotesk-latin-400-normal.woff', import.meta.url),
    new URL('@fontsource/space-grotesk/files/space-grotesk-latin-ext-400-normal.woff', import.meta.url),
    new URL('@fontsource/space-grotesk/files/space-grotesk-vietnamese-400-normal.woff', import.meta.url),
  ],
  'space-grotesk-bold': [
    new URL('@fontsource/space-grotesk/files/space-grotesk-latin-700-normal.woff', import.meta.url),
    new URL('@fontsource/space-grotesk/files/space-grotesk-latin-ext-700-normal.woff', import.meta.url),
    new URL('@fontsource/space-grotesk/files/space-grotesk-vietnamese-700-normal.woff', import.meta.url),
  ],
  'bebas-neue': [
    new URL('@fontsource/bebas-neue/files/bebas-neue-latin-400-normal.woff', import.meta.url),
    new URL('@fontsource/bebas-neue/files/bebas-neue-latin-ext-400-normal.woff', import.meta.url),
  ],
  cinzel: [
    new URL('@fontsource/cinzel/files/cinzel-latin-400-normal.woff', import.meta.url),
    new URL('@fontsource/cinzel/files/cinzel-latin-ext-400-normal.woff', import.meta.url),
  ],
  'cinzel-bold': [
    new URL('@fontsource/cinzel/files/cinzel-latin-700-normal.woff', import.meta.url),
    new URL('@fontsource/cinzel/files/cinzel-latin-ext-700-normal.woff', import.meta.url),
  ],
  'dancing-script': [
    new URL('@fontsource/dancing-script/files/dancing-script-latin-400-normal.woff', import.meta.url),
    new URL('@fontsource/dancing-script/files/dancing-script-latin-ext-400-normal.woff', import.meta.url),
    new URL('@fontsource/dancing-script/files/dancing-script-vietnamese-400-normal.woff', import.meta.url),
  ],
  'dancing-script-bold': [
    new URL('@fontsource/dancing-script/files/dancing-script-latin-700-normal.woff', import.meta.url),
    new URL('@fontsource/dancing-script/files/dancing-script-latin-ext-700-normal.woff', import.meta.url),
    new URL('@fontsource/dancing-script/files/dancing-script-vietnamese-700-normal.woff', import.meta.url),
  ],
  'abril-fatface': [
    new URL('@fontsource/abril-fatface/files/abril-fatface-latin-400-normal.woff', import.meta.url),
    new URL('@fontsource/abril-fatface/files/abril-fatface-latin-ext-400-normal.woff', import.meta.url),
  ],
}
