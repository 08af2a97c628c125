import { writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { createRecipe } from '@demiurge/art'
import { createRenderer } from '@demiurge/art/native'

const FORMATS = { '.png': 'png', '.jpg': 'jpeg', '.svg': 'svg' } as const

/** Draws a small work into a file, as `art generate` does, without a process of its own. */
export async function draw(folder: string, file: string, seed: string | number = 7): Promise<void> {
  await using renderer = createRenderer({ threads: 1 })
  const recipe = createRecipe({ pattern: 'guilloche', seed, size: 48 })
  const format = FORMATS[extname(file) as keyof typeof FORMATS]
  writeFileSync(join(folder, file), (await renderer.render(recipe, { format })).bytes)
}
