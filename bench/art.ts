/** How many finished PNG files a second the art renderer makes, on all cores. @module */
import { createRecipe, patterns } from '@demiurge/art'
import { createRenderer } from '@demiurge/art/native'

type Report = (line: { name: string; value: number; unit: string }) => void

/** A pattern is rendered again and again for so long; each rendering has a seed of its own. */
const SPAN_MS = 500
const LARGE = ['guilloche', 'domain-warp', 'marbling'] as const

/** Reports `art.<pattern>.<size>` for every pattern at 512 px and for three at 2048 px. */
export async function run(report: Report): Promise<void> {
  await using renderer = createRenderer()

  async function measure(pattern: string, size: number): Promise<void> {
    let seed = 0
    const render = () => renderer.render(createRecipe({ pattern, seed: seed++, size }))
    await render()
    const start = performance.now()
    const first = seed
    while (performance.now() - start < SPAN_MS) await render()
    const value = ((seed - first) * 1000) / (performance.now() - start)
    report({ name: `art.${pattern}.${size}`, value: Number(value.toPrecision(3)), unit: 'images/s' })
  }

  for (const { name } of patterns) await measure(name, 512)
  for (const name of LARGE) await measure(name, 2048)
}
