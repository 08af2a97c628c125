/** @module The palettes that come with the package, as data. A new palette is one more entry. */

/** A named set of colours. All are `#rrggbb`. */
export interface PaletteData {
  readonly name: string
  readonly title: string
  /** What a pattern lays under everything. */
  readonly ground: string
  /** The colour that stands out most from the ground: fine lines, text. */
  readonly ink: string
  /** Five to eight colours in the order of a pleasing gradient. */
  readonly colours: readonly string[]
}

function palette(name: string, title: string, ground: string, ink: string, colours: string): PaletteData {
  return { name, title, ground, ink, colours: colours.split(' ') }
}

/** Every palette of the package; recipes name them. */
export const palettes: readonly PaletteData[] = [
  palette('ember', 'Ember', '#120a0e', '#ffe9c7', '#2b0f1e #5c1529 #a3242f #df4b2c #f58a33 #fbc267 #fff0cf'),
  palette('abyss', 'Abyss', '#050b16', '#d9f4f2', '#0a1b33 #0f3557 #14607c #1b8f95 #4fc3b0 #a6e6c9 #eefbe9'),
  palette(
    'aurora',
    'Aurora',
    '#070a1c',
    '#eafff3',
    '#1b1648 #35307f #2f62a3 #25a09b #5ed38c #bff08a #fbfbd0',
  ),
  palette('dusk', 'Dusk', '#16122b', '#ffeedd', '#241d4a #4b2f73 #853f84 #c65582 #ee7f74 #f9b27c #fde4b0'),
  palette(
    'gilded',
    'Gilded',
    '#0b0f14',
    '#f7e7bd',
    '#16212b #2a3b44 #5a5743 #94794a #c9a25a #e6c987 #faf0d2',
  ),
  palette(
    'lacquer',
    'Lacquer',
    '#160607',
    '#f8e6cf',
    '#2a0a0d #5e0f16 #98171c #c8362a #d9743f #e3b76b #f6e7c3',
  ),
  palette(
    'verdigris',
    'Verdigris',
    '#0a1413',
    '#f3ead7',
    '#12312e #1d544c #2f7f6f #62a78b #a3c6a0 #d9c796 #c27a4b',
  ),
  palette(
    'orchid',
    'Orchid',
    '#130a1f',
    '#fbeaff',
    '#2a1145 #561b70 #8f2a8c #c94a97 #ef7fa6 #fbb7bd #fdeee2',
  ),
  palette(
    'glacier',
    'Glacier',
    '#0c1722',
    '#f4fbff',
    '#16324a #235579 #3a7fa8 #6aabc9 #a2cfdf #d3e8ec #ffffff',
  ),
  palette(
    'bauhaus',
    'Bauhaus',
    '#f1e8d6',
    '#1c1b1f',
    '#d5332e #ee8b2d #f4c53f #f1e8d6 #4f9d96 #24569b #1c1b1f',
  ),
  palette('riso', 'Risograph', '#f7f2e8', '#1f2346', '#1f2346 #2d4fa3 #2fa39a #f3c948 #ff7a59 #f0487b'),
  palette('porcelain', 'Porcelain', '#f6f4ee', '#12284f', '#12284f #1f4b8f #3f7bc0 #86afdb #c7d9ea #f6f4ee'),
  palette(
    'terracotta',
    'Terracotta',
    '#f4e7d8',
    '#3a1d1a',
    '#3a1d1a #74332a #b4503a #d9825a #ebb48a #c6b892 #6f8073',
  ),
  palette('washi', 'Washi', '#f3ecdf', '#27303a', '#27303a #4a6572 #8fa9a0 #cfc9ab #e8b79c #d67a6c #9c3f4c'),
  palette(
    'meadow',
    'Meadow',
    '#f5f1e1',
    '#20392e',
    '#20392e #3b6b4b #76a05a #bcc76b #f0d87b #eea35a #d2604c',
  ),
  palette(
    'sakura',
    'Sakura',
    '#fbf1ef',
    '#3b2a3d',
    '#3b2a3d #6d4a66 #a86a83 #dc8f9c #f4b9b5 #f9dcd2 #9fb59c',
  ),
  palette(
    'desert',
    'Desert',
    '#f6e9d8',
    '#2e2440',
    '#2e2440 #65406a #a65873 #dc7b67 #f0a868 #f3d193 #7fb0a8',
  ),
  palette(
    'ultraviolet',
    'Ultraviolet',
    '#06040f',
    '#f3efff',
    '#120a3a #2a1380 #5522c4 #8d3df0 #c86bff #ff8fd8 #ffe3c2',
  ),
  palette(
    'midnight',
    'Midnight Gold',
    '#0a0e1f',
    '#fff3d6',
    '#101838 #1d2c5e #36487f #6b6b8d #b48f6f #e5bd6f #fdecc0',
  ),
  palette(
    'graphite',
    'Graphite',
    '#111214',
    '#f5f3ee',
    '#1d1f23 #3a3d43 #62666d #8f9297 #bdbdbc #e3e0da #d8572a',
  ),
]
