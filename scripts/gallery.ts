/** `node scripts/gallery.ts` draws the pictures of docs/gallery.md anew: one WebP for each pattern. @module */
import { mkdir, writeFile } from 'node:fs/promises'
import { createRecipe, patterns } from '@demiurge/art'
import { createRenderer } from '@demiurge/art/native'

const folder = new URL('../docs/gallery/', import.meta.url)
await mkdir(folder, { recursive: true })
await using renderer = createRenderer()
for (const { name } of patterns) {
  const recipe = createRecipe({ pattern: name, seed: 7, size: 480 })
  const { bytes } = await renderer.render(recipe, { format: 'webp', quality: 82 })
  await writeFile(new URL(`${name}.webp`, folder), bytes)
  console.log(`docs/gallery/${name}.webp: ${bytes.length} bytes`)
}
