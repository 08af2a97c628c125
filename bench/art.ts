/** How many finished PNG files a second the art renderer makes, on all cores, and how many editions the collection engine. @module */
import { createRecipe, patterns } from '@demiurge/art'
import { createRenderer } from '@demiurge/art/native'
import { measureCollections } from './collections/collections.ts'
import type { Report } from './run.ts'

/** A pattern is rendered again and again for so long; each rendering has a seed of its own. */
const SPAN_MS = 700
const LARGE = ['guilloche', 'voronoi', 'domain-warp'] as const

/** Reports `art.<pattern>.<size>` for every pattern at 512 px and for three at 2048 px, and collections. BENCH_ONLY=collections leaves the patterns out. */
export async function run(report: Report): Promise<void> {
  await measureCollections(report)
  if (process.env.BENCH_ONLY === 'collections') return
  await using renderer = createRenderer()

  async function measure(pattern: string, size: number): Promise<void> {
    const start = performance.now()
    let seed = 0
    while (performance.now() - start < SPAN_MS) {
      await renderer.render(createRecipe({ pattern, seed: seed++, size }))
    }
    report({
      name: `art.${pattern}.${size}`,
      value: (seed * 1000) / (performance.now() - start),
      unit: 'images/s',
    })
  }

  for (const { name } of patterns) {
    // Workers load and compile their code before the clock starts; a small picture would leave most of it cold.
    await renderer.render(createRecipe({ pattern: name, size: 512 }))
    await measure(name, 512)
  }
  for (const name of LARGE) await measure(name, 2048)
}
