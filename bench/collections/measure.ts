/** One run in a process of its own, so that its memory is its own: `node measure.ts ours|canvas LAYERS OUT SIZE EDITIONS [CANVAS]`. Prints one JSON object. @module */
import { enableCompileCache } from 'node:module'
import { sampleOrder } from './sample-layers.ts'

/** What one run took. */
export interface Measured {
  readonly seconds: number
  /** Processor time of all threads. */
  readonly cpuSeconds: number
  /** The most memory that the process had, in MB. */
  readonly rssMb: number
}

// As the command line does it: types are stripped once, not at every start.
enableCompileCache()
const [way = '', layers = '', out = '', size = '', editions = '', canvas = ''] = process.argv.slice(2)
const started = performance.now()
const job = { layers, out, size: Number(size), count: Number(editions), order: sampleOrder }
if (way === 'ours') {
  const { makeCollection } = await import('@demiurge/art/native/collection')
  await makeCollection({ ...job, seed: 1, preview: false })
} else {
  const { drawLikeHashLips } = await import('./like-hashlips.ts')
  await drawLikeHashLips(
    { ...job, canvas: process.env.BENCH_CANVAS === undefined ? '@napi-rs/canvas' : 'canvas' },
    canvas,
  )
}
const { user, system } = process.cpuUsage()
const measured: Measured = {
  seconds: (performance.now() - started) / 1_000,
  cpuSeconds: (user + system) / 1e6,
  rssMb: process.resourceUsage().maxRSS / 1_024,
}
process.stdout.write(`${JSON.stringify(measured)}\n`)
