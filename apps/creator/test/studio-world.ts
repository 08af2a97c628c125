import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core'
import { buildPage, openBrowser } from '../../../test/browser.ts'

const PROGRAM = fileURLToPath(new URL('./studio-program.ts', import.meta.url))

/** Somebody at a browser of their own. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page
  /** Gives the browser a device that holds passkeys and always says yes. */
  withPasskeys(): Promise<void>
}

/** A node with a studio as a process, the built page, and a browser. */
export interface StudioWorld extends AsyncDisposable {
  readonly browser: Browser
  /** At a name, not an address: passkeys belong to names. */
  readonly url: string
  visit(path?: string, options?: BrowserContextOptions): Promise<Visitor>
  /** As if ten minutes had passed since anybody showed who they are. */
  forgetConfirmations(): void
  /** Ends the process as a power cut would, and starts it again on the same port. */
  killAndStart(): Promise<void>
}

export async function createStudioWorld(): Promise<StudioWorld> {
  const built = await buildPage('creator')
  const data = mkdtempSync(join(tmpdir(), 'demiurge-studio-'))
  let child = await start(data, built.directory, '0')
  const { port } = new URL(child.creator)
  const browser = await openBrowser()
  const url = `http://localhost:${port}`
  return {
    browser,
    url,
    async visit(path = '/', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      await page.goto(`${url}${path}`)
      return {
        page,
        withPasskeys: async () => addAuthenticator(await context.newCDPSession(page)),
        [Symbol.asyncDispose]: () => context.close(),
      }
    },
    forgetConfirmations() {
      using file = new DatabaseSync(join(data, 'studio', 'studio.sqlite'), { timeout: 5_000 })
      file.exec('UPDATE sessions SET confirmed_ms = 0')
    },
    async killAndStart() {
      await kill(child.process)
      child = await start(data, built.directory, port)
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await kill(child.process)
      built[Symbol.dispose]()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

async function start(
  data: string,
  directory: string,
  port: string,
): Promise<{ readonly process: ChildProcess; readonly creator: string }> {
  const child = spawn(process.execPath, [PROGRAM, data, directory, port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  createInterface({ input: child.stdout }).once('line', resolve)
  child.once('exit', (code) => reject(new Error(`the studio did not start: ${code}`)))
  const { creator } = JSON.parse(await promise) as { creator: string }
  return { process: child, creator }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.kill('SIGKILL')
  await promise
}

async function addAuthenticator(session: CDPSession): Promise<void> {
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}
