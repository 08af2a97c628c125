import type { Page } from 'playwright-core'
import { type Film, shoot } from './camera.ts'
import { PASSWORD } from './wallet.ts'
import type { World } from './world.ts'

/** The studio's accounts: from nobody's to a team. */
export async function shootAccounts(film: Film, world: World): Promise<void> {
  const page = await world.open(world.creator)
  const show = (view: string): Promise<void> => shoot(film, page, `accounts-${view}`)
  await page.getByRole('navigation', { name: 'Steps' }).waitFor()
  await page.getByRole('button', { name: 'Studio', exact: true }).click()
  await page.getByRole('menuitem').first().waitFor()
  await show('menu')
  await page.keyboard.press('Escape')
  await openMenu(page, 'Protect this studio')
  await page.getByLabel('Your name').fill('Ada')
  await show('set-up')
  await choosePassword(page)
  await page.getByRole('button', { name: 'Protect this studio' }).click()
  await page.getByRole('button', { name: 'Account of Ada' }).waitFor()
  await openMenu(page, 'Team')
  await page.getByRole('button', { name: 'Make a link' }).click()
  await page.getByText('/#join=').waitFor()
  await show('team')
  await page.keyboard.press('Escape')
  await openMenu(page, 'Account and security')
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await page.getByRole('img', { name: /QR code/ }).waitFor()
  await show('security')
  await page.getByRole('tab', { name: /^Sessions/ }).click()
  await show('sessions')
  await page.keyboard.press('Escape')
  await openMenu(page, 'Audit log')
  await page.getByRole('table', { name: 'Audit log' }).getByText('studio.setUp').waitFor()
  await show('audit')
  await page.keyboard.press('Escape')
  await openMenu(page, 'Sign out')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await show('sign-in')
  await page.context().close()
}

async function choosePassword(page: Page): Promise<void> {
  await page.locator('input[autocomplete=new-password]').first().fill(PASSWORD)
  await page.getByLabel('Password again').fill(PASSWORD)
}

async function openMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /^(Studio|Account of .*)$/ }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
