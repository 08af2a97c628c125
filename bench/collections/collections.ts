/** How many editions a second the collection engine makes, whole files with metadata, and how much memory it takes. @module */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { install } from '../peers/install.ts'
import type { Report } from '../run.ts'
import type { Measured } from './measure.ts'
import { drawSampleLayers, type Style } from './sample-layers.ts'

const run = promisify(execFile)

/** What is measured, with editions of ours and of the peer: enough that starting does not count for much. */
const CASES = [
  { style: 'flat', size: 512, editions: 2_000, peers: 60 },
  { style: 'painterly', size: 512, editions: 1_000, peers: 30 },
  { style: 'flat', size: 2048, editions: 200, peers: 6 },
  { style: 'painterly', size: 2048, editions: 100, peers: 4 },
] as const satisfies readonly { style: Style; size: number; editions: number; peers: number }[]

const CANVAS = { name: 'canvas', packages: { '@napi-rs/canvas': '1.1.1' } } as const

/**
 * Reports `art.collection.<style>.<size>`, `….rss` and `….cpu`, the processor time of an edition on all threads, start included, which
 * compares even where other work takes the machine; with BENCH_PEERS=1 `….peer` and `art.collection.ratio.<style>.<size>`, against the way of
 * work of the HashLips art engine on @napi-rs/canvas; with BENCH_CANVAS=FOLDER on node-canvas, which the engine itself uses and which has to be built (`npm
 * install canvas` where its libraries are there). BENCH_EDITIONS is another number of editions at 512 px.
 */
export async function measureCollections(report: Report): Promise<void> {
  const canvas =
    process.env.BENCH_CANVAS ?? (process.env.BENCH_PEERS === '1' ? await install(CANVAS) : undefined)
  for (const { style, size, editions: usual, peers } of CASES) {
    const editions = size === 512 ? Number(process.env.BENCH_EDITIONS ?? usual) : usual
    const layers = await sampleLayers(style, size)
    const name = `art.collection.${style}.${size}`
    const ours = await measure(['ours', layers, size, editions])
    const more = { editions, seconds: ours.seconds, cpuSeconds: ours.cpuSeconds }
    report({ name, value: editions / ours.seconds, unit: 'editions/s', ...more })
    report({ name: `${name}.rss`, value: ours.rssMb, unit: 'MB' })
    report({ name: `${name}.cpu`, value: (ours.cpuSeconds * 1_000) / editions, unit: 'ms' })
    if (canvas === undefined) continue
    const peer = await measure(['canvas', layers, size, peers], canvas)
    report({ name: `${name}.peer`, value: peers / peer.seconds, unit: 'editions/s', ...peer })
    report({ name: `${name}.peer.cpu`, value: (peer.cpuSeconds * 1_000) / peers, unit: 'ms' })
    const ratio = editions / ours.seconds / (peers / peer.seconds)
    report({ name: `art.collection.ratio.${style}.${size}`, value: ratio, unit: 'x' })
  }
}

/** The layers, drawn once for each style and size and kept for the next run. */
async function sampleLayers(style: Style, size: number): Promise<string> {
  const folder = join(tmpdir(), 'demiurge-bench-layers', `${style}-${size}`)
  if (existsSync(folder)) return folder
  const fresh = `${folder}.${process.pid}`
  await drawSampleLayers(fresh, style, size)
  renameSync(fresh, folder)
  return folder
}

async function measure(
  [way, layers, size, editions]: readonly [string, string, number, number],
  canvas = '',
): Promise<Measured> {
  const out = mkdtempSync(join(tmpdir(), 'demiurge-bench-collection-'))
  try {
    const program = join(import.meta.dirname, 'measure.ts')
    const { stdout } = await run(process.execPath, [
      program,
      way,
      layers,
      out,
      String(size),
      String(editions),
      canvas,
    ])
    return JSON.parse(stdout) as Measured
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}
