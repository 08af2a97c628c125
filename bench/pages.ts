import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { RunningNode } from '@demiurge/node'
import { resolveSettings, startNode } from '@demiurge/node'
import type { Browser, Response } from 'playwright-core'
import { buildPage, findBrowser, openBrowser } from '../test/browser.ts'
import type { Report } from './run.ts'

const RUNS = 5
/** What a visitor does first, and what shows that the page takes it. */
const PAGES = [
  { name: 'creator', path: '/', ready: '.c-step' },
  { name: 'creator-collections', path: '/#/collections', ready: '.k-list h1' },
  { name: 'dashboard', path: '/', ready: 'main h1, main h2' },
] as const

/**
 * What a first visit to each page fetches and how long it takes on this machine: compressed script in kB (Brotli, as
 * the node sends it), the workers' own apart; time until the view stands and the page's own thread takes input, the median of five visits with an empty cache.
 */
export async function run(report: Report): Promise<void> {
  if (findBrowser() === undefined) {
    console.error('no Chromium or Chrome is installed: left out the pages')
    return
  }
  using dashboard = await buildPage('dashboard')
  using creator = await buildPage('creator')
  const data = mkdtempSync(join(tmpdir(), 'demiurge-bench-'))
  const { values } = resolveSettings({
    flags: { data, httpPort: '0', dashboardPort: '0', creatorPort: '0', store: 'memory', verifyThreads: '1' },
  })
  const pages = { dashboard: dashboard.directory, creator: creator.directory }
  const node = await startNode({ settings: values, pages })
  const browser = await openBrowser()
  for (const page of PAGES) {
    const visits: Visit[] = []
    for (let i = 0; i < RUNS; i++) visits.push(await visit(browser, node, page))
    const [first] = visits
    if (first === undefined) continue
    report({ name: `page.${page.name}.script`, value: first.scriptBytes / 1_000, unit: 'kB' })
    report({ name: `page.${page.name}.workers`, value: first.workerBytes / 1_000, unit: 'kB' })
    report({
      name: `page.${page.name}.interactive`,
      value: median(visits.map((each) => each.readyMs)),
      unit: 'ms',
    })
  }
  await browser.close()
  await node.close()
  rmSync(data, { recursive: true, force: true })
}

interface Visit {
  readonly scriptBytes: number
  readonly workerBytes: number
  readonly readyMs: number
}

async function visit(
  browser: Browser,
  node: RunningNode,
  { name, path, ready }: (typeof PAGES)[number],
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
  const page = await context.newPage()
  const scripts = new Map<string, Response>()
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.set(response.url(), response)
  })
  const home = name === 'dashboard' ? node.dashboard : node.creator
  await page.goto(`${home ?? ''}${path}`)
  await page.locator(ready).first().waitFor()
  // The page's own thread is free when it comes to answer.
  const readyMs = await page.evaluate(() => performance.now())
  // Workers come a moment later.
  await page.waitForLoadState('networkidle')
  let [scriptBytes, workerBytes] = [0, 0]
  for (const [url, response] of [...scripts]) {
    const bytes = brotliCompressSync(await response.body()).length
    if (/worker/.test(url)) workerBytes += bytes
    else scriptBytes += bytes
  }
  await context.close()
  return { scriptBytes, workerBytes, readyMs }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
