/** A small collection is sold by phases from the page on a chain with short epochs: opened, claimed, drawn, revealed, verified. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatAddress } from '@demiurge/codec'
import { developmentSigner } from '@demiurge/node'
import { assetOfUri, claimPieces } from '@demiurge/sdk'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findViolations, fitsWidth, hasBrowser } from '../../../test/browser.ts'
import { type CreatorWorld, createWorld, PASSWORD, WORDS } from './world.ts'

const PIECES = 6
const MINUTE = 60_000
const buyer = developmentSigner()
/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

describe.skipIf(!hasBrowser('drops in the creator page'))(
  'a drop from the page',
  { timeout: 240_000 },
  () => {
    let world: CreatorWorld
    let folder: string
    beforeAll(async () => {
      world = await createWorld({ epochMs: 2_000n, hasDashboard: true })
      folder = mkdtempSync(join(tmpdir(), 'demiurge-drop-'))
      writeLayers(join(folder, 'Tide people'))
    }, 120_000)
    afterAll(async () => {
      await world[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    })

    test('from phases to a reveal that the browser itself verified', async () => {
      // Far from UTC, and not by whole hours.
      await using opened = await world.open('/#/collections', { timezoneId: 'Asia/Kolkata' })
      const { page } = opened
      await make(page, join(folder, 'Tide people'))
      await view(page, 'Mint')
      await page.getByRole('radio', { name: 'Open a drop' }).click()
      await plan(page)
      await seal(page)
      await openWallet(page)
      await openThroughAFailure(page)

      await setRight(page)

      const collection = await page
        .getByRole('link', { name: 'Where buyers claim' })
        .getAttribute('href')
        .then((link) => /\/collections\/(0x[0-9a-f]{64})\?show=drop$/.exec(link ?? '')?.[1] ?? '')
      const free = await claimPieces(world.client, buyer, { collection, count: 2 })
      expect(free).toMatchObject({ phase: 0, paid: 0n })
      await page.getByText(`2 of ${PIECES}`, { exact: true }).waitFor()
      expect(await sealedAs(world, collection)).toEqual(['image/png', 'A tide in a box.'])
      const paid = await claimPieces(world.client, buyer, { collection, count: 2 })
      expect(paid).toMatchObject({ phase: 1, paid: 500_000_000n })
      await page.getByText(`4 of ${PIECES}`, { exact: true }).waitFor()
      await page.getByText('sold out').waitFor()
      await check(page)
      await remake(page)

      await page.getByRole('button', { name: 'Close the sale' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Close the sale' }).click()
      await page.getByRole('button', { name: 'Reveal 4 pieces' }).click()
      await page.getByRole('heading', { name: 'Revealed' }).waitFor()
      await page.getByRole('button', { name: 'Verify it here and now' }).click()
      await page.getByRole('button', { name: 'Verified by your browser' }).waitFor()
      await page
        .getByText('4 pieces are revealed and on chain, 0 sealed, 0 burned; nobody claimed 2.')
        .waitFor()
      await check(page)
      const { view: item } = await world.client.request('nft_getItem', { id: free.items[0] ?? '' })
      expect(item.name).toMatch(/^Tide people #\d$/)
    })
  },
)

/** Two layers of three pictures each. */
function writeLayers(root: string): void {
  for (const [place, layer] of ['1-Sea', '2-Face'].entries()) {
    mkdirSync(join(root, layer), { recursive: true })
    for (let i = 0; i < 3; i++) {
      const colour = `hsl(${place * 150 + i * 40} 60% ${40 + place * 20}%)`
      const shape =
        place === 0
          ? `<rect width="64" height="64" fill="${colour}"/>`
          : `<circle cx="32" cy="${24 + i * 8}" r="${12 + i * 4}" fill="${colour}"/>`
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">${shape}</svg>`
      writeFileSync(join(root, layer, `Kind ${i}.svg`), svg)
    }
  }
}

async function view(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Views of the collection' })
    .getByRole('link', { name, exact: true })
    .click()
}

/** Accessible, and nothing too wide: on a desk and on a phone. */
async function check(page: Page): Promise<void> {
  expect(await findViolations(page)).toEqual([])
  expect(await fitsWidth(page)).toBe(true)
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await fitsWidth(page)).toBe(true)
  await page.setViewportSize({ width: 1280, height: 860 })
}

async function make(page: Page, layers: string): Promise<void> {
  await page.getByLabel('A folder of layers').setInputFiles(layers)
  await page.getByText('different pieces are possible').waitFor()
  await view(page, 'Make')
  await page.getByLabel('Pieces', { exact: true }).fill(String(PIECES))
  await page.getByRole('combobox', { name: 'Size' }).click()
  await page.getByRole('option', { name: '256 × 256 pixels' }).click()
  await page.locator('.k-saving[data-state="saved"]').waitFor({ state: 'attached' })
  await page.getByRole('button', { name: `Make ${PIECES} pieces` }).click()
  await page.getByText('All pieces are made.').waitFor()
}

/** A time as the page's own clock shows it, to be typed into a field of dates. */
function localText(page: Page, ms: number): Promise<string> {
  return page.evaluate((at) => {
    const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
    return shifted.toISOString().slice(0, 16)
  }, ms)
}

/** Phases with a list and without, mistakes told where they are made, a step taken back. */
async function plan(page: Page): Promise<void> {
  const phase = (name: string) => page.getByRole('region', { name })
  const all = phase('Phase 1: public')
  await all.getByLabel('Price').fill('half')
  await all.getByText('Price is no amount').waitFor()
  await all.getByLabel('Price').fill('0.25')
  await all.getByLabel('Limit a wallet').fill('3')
  await page.getByRole('button', { name: 'Add an allow-list phase' }).click()
  const now = Math.floor(Date.now() / MINUTE) * MINUTE
  const friends = phase('Phase 1: friends')
  await friends.getByLabel('Price').fill('0')
  await friends.getByLabel('Supply').fill('2')
  await friends.getByLabel('Opens', { exact: true }).fill(await localText(page, now + 10 * MINUTE))
  const utc = new Date(now + 10 * MINUTE).toISOString().slice(0, 16).replace('T', ' ')
  await friends.getByText(`Local time; ${utc} UTC`).waitFor()
  await friends.getByLabel('Ends', { exact: true }).fill(await localText(page, now - 50 * MINUTE))
  await friends.getByText('End must be after the beginning of the phase.').waitFor()
  await friends.getByLabel('Ends', { exact: true }).fill(await localText(page, now + 60 * MINUTE))

  const address = formatAddress(buyer.address)
  const list = friends.getByLabel('Accounts', { exact: true })
  await list.fill(`${address}, 2\n${address.slice(0, -1)}`)
  await friends.getByText('List of accounts has a mistake in line 2').waitFor()
  const table = Buffer.from(`account,allowance\n${address},2\n`)
  await page
    .getByLabel('A file of accounts')
    .setInputFiles({ name: 'friends.csv', mimeType: 'text/csv', buffer: table })
  await friends.getByText('1 account may claim 2 pieces together.').waitFor()

  await phase('Phase 2: public').getByRole('button', { name: 'Move public up' }).press('Enter')
  await page.getByRole('button', { name: 'Put in order' }).click()
  await page.getByRole('button', { name: 'Remove friends' }).click()
  await friends.waitFor({ state: 'detached' })
  // The focus is where the way back is.
  await page.keyboard.press('Control+z')
  await friends.getByText('1 account may claim 2 pieces together.').waitFor()
  const second = phase('Phase 2: public')
  await second.getByLabel('Opens', { exact: true }).fill(await localText(page, now + 20 * MINUTE))
  await second.getByLabel('Ends', { exact: true }).fill(await localText(page, now + 90 * MINUTE))
  await check(page)
}

/** Until the reveal: what is no picture is refused with a word, what is one is shown. */
async function seal(page: Page): Promise<void> {
  const file = page.getByLabel('The picture of sealed pieces')
  await file.setInputFiles({ name: 'box.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') })
  await page.getByText('It is no picture: choose a PNG, JPEG, WebP or GIF.', { exact: true }).waitFor()
  await file.setInputFiles({ name: 'box.png', mimeType: 'image/png', buffer: PNG })
  await page.getByRole('button', { name: 'Back to the closed frame' }).waitFor()
  await page.getByLabel('What a sealed piece says').fill('A tide in a box.')
}

/** What sealed pieces show and say, as the chain has it. */
async function sealedAs({ client }: CreatorWorld, id: string): Promise<readonly unknown[]> {
  const { drop } = await client.request('nft_getDrop', { id })
  const metadata = JSON.parse(new TextDecoder().decode(await client.download(assetOf(drop.placeholderUri))))
  const { mediaType } = await client.request('asset_get', { sha256: assetOf(metadata.image) })
  return [mediaType, metadata.description]
}

const assetOf = (uri: string): string => assetOfUri(uri) ?? ''

async function openWallet(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'I have one already' }).click()
  await page.getByLabel('Your words').fill(WORDS)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Password again').fill(PASSWORD)
  await page.getByRole('button', { name: 'Open my wallet' }).click()
  await page.getByRole('button', { name: 'Get development coins' }).click()
  await page.getByText('1,000 DEM').waitFor()
}

/** The node takes no file at first: the plan outlives that and a reload, and opening goes on. */
async function openThroughAFailure(page: Page): Promise<void> {
  await page.context().route('**/api/v1/assets', (route) => route.abort())
  await page.getByRole('button', { name: 'Open the drop' }).click()
  await page
    .getByRole('alert')
    .getByText(/node|answer/i)
    .waitFor()
  await page.context().unroute('**/api/v1/assets')
  await page.reload()
  await page.getByText('Opening was begun on this device and did not come through').waitFor()
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Unlock' }).click()
  const buyers = page.getByRole('region', { name: 'What buyers will see' })
  await buyers.getByText('0.25 DEM').waitFor()
  await check(page)
  await page.getByRole('button', { name: 'Go on opening' }).click()
  await page.getByRole('heading', { name: '“friends” opens in 00:' }).waitFor()
}

/** Until the first phase opens everything can be another way: now both are open at once. */
async function setRight(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set the terms right' }).click()
  for (const name of ['Phase 1: friends', 'Phase 2: public'])
    await page
      .getByRole('region', { name })
      .getByLabel('Opens', { exact: true })
      .fill(await localText(page, Date.now() - MINUTE))
  await page.getByRole('button', { name: 'Set the terms right' }).click()
  await page.getByRole('heading', { name: '“friends” and “public” are open' }).waitFor()
}

/** Pieces that were made anew are not those of the drop, and the page says so; the old ones come back by their seed. */
async function remake(page: Page): Promise<void> {
  const others = page.getByRole('alert').getByText('are not those that the drop was opened with')
  const seed = page.getByRole('textbox', { name: 'Seed' })
  await view(page, 'Make')
  await page.getByText('These pieces are sold in a drop and not revealed yet.').waitFor()
  const before = await seed.inputValue()
  for (const next of ['another tide', before]) {
    await view(page, 'Make')
    await seed.fill(next)
    await page.getByRole('heading', { name: 'Preview' }).click()
    await page.locator('.k-saving[data-state="saved"]').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: /^Make / }).click()
    await page.getByText('All pieces are made.').waitFor()
    await view(page, 'Mint')
    await page.getByRole('heading', { name: '“public”' }).waitFor()
    await others.waitFor({ state: next === before ? 'detached' : 'visible' })
  }
}
