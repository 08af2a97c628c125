import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser } from '../../../test/browser.ts'
import { nativeKeystoreCrypto } from '../src/native/index.ts'
import { bundle } from './bundle.ts'

const ADDRESS = 'http://page.test/'
const PASSWORD = 'tide and memory'
const COST = { memoryKib: 8192, passes: 1, parallelism: 1 }

/** A page with the script, whose policy is this. */
async function pageUnder(browser: Browser, policy: string, script: string): Promise<Page> {
  const page = await browser.newPage()
  await page.route(ADDRESS, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': policy },
      body: '<!doctype html><script src="page.js"></script>',
    }),
  )
  await page.route(`${ADDRESS}page.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: script }),
  )
  await page.goto(ADDRESS)
  return page
}

const stretchIn = (page: Page): Promise<{ key: string; told: number }> =>
  page.evaluate(
    ([password, cost]) => {
      const { stretchInPage } = globalThis as unknown as {
        stretchInPage(password: string, cost: unknown): Promise<{ key: string; told: number }>
      }
      return stretchInPage(password, cost)
    },
    [PASSWORD, COST] as const,
  )

describe.runIf(hasBrowser('keystores'))('argon2id in a page', { timeout: 60_000 }, () => {
  let browser: Browser
  let script: string
  let expected: string
  beforeAll(async () => {
    browser = await openBrowser()
    script = await bundle('./keystore-page.ts')
    const salt = new Uint8Array(16).fill(7)
    expected = (await nativeKeystoreCrypto.argon2id(new TextEncoder().encode(PASSWORD), salt, COST)).toHex()
  }, 60_000)
  afterAll(() => browser.close())

  test('is WebAssembly where the policy lets it', async () => {
    const page = await pageUnder(browser, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", script)
    expect(await stretchIn(page)).toMatchObject({ key: expected, told: 0 })
  })

  test('is JavaScript where the policy forbids WebAssembly', async () => {
    const page = await pageUnder(browser, "default-src 'self'", script)
    const { key, told } = await stretchIn(page)
    expect(key).toBe(expected)
    expect(told).toBeGreaterThan(10)
  })

  test('brings no other function of its library into the page: argon2 and BLAKE2b alone', () => {
    // A module as base64 begins with WebAssembly's magic number and version.
    expect(script.match(/AGFzbQEAAAA/g)).toHaveLength(2)
  })
})
