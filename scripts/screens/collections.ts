import type { Page } from 'playwright-core'
import { type Film, shoot } from './camera.ts'
import { importWallet } from './wallet.ts'
import type { World } from './world.ts'

const PIECES = 60

/** The creator page where collections are made; leaves sixty pieces of the sample on the chain. */
export async function shootCollections(film: Film, world: World): Promise<void> {
  const page = await world.open(`${world.creator}/#/collections`)
  await page.getByText('A folder of layers becomes a collection').waitFor()
  await shoot(film, page, 'collections-empty')
  await page.getByRole('button', { name: 'Try a sample' }).click()
  await page.getByText('different pieces are possible').waitFor()
  await shoot(film, page, 'collections-layers')
  for (const view of ['Rules', 'Details', 'Rarity', 'Mint']) {
    await visit(page, view)
    await page.locator('main h2, main .d-state').first().waitFor()
    await shoot(film, page, `collections-${view.toLowerCase()}${view === 'Mint' ? '-nothing' : ''}`)
  }
  await visit(page, 'Pieces')
  await shoot(film, page, 'collections-pieces-none')
  await make(film, page)
  await lookAtPieces(film, page)
  await mint(film, page)
  await page.goto(`${world.creator}/#/collections`)
  await page.getByRole('list', { name: 'Collections' }).waitFor()
  await shoot(film, page, 'collections-list')
  await page.context().close()
}

async function visit(page: Page, view: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Views of the collection' })
    .getByRole('link', { name: view, exact: true })
    .click()
}

async function make(film: Film, page: Page): Promise<void> {
  await visit(page, 'Make')
  await page.getByLabel('Pieces', { exact: true }).fill(String(PIECES))
  await page.getByRole('heading', { name: 'Preview' }).click()
  await page.locator('.k-preview[aria-busy="false"]').waitFor()
  await shoot(film, page, 'collections-make')
  await page.getByRole('button', { name: `Make ${PIECES} pieces` }).click()
  await page.getByRole('region', { name: 'The making' }).waitFor()
  await shoot(film, page, 'collections-making')
  await page.getByText('All pieces are made.').waitFor()
  await shoot(film, page, 'collections-made')
}

async function lookAtPieces(film: Film, page: Page): Promise<void> {
  await page.getByRole('link', { name: 'See the pieces' }).click()
  await page.getByRole('option', { name: /#1, rank/ }).waitFor()
  await shoot(film, page, 'collections-pieces')
  const filter = page.getByRole('button', { name: 'Filter', exact: true })
  if (await filter.isVisible()) await filter.click()
  await page.getByRole('button', { name: /^Cobalt/ }).click()
  await page.getByText(`of ${PIECES} pieces`).waitFor()
  await shoot(film, page, 'collections-pieces-filter')
  await page.getByRole('option', { name: /rank/ }).first().click()
  await page.getByRole('dialog').getByText('Cobalt').waitFor()
  await shoot(film, page, 'collections-piece')
  await page.keyboard.press('Escape')
}

async function mint(film: Film, page: Page): Promise<void> {
  await visit(page, 'Mint')
  await importWallet(page)
  await page.getByRole('button', { name: 'Get development coins' }).click()
  await page.getByText('1,000 DEM').waitFor()
  await shoot(film, page, 'collections-mint')
  await page.getByRole('button', { name: `Mint ${PIECES} pieces` }).click()
  await page.getByRole('heading', { name: /is minted$/ }).waitFor()
  await shoot(film, page, 'collections-minted')
}
