import { ArtError, createRecipe, limits } from '@demiurge/art'
import { readShareLink, shareLink } from '@demiurge/creator'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const page = 'http://127.0.0.1:7862/'
const hashOf = (link: string): string => link.slice(page.length)

test('a link holds the whole recipe', async () => {
  const recipe = createRecipe({ pattern: 'photonic', seed: 'word', text: 'Grüße, 世界 🌍', size: 640 })
  const link = await shareLink(page, recipe)
  expect(link.length).toBeLessThan(1_000)
  expect(await readShareLink(hashOf(link))).toEqual(recipe)
})

test('a link that was cut short says so', async () => {
  const link = await shareLink(page, createRecipe({ pattern: 'voronoi' }))
  await expect(readShareLink(hashOf(link).slice(0, -20))).rejects.toThrow(/cut short/)
  await expect(readShareLink('#something-else')).rejects.toThrow(ArtError)
})

test('a small link that unpacks to more than a recipe is refused before it fills memory', async () => {
  const bomb = new Blob([new Uint8Array(50_000_000)])
    .stream()
    .pipeThrough(new CompressionStream('deflate-raw'))
  const packed = new Uint8Array(await new Response(bomb).arrayBuffer())
  const hash = `#recipe=${packed.toBase64({ alphabet: 'base64url', omitPadding: true })}`
  expect(hash.length).toBeLessThan(limits.maxRecipeBytes * 2)
  await expect(readShareLink(hash)).rejects.toMatchObject({ code: 'recipe.too-large' })
})

test('no link makes the reader fail in another way than by an ArtError', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.base64String(),
    fc.uint8Array().map((bytes) => bytes.toBase64()),
  )
  await fc.assert(
    fc.asyncProperty(text, async (packed) => {
      const error = await readShareLink(`#recipe=${packed}`).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(ArtError)
    }),
    { numRuns: 60 },
  )
})
