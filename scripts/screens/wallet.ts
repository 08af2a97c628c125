import { entropyToMnemonic } from '@demiurge/crypto'
import type { Page } from 'playwright-core'

const WORDS = entropyToMnemonic(new Uint8Array(32).fill(7))
/** Of every wallet and account in the pictures. */
export const PASSWORD = 'seven quiet tides'

/** Brings a wallet to a page that asks for one. */
export async function importWallet(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'I have one already' }).click()
  await page.getByLabel('Your words').fill(WORDS)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Password again').fill(PASSWORD)
  await page.getByRole('button', { name: 'Open my wallet' }).click()
}
