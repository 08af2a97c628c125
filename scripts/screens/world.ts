import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deriveSigner, mnemonicToSeed, type Signer } from '@demiurge/crypto'
import { nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { DEVELOPMENT_MNEMONIC, type RunningNode, resolveSettings, startNode } from '@demiurge/node'
import { type Client, createClient } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import { openStudio } from '@demiurge/studio'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../test/browser.ts'
import { ROOT } from '../../test/process.ts'

/** A development chain with both pages, and a browser. */
export interface World extends AsyncDisposable {
  readonly node: RunningNode
  readonly client: Client
  /** The development account. */
  readonly signer: Signer
  /** Other accounts of the same words. */
  readonly others: readonly Signer[]
  readonly dashboard: string
  readonly creator: string
  /** A page in a window of its own, with nothing remembered. */
  open(url: string): Promise<Page>
}

/** Starts everything on free ports; the pages must be built (`npm run build:pages`). */
export async function createWorld(): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-screens-'))
  const { values } = resolveSettings({
    flags: { data, httpPort: '0', dashboardPort: '0', creatorPort: '0', verifyThreads: '1' },
  })
  const logger = pino({ level: 'silent' })
  const passwordCost = { memoryKib: 1_024, passes: 1, lanes: 1 }
  const studio = await openStudio({ folder: join(data, 'studio'), logger, threads: 2, passwordCost })
  const pageOf = (name: string): string => join(ROOT, 'apps', name, 'dist')
  const node = await startNode({
    settings: values,
    pages: { dashboard: pageOf('dashboard'), creator: pageOf('creator'), studio: studio.handle },
  })
  const browser = await openBrowser()
  const seed = mnemonicToSeed(DEVELOPMENT_MNEMONIC)
  const account = (index: number): Signer =>
    deriveSigner(seed, [{ suite: 'ml-dsa-65', account: 0, index }], { suites: nativeSuites })
  return {
    node,
    client: createClient({
      transport: webTransport(node.http),
      environment: { nowMs: () => Date.now(), random: randomBytes },
      suites: nativeSuites,
    }),
    signer: account(0),
    others: [1, 2, 3, 4].map(account),
    // By name: passkeys belong to names.
    dashboard: (node.dashboard ?? '').replace('127.0.0.1', 'localhost'),
    creator: (node.creator ?? '').replace('127.0.0.1', 'localhost'),
    open: (url) => openPage(browser, url),
    async [Symbol.asyncDispose]() {
      await browser.close()
      await node.close()
      await studio.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(url)
  return page
}
