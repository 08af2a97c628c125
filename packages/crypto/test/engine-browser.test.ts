import { fileURLToPath } from 'node:url'
import { build, type Rollup } from 'vite'
import { expect, test } from 'vitest'
import { drawClaim } from '../../../fuzz/cases.ts'
import { nobleVerdict } from '../../../fuzz/verdicts.ts'
import { hasBrowser, openBrowser } from '../../../test/browser.ts'

const CLAIMS = 40

/** The page's script as Vite bundles it for people. */
async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('./engine-page.ts', import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'page' } },
  })
  const [output] = (Array.isArray(built) ? built : [built]) as Rollup.RollupOutput[]
  return output?.output[0].code ?? ''
}

test.runIf(hasBrowser('the signature engine'))(
  'in a page the engine runs on the main thread, and says what OpenSSL and noble say',
  { timeout: 120_000 },
  async () => {
    const claims = Array.from({ length: CLAIMS }, (_, seed) => drawClaim(seed))
    const sent = claims.map(({ name, signature, message, publicKey, context }) => ({
      name,
      signature: signature.toHex(),
      message: message.toHex(),
      publicKey: publicKey.toHex(),
      context: context.toHex(),
    }))
    const browser = await openBrowser()
    try {
      const page = await browser.newPage()
      await page.addScriptTag({ content: await bundle() })
      const { hasEngine, verdicts } = await page.evaluate((each) => {
        const { verifyInPage } = globalThis as unknown as {
          verifyInPage(claims: unknown): { hasEngine: boolean; verdicts: boolean[] }
        }
        return verifyInPage(each)
      }, sent)
      expect(hasEngine).toBe(true)
      expect(verdicts).toEqual(claims.map(nobleVerdict))
    } finally {
      await browser.close()
    }
  },
)
