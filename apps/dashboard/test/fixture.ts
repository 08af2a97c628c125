import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRecipe, signCredentials } from '@demiurge/art'
import { createRenderer, createStudioKey, readStudioKey } from '@demiurge/art/native'
import { deriveSigner, mnemonicToSeed, type Signer } from '@demiurge/crypto'
import { nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { DEVELOPMENT_MNEMONIC, type RunningNode, resolveSettings, startNode } from '@demiurge/node'
import { type Client, createClient, formatBundle, type MintedWork, mintWork } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { buildPage, openBrowser } from '../../../test/browser.ts'

/** A work that was minted for the tests, with its file and sidecar. */
export interface TestWork extends MintedWork {
  readonly name: string
  readonly file: Uint8Array
  readonly proof: string
}

/** A real node that serves the built dashboard, two works on its chain, and a browser. */
export interface DashboardWorld extends AsyncDisposable {
  readonly node: RunningNode
  readonly client: Client
  readonly signer: Signer
  /** Folder of the built page. */
  readonly directory: string
  readonly works: readonly [TestWork, TestWork]
  /** Opens a path of the dashboard in a window of its own; errors of the page fail the test that closes it. */
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>
  mint(name: string, pattern: string): Promise<TestWork>
}

/** A page, and what went wrong in it so far. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page
  readonly errors: readonly string[]
}

/** Builds the page, starts everything, and mints. */
export async function createWorld(): Promise<DashboardWorld> {
  const built = await buildPage('dashboard')
  const data = mkdtempSync(join(tmpdir(), 'demiurge-dashboard-'))
  const node = await startNode({ settings: settingsFor(data), pages: { dashboard: built.directory } })
  const browser = await openBrowser()
  const client = createClient({
    transport: webTransport(node.http),
    environment: { nowMs: () => Date.now(), random: randomBytes },
    suites: nativeSuites,
  })
  const keys = [{ suite: 'ml-dsa-65', account: 0, index: 0 }] as const
  const signer = deriveSigner(mnemonicToSeed(DEVELOPMENT_MNEMONIC), keys, { suites: nativeSuites })
  const mint = async (name: string, pattern: string): Promise<TestWork> =>
    mintTestWork(client, signer, { name, pattern, file: await draw(name, pattern) })
  const mintSigned = async (name: string, pattern: string): Promise<TestWork> =>
    mintTestWork(client, signer, {
      name,
      pattern,
      file: await signTestWork(signer, await draw(name, pattern)),
    })
  return {
    node,
    client,
    signer,
    directory: built.directory,
    works: [await mint('Morning study', 'mandala'), await mintSigned('Evening study', 'truchet')],
    open: (path, options = {}) => openPage(browser, `${node.dashboard}${path}`, options),
    mint,
    async [Symbol.asyncDispose]() {
      await browser.close()
      await node.close()
      built[Symbol.dispose]()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function settingsFor(data: string) {
  const flags = {
    data,
    httpPort: '0',
    dashboardPort: '0',
    creatorPort: '0',
    store: 'memory',
    verifyThreads: '1',
    idleRoundMs: '100',
  }
  return resolveSettings({ flags }).values
}

async function mintTestWork(
  client: Client,
  signer: Signer,
  {
    name,
    pattern,
    file,
  }: { readonly name: string; readonly pattern: string; readonly file: Uint8Array<ArrayBuffer> },
): Promise<TestWork> {
  const minted = await mintWork(client, signer, {
    file,
    mediaType: 'image/png',
    name,
    description: 'Made for a test.',
    licence: 'CC-BY-NC-SA-4.0',
    attributes: [{ trait_type: 'Pattern', value: pattern }],
  })
  return { ...minted, name, file, proof: formatBundle(minted.bundle) }
}

async function draw(seed: string, pattern: string): Promise<Uint8Array<ArrayBuffer>> {
  await using renderer = createRenderer({ threads: 1 })
  const { bytes } = await renderer.render(createRecipe({ pattern, seed, size: 96 }), { format: 'png' })
  return bytes
}

/** The file with content credentials by this account. */
export async function signTestWork(
  signer: Signer,
  file: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return signCredentials(file, {
    title: 'study.png',
    key: readStudioKey(await createStudioKey('Studio of a test')),
    signer,
    createdAtMs: 1_790_000_000_000,
    claim: { licence: 'CC-BY-NC-SA-4.0' },
    random: randomBytes,
  })
}

async function openPage(browser: Browser, url: string, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(url)
  return {
    page,
    errors,
    async [Symbol.asyncDispose]() {
      // What a test answers in a server's place may still be under way.
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      await context.close()
    },
  }
}
