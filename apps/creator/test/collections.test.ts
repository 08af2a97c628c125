import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findViolations, fitsWidth, hasBrowser, longestTask } from '../../../test/browser.ts'
import { type CreatorWorld, createWorld, PASSWORD, WORDS } from './world.ts'

const PIECES = 300

describe.skipIf(!hasBrowser('collections'))('collections in a browser', { timeout: 240_000 }, () => {
  let world: CreatorWorld
  let folder: string
  beforeAll(async () => {
    world = await createWorld()
    folder = mkdtempSync(join(tmpdir(), 'demiurge-layers-'))
    writeLayers(join(folder, 'Night cats'))
  }, 120_000)
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  test('from a folder of layers to a minted collection that the browser itself verified', async () => {
    await using opened = await world.open('/#/collections')
    const { page } = opened
    await page.getByText('A folder of layers becomes a collection').waitFor()
    await check(page)
    await page.getByLabel('A folder of layers').setInputFiles(join(folder, 'Night cats'))
    await page.getByRole('heading', { name: 'Night cats' }).waitFor()

    const refused = page.getByRole('region', { name: 'Upload' })
    await refused.getByText('notes.txt').waitFor()
    await refused.getByText('Fur/Broken.png').waitFor()
    await page.getByText('different pieces are possible').waitFor()
    expect(await layersOf(page)).toEqual(['Hat', 'Eyes', 'Fur', 'Sky'])
    await check(page)

    await weigh(page)
    await addRule(page)
    await license(page, folder)
    await preview(page)
    await make(page)
    await lookAtPieces(page)
    await mint(page)
  })

  test('a change of somebody else comes in, and nothing of either is lost', async () => {
    await using opened = await world.open('/#/collections')
    const { page } = opened
    await page.getByLabel('A folder of layers').setInputFiles(join(folder, 'Night cats'))
    await page.getByText('different pieces are possible').waitFor()
    await saved(page)
    const id = page.url().split('/').at(-1) ?? ''
    await view(page, 'Details')
    const symbol = page.getByLabel('Symbol')
    await symbol.fill('CAT')
    await changeElsewhere(world, id)
    await page.getByText('Changed elsewhere as well').first().waitFor()
    await page.getByRole('heading', { name: 'Day cats' }).waitFor()
    expect(await symbol.inputValue()).toBe('CAT')
    await saved(page)
    await page.reload()
    await page.getByRole('heading', { name: 'Day cats' }).waitFor()
    expect(await symbol.inputValue()).toBe('CAT')
  })

  test('a deleted collection comes back while it is regretted, and goes for good', async () => {
    await using opened = await world.open('/#/collections')
    const { page } = opened
    await page.getByRole('button', { name: 'Begin empty' }).click()
    await page.getByRole('heading', { name: 'Untitled collection' }).waitFor()
    await page.goBack()
    const cards = page.getByRole('list', { name: 'Collections' })
    await page.getByRole('button', { name: 'Delete Untitled collection' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await cards.getByRole('heading', { name: 'Untitled collection' }).waitFor()
    await page.getByRole('button', { name: 'Delete Untitled collection' }).click()
    await page.getByRole('button', { name: 'Delete now' }).click()
    await cards.getByText('Untitled collection').waitFor({ state: 'detached' })
    await page.goForward()
    await page.getByText('This collection could not be opened').waitFor()
  })

  test.for([
    { name: 'dark', width: 1280, colorScheme: 'dark' as const },
    { name: 'on a phone', width: 390, colorScheme: 'light' as const },
  ])('every view is accessible and fits: $name', async ({ width, colorScheme }) => {
    await using opened = await world.open('/#/collections', { viewport: { width, height: 844 }, colorScheme })
    const { page } = opened
    await page.getByRole('link', { name: /Night cats.*pieces/ }).click()
    await page.getByRole('listbox', { name: 'Pieces' }).waitFor()
    await check(page)
    for (const name of ['Layers', 'Rules', 'Details', 'Rarity', 'Make', 'Mint']) {
      await view(page, name)
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await check(page)
    }
  })
})

/** A folder as the HashLips art engine has them, with files in it that are none of its business. */
function writeLayers(root: string): void {
  const layers = {
    '1-Sky': ['Dawn#4', 'Noon#3', 'Dusk#2', 'Night#1'],
    '2-Fur': ['Black', 'Ginger', 'Grey', 'White', 'Tabby'],
    '3-Eyes': ['Green', 'Amber', 'Blue', 'Odd', 'Closed'],
    '4-Hat': ['Cap#6', 'Bow#3', 'Crown#1', 'Fez#2'],
  }
  for (const [place, [layer, traits]] of Object.entries(layers).entries()) {
    mkdirSync(join(root, layer), { recursive: true })
    for (const [i, trait] of traits.entries()) {
      const colour = `hsl(${place * 90 + i * 37} 70% 50%)`
      const shape =
        place === 0
          ? `<rect width="64" height="64" fill="${colour}"/>`
          : `<circle cx="${12 + place * 12}" cy="${20 + i * 6}" r="${16 - place * 3}" fill="${colour}"/>`
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">${shape}</svg>`
      writeFileSync(join(root, layer, `${trait}.svg`), svg)
    }
  }
  writeFileSync(join(root, 'notes.txt'), 'to do')
  writeFileSync(join(root, '2-Fur', 'Broken.png'), 'this is no picture')
}

async function view(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Views of the collection' })
    .getByRole('link', { name, exact: true })
    .click()
}

async function saved(page: Page): Promise<void> {
  await page.locator('.k-saving[data-state="saved"]').waitFor({ state: 'attached' })
}

async function check(page: Page): Promise<void> {
  expect(await findViolations(page)).toEqual([])
  expect(await fitsWidth(page)).toBe(true)
}

async function layersOf(page: Page): Promise<readonly string[]> {
  const rows = page.getByRole('list', { name: 'Layers, the topmost first' }).getByRole('listitem')
  return (await rows.allInnerTexts()).map((text) => text.split('\n')[0] ?? '')
}

/** Weights, order and removal, taken back and done again, and still there after a reload. */
async function weigh(page: Page): Promise<void> {
  await page.getByLabel('Weight of Crown').fill('4')
  await page.getByText('27 % · 267').waitFor()
  await page.getByRole('button', { name: 'Move Hat: arrow up or down' }).press('ArrowDown')
  expect(await layersOf(page)).toEqual(['Eyes', 'Hat', 'Fur', 'Sky'])
  await page.getByRole('button', { name: 'Remove Fez' }).click()
  await saved(page)
  await page.getByLabel('Weight of Fez').waitFor({ state: 'detached' })
  // Two steps back: the picture is there again, on the server as well, and the order is the old one.
  await page.keyboard.press('Control+z')
  await page.getByLabel('Weight of Fez').waitFor()
  await page.keyboard.press('Control+z')
  expect(await layersOf(page)).toEqual(['Hat', 'Eyes', 'Fur', 'Sky'])
  await saved(page)
  await page.reload()
  await page.getByLabel('Weight of Fez').waitFor()
  expect(await page.getByLabel('Weight of Crown').inputValue()).toBe('4')
}

async function choose(page: Page, picker: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: picker }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function addRule(page: Page): Promise<void> {
  await view(page, 'Rules')
  await choose(page, 'This: layer', 'Hat')
  await choose(page, 'This: trait', 'Crown')
  await choose(page, 'This one: layer', 'Eyes')
  await choose(page, 'This one: trait', 'Closed')
  await page.getByRole('button', { name: 'Add the rule' }).click()
  await page.getByText('Crown (Hat) never with Closed (Eyes)').waitFor()
  // 4 · 5 · 5 · 4 pieces without those that have both.
  await page.getByText('380', { exact: true }).waitFor()
  await check(page)
}

/** A licence with fields, then one of the creator's own from a file. */
async function license(page: Page, folder: string): Promise<void> {
  await view(page, 'Details')
  const means = page.getByRole('list', { name: 'What the licence means' })
  await choose(page, 'Licence', 'GBU2: share; the rest as you choose')
  await choose(page, 'Training AI with it', 'Allowed')
  await means.getByText('It may be used to train AI.').waitFor()
  await page.getByLabel('Holder of the rights').fill('Ada & Söhne')
  await check(page)
  await choose(page, 'Licence', 'Custom: your text, by hash and address')
  // What is missing is told where it is missing.
  await page.getByText('Write the text, or read it').waitFor()
  await page.getByLabel('Identifier').fill('LicenseRef-Night-Cats-1.0')
  const terms = join(folder, 'terms.txt')
  writeFileSync(terms, 'You may look at them at night.')
  await page.getByLabel('A file that holds the text').setInputFiles(terms)
  await page.getByText('Write the text, or read it').waitFor({ state: 'detached' })
  expect(await page.getByLabel('Text of the licence').inputValue()).toBe('You may look at them at night.')
  await saved(page)
  await check(page)
}

async function preview(page: Page): Promise<void> {
  await view(page, 'Make')
  await page.getByText('Only 380 different pieces are possible.').waitFor()
  await page.getByLabel('Pieces', { exact: true }).fill('999999999')
  await page.getByText('Write a whole number from 1 to 1,000,000').waitFor()
  await page.getByLabel('Pieces', { exact: true }).fill(String(PIECES))
  await page.getByRole('combobox', { name: 'Size' }).click()
  await page.getByRole('option', { name: '256 × 256 pixels' }).click()
  await page.getByRole('heading', { name: 'Preview' }).click()
  const second = page.getByRole('button', { name: /^Piece 2:/ })
  await page.locator('.k-preview[aria-busy="false"]').waitFor()
  await second.click()
  await page.getByRole('button', { name: 'Piece 2: locked' }).waitFor()
  const seed = await page.getByRole('textbox', { name: 'Seed' }).inputValue()
  await page.getByRole('heading', { name: 'Preview' }).click()
  await page.keyboard.press('r')
  await expect.poll(() => page.getByRole('textbox', { name: 'Seed' }).inputValue()).not.toBe(seed)
  await saved(page)
  await check(page)
}

async function make(page: Page): Promise<void> {
  await page.getByRole('button', { name: `Make ${PIECES} pieces` }).click()
  await page.getByRole('region', { name: 'The making' }).waitFor()
  // Whatever becomes of the page, the making goes on.
  await page.reload()
  await page.getByText('All pieces are made.').waitFor()
}

async function lookAtPieces(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'See the pieces' }).click()
  const grid = page.getByRole('listbox', { name: 'Pieces' })
  await page.getByRole('option', { name: /#1, rank/ }).waitFor()
  await grid.press('End')
  await page.getByRole('option', { name: new RegExp(`#${PIECES}, rank`) }).waitFor()
  expect(await page.getByRole('option').count()).toBeLessThan(200)
  expect(await longestTask(page, () => scrollThrough(page))).toBeLessThan(100)

  await page.getByRole('button', { name: /^Crown/ }).click()
  await page.getByText(`of ${PIECES} pieces`).waitFor()
  await page.getByRole('radio', { name: 'Rarest first' }).click()
  await page.getByRole('option', { name: /rank/ }).first().click()
  const large = page.getByRole('dialog')
  await large.getByText('Crown').waitFor()
  await large.getByRole('button', { name: 'Pin', exact: true }).click()
  await large.getByText('Pinned').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'All pieces' }).click()
  await page.getByRole('radio', { name: 'By number' }).click()
  await page.getByRole('option', { name: /#5, rank/ }).waitFor()
  // One of them may be the pinned one.
  const pictures = async () => `${await pictureOf(page, 4)} ${await pictureOf(page, 5)}`
  const before = await pictures()
  await grid.press('Home')
  // What is asked for while something is drawn waits its turn: a pin comes and goes, then two pieces are drawn again.
  for (const key of ['p', 'p', 'ArrowRight', 'ArrowRight', 'ArrowRight', ' ', 'ArrowRight', ' '])
    await grid.press(key)
  await page.getByText('2 selected').waitFor()
  await grid.press('r')
  await expect.poll(pictures, { timeout: 60_000 }).not.toBe(before)
}

/** From one end to the other, a frame at a time. */
async function scrollThrough(page: Page): Promise<void> {
  await page.locator('.k-grid-window').evaluate(async (element) => {
    for (let step = 60; step >= 0; step--) {
      element.scrollTop = (element.scrollHeight * step) / 60
      await new Promise((done) => requestAnimationFrame(done))
    }
  })
}

function pictureOf(page: Page, edition: number): Promise<string> {
  return page.evaluate(async (wanted) => {
    const id = location.hash.split('/')[2] ?? ''
    const response = await fetch(`/studio/collections/${id}/pieces?from=${wanted}&limit=1`)
    return ((await response.json()) as { pieces: { imageSha256: string }[] }).pieces[0]?.imageSha256 ?? ''
  }, edition)
}

async function mint(page: Page): Promise<void> {
  await view(page, 'Mint')
  await page.getByRole('button', { name: 'I have one already' }).click()
  await page.getByLabel('Your words').fill(WORDS)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Password again').fill(PASSWORD)
  await page.getByRole('button', { name: 'Open my wallet' }).click()
  await page.getByRole('button', { name: 'Get development coins' }).click()
  await page.getByText('1,000 DEM').waitFor()
  await page.getByText('Night-Cats-1.0').waitFor()
  await page.getByRole('button', { name: `Mint ${PIECES} pieces` }).click()
  await page.getByRole('heading', { name: 'Night cats is minted' }).waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Verify it here and now' }).click()
  await page.getByRole('button', { name: 'Verified by your browser' }).waitFor({ timeout: 60_000 })
  await page.getByText(`All ${PIECES} pieces are on chain.`).waitFor()
  await page.getByText(`The collection and all ${PIECES} pieces state it.`).waitFor()
  await page.getByText('The text is the one that is named').waitFor()
  for (const format of ['ZIP', 'GIF']) {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: format, exact: true }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(
      new RegExp(`^(Night cats|collection)\\.${format.toLowerCase()}$`),
    )
  }
  await check(page)
  await page.reload()
  await page.getByRole('heading', { name: 'Night cats is minted' }).waitFor()
}

/** As another member of the studio would. */
async function changeElsewhere({ node }: CreatorWorld, id: string): Promise<void> {
  const address = `${node.creator}/studio/collections/${id}`
  for (;;) {
    const { revision } = (await (await fetch(address)).json()) as { revision: number }
    const body = JSON.stringify({ revision, name: 'Day cats' })
    const response = await fetch(address, {
      method: 'PATCH',
      body,
      headers: { 'content-type': 'application/json' },
    })
    if (response.ok) return
    expect(response.status).toBe(409)
  }
}
