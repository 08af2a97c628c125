import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entropyToMnemonic } from '@demiurge/crypto'
import {
  developmentSigner,
  networkChain,
  type RunningNode,
  resolveSettings,
  startNode,
  validatorKey,
  writeChainFile,
} from '@demiurge/node'
import { type Client, createClient } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import { openStudio } from '@demiurge/studio'
import { pino } from 'pino'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { buildPage, openBrowser } from '../../../test/browser.ts'

/** A real node that serves the built creator page with its studio, and a browser. */
export interface CreatorWorld extends AsyncDisposable {
  readonly node: RunningNode
  readonly client: Client
  /** Opens the page in a window of its own, with nothing remembered. */
  open(path?: string, options?: BrowserContextOptions): Promise<OpenPage>
}

/** A page, and what went wrong in it so far. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page
  readonly errors: readonly string[]
}

/** Words that every test wallet is made of. */
export const WORDS = entropyToMnemonic(new Uint8Array(32).fill(7))
export const PASSWORD = 'tide and memory'

/** Builds the page and starts everything; with `epochMs` the chain's epochs are that long, for what waits for a seed. */
export async function createWorld({
  epochMs,
  hasDashboard = false,
}: {
  readonly epochMs?: bigint
  /** Whether the page is told of a dashboard, and so links to it. */
  readonly hasDashboard?: boolean
} = {}): Promise<CreatorWorld> {
  const built = await buildPage('creator')
  const data = mkdtempSync(join(tmpdir(), 'demiurge-creator-'))
  if (epochMs !== undefined) writeChain(data, epochMs)
  const { values } = resolveSettings({
    flags: {
      data,
      httpPort: '0',
      dashboardPort: '0',
      creatorPort: '0',
      store: 'memory',
      verifyThreads: '1',
      idleRoundMs: '100',
    },
  })
  const studio = await openStudio({
    folder: join(data, 'studio'),
    logger: pino({ level: 'silent' }),
    threads: 2,
  })
  const node = await startNode({
    settings: values,
    pages: {
      creator: built.directory,
      studio: studio.handle,
      ...(hasDashboard ? { dashboard: built.directory } : {}),
    },
  })
  const browser = await openBrowser()
  const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
  return {
    node,
    client: createClient({
      transport: webTransport(node.http),
      environment: { nowMs: () => Date.now(), random },
    }),
    async open(path = '/', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      await page.goto(`${node.creator}${path}`)
      await page.getByRole('navigation', { name: 'What you make' }).waitFor()
      return { page, errors, [Symbol.asyncDispose]: () => context.close() }
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await node.close()
      await studio.close()
      built[Symbol.dispose]()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function writeChain(data: string, epochMs: bigint): void {
  const chain = networkChain({
    chainId: 'demiurge-dev',
    validators: [validatorKey(join(data, 'validator.json'))],
    faucet: developmentSigner().address,
    nowMs: BigInt(Date.now()),
    epochMs,
  })
  writeChainFile(join(data, 'chain.json'), chain)
}

/** Waits until the newest picture is drawn in full. */
export async function drawn(page: Page): Promise<void> {
  await page.locator('canvas[aria-busy="false"]').waitFor()
}

/** The seed of the active layer, as its field shows it. */
export function seedOf(page: Page): Promise<string> {
  return page.getByRole('textbox', { name: 'Seed' }).inputValue()
}

/** Goes to a step by the navigation. */
export async function goTo(page: Page, step: 'Design' | 'Details' | 'Secure' | 'Mint'): Promise<void> {
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: step }).click()
}

/** Brings the test wallet, from nothing to open. */
export async function importWallet(page: Page): Promise<void> {
  await goTo(page, 'Secure')
  await page.getByRole('button', { name: 'I have one already' }).click()
  await page.getByLabel('Your words').fill(WORDS)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Password again').fill(PASSWORD)
  await page.getByRole('button', { name: 'Open my wallet' }).click()
  await page.getByRole('heading', { name: 'Your keys' }).waitFor()
}
