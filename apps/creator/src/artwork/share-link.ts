import { ArtError, limits, parseRecipe, type Recipe } from '@demiurge/art'

const PREFIX = '#recipe='
/** Base64 of a recipe of the largest size, packed by nothing: no link worth reading is longer. */
const MAX_LINK_CHARACTERS = limits.maxRecipeBytes * 2

/** The address of a page that opens with this recipe: packed into the part behind `#`, which browsers keep to themselves. */
export async function shareLink(page: string, recipe: Recipe): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify(recipe))
  const packed = await drain(new Blob([json]).stream().pipeThrough(new CompressionStream('deflate-raw')))
  return `${page}${PREFIX}${packed.toBase64({ alphabet: 'base64url', omitPadding: true })}`
}

/** Whether the part behind `#` claims to hold a recipe. */
export function hasRecipe(hash: string): boolean {
  return hash.startsWith(PREFIX)
}

/** The recipe in the part behind `#`. Throws ArtError: links come from anywhere, so that nothing in them is believed. */
export async function readShareLink(hash: string): Promise<Recipe> {
  const packed = hash.slice(PREFIX.length)
  if (!hasRecipe(hash) || packed.length > MAX_LINK_CHARACTERS) throw broken()
  let json: string
  try {
    const bytes = Uint8Array.fromBase64(packed, { alphabet: 'base64url' })
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    json = new TextDecoder('utf-8', { fatal: true }).decode(await drain(stream))
  } catch (cause) {
    throw cause instanceof ArtError ? cause : broken(cause)
  }
  return parseRecipe(json)
}

/** Reads a stream to its end, but never more than a recipe may have: a few packed bytes can unpack to gigabytes. */
async function drain(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(limits.maxRecipeBytes)
  let length = 0
  const reader = stream.getReader()
  for (;;) {
    const { value } = await reader.read()
    if (value === undefined) return bytes.slice(0, length)
    if (length + value.length > bytes.length) {
      await reader.cancel()
      throw new ArtError('recipe.too-large', `the recipe in the link is above ${limits.maxRecipeBytes} bytes`)
    }
    bytes.set(value, length)
    length += value.length
  }
}

function broken(cause?: unknown): ArtError {
  return new ArtError(
    'recipe.invalid',
    'the link holds no recipe: it may have been cut short; copy it again',
    {
      cause,
    },
  )
}
