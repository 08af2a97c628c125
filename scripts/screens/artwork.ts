import type { Page } from 'playwright-core'
import { type Film, shoot } from './camera.ts'
import { importWallet } from './wallet.ts'
import type { World } from './world.ts'

/** The creator page where single works are made. */
export async function shootArtwork(film: Film, world: World): Promise<void> {
  const page = await world.open(world.creator)
  const show = async (view: string): Promise<void> => {
    await shoot(film, page, `creator-${view}`)
  }
  await drawn(page)
  await page.locator('.c-pattern img').nth(3).waitFor()
  await show('design')
  for (const pattern of ['Mandala', 'Agate']) {
    await page.getByRole('radio', { name: pattern, exact: true }).click()
    await drawn(page)
    await show(`design-${pattern.toLowerCase().replace(' ', '-')}`)
  }
  await shootTools(film, page)
  await shootTabs(film, page)
  await page.keyboard.press('t')
  await page.getByRole('textbox', { name: 'Words' }).fill('Tide')
  await drawn(page)
  await show('text')
  await page.keyboard.press('g')
  await page.getByRole('dialog').waitFor()
  await show('templates')
  await page.getByRole('button', { name: 'Trading card' }).click()
  await drawn(page)
  await show('layers')
  await page.keyboard.press('Control+s')
  await page.getByLabel('Name of this version').fill('Before the frame')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await show('versions')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await show('palette')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await show('shortcuts')
  await page.keyboard.press('Escape')
  await shootMinting(film, page)
  await shootJoint(film, page)
  await page.context().close()
}

async function shootTools(film: Film, page: Page): Promise<void> {
  for (const [tool, view] of [
    ['Harmony', 'harmony'],
    ['Contrast', 'contrast'],
  ] as const) {
    const button = page.getByRole('button', { name: tool, exact: true })
    if ((await button.count()) === 0) continue
    await button.click()
    await shoot(film, page, `creator-${view}`)
    await page.keyboard.press('Escape')
  }
}

/** What lies side by side on a desk is behind tabs on a phone. */
async function shootTabs(film: Film, page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 })
  for (const tab of ['Colour', 'Adjust', 'Layers', 'Pattern']) {
    await page.getByRole('radio', { name: tab, exact: true }).click()
    if (tab !== 'Pattern') await shoot(film, page, `creator-tab-${tab.toLowerCase()}`, { phoneOnly: true })
  }
  await page.setViewportSize({ width: 1_440, height: 900 })
}

async function shootMinting(film: Film, page: Page): Promise<void> {
  const show = (view: string): Promise<void> => shoot(film, page, `creator-${view}`)
  await goTo(page, 'Details')
  await show('details-empty')
  await page.getByLabel('Name', { exact: true }).fill('Tidal card')
  await page.getByRole('button', { name: /^Add all \d+ of the artwork$/ }).click()
  await show('details')
  await goTo(page, 'Secure')
  await show('secure-none')
  await page.getByRole('button', { name: 'Create a wallet' }).click()
  await show('secure-create')
  await page.getByRole('button', { name: 'Entropy report' }).click()
  await page.getByRole('dialog').getByText('New words are made from a collection like this one').waitFor()
  await show('entropy')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Back' }).first().click()
  await importWallet(page)
  await page.getByRole('heading', { name: 'Your keys' }).waitFor()
  await page.getByRole('button', { name: 'Get development coins' }).click()
  await page.getByText('1,000 DEM').waitFor()
  await show('secure')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('dialog').waitFor()
  await show('second-factor')
  await page.keyboard.press('Escape')
  await goTo(page, 'Mint')
  await show('mint')
  await page.getByLabel('Longer side').click()
  await page.getByRole('option', { name: '512 pixels' }).click()
  await page.getByRole('button', { name: 'Mint this work' }).click()
  await page.getByRole('heading', { name: 'Tidal card is minted' }).waitFor()
  await show('minted')
}

async function shootJoint(film: Film, page: Page): Promise<void> {
  await goTo(page, 'Secure')
  await page.getByRole('button', { name: 'New joint account' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of the account').fill('Trio')
  await dialog.getByRole('button', { name: 'Add a co-creator' }).click()
  await shoot(film, page, 'creator-joint')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Open a signing request' }).click()
  await dialog.waitFor()
  await shoot(film, page, 'creator-request-open')
  await page.keyboard.press('Escape')
}

/** Goes to a step by the navigation. */
export async function goTo(page: Page, step: 'Details' | 'Secure' | 'Mint'): Promise<void> {
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: step }).click()
}

async function drawn(page: Page): Promise<void> {
  await page.locator('canvas[aria-busy="false"]').waitFor()
}
