import { expect, test } from 'vitest'
import { drawClaim } from '../../../fuzz/cases.ts'
import { nobleVerdict } from '../../../fuzz/verdicts.ts'
import { hasBrowser, openBrowser } from '../../../test/browser.ts'
import { bundle } from './bundle.ts'

const CLAIMS = 40

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
      await page.addScriptTag({ content: await bundle('./engine-page.ts') })
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
