import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  checkClaim,
  checkRecipe,
  claimInDocument,
  createRecipe,
  fontFileName,
  readRecipe,
  splitManifestStore,
} from '@demiurge/art'
import { checkCredentials, createRenderer } from '@demiurge/art/native'
import { fromHex, parseAddress } from '@demiurge/codec'
import { shareLink } from '@demiurge/creator'
import { nativeSuites } from '@demiurge/crypto/native'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findViolations, fitsWidth, hasBrowser } from '../../../test/browser.ts'
import { type CreatorWorld, createWorld, drawn, goTo, importWallet, PASSWORD, seedOf } from './world.ts'

describe.skipIf(!hasBrowser('the creator'))('the creator in a browser', { timeout: 120_000 }, () => {
  let world: CreatorWorld
  beforeAll(async () => {
    world = await createWorld()
  }, 120_000)
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
  })

  test('from a blank canvas to a minted item that the browser itself verified', async () => {
    await using opened = await world.open()
    const { page, errors } = opened
    await page.getByRole('radio', { name: 'Mandala' }).click()
    await page.getByRole('radio', { name: 'Gilded' }).click()
    await page.getByRole('textbox', { name: 'Seed' }).fill('tidal memory')
    await page.getByRole('button', { name: 'Add a text layer (T)' }).click()
    await page.getByRole('textbox', { name: 'Words' }).fill('Tide')
    await drawn(page)
    await describeWork(page)
    await createWallet(page)
    await page.getByRole('button', { name: 'Get development coins' }).click()
    await page.getByText('1,000 DEM').waitFor()
    await page.getByRole('button', { name: 'Go on to mint' }).click()
    await page.getByLabel('Longer side').click()
    await page.getByRole('option', { name: '512 pixels' }).click()
    await page.getByRole('button', { name: 'Mint this work' }).click()

    await page.getByRole('heading', { name: 'Tidal memory is minted' }).waitFor()
    await page.getByRole('button', { name: 'Verified by your browser' }).click()
    await page.getByRole('dialog').getByText('The post-quantum signature is valid').waitFor()
    await page.keyboard.press('Escape')
    const file = await download(page, 'File')
    const proof = await download(page, 'Proof')
    expect(file.name).toBe('tidal-memory.png')
    expect(proof.name).toBe('tidal-memory.png.proof.json')
    expect(readRecipe(file.bytes).layers).toHaveLength(2)
    const credentials = await checkCredentials(new Uint8Array(file.bytes), { suites: nativeSuites })
    expect(credentials).toMatchObject({
      verdict: 'authentic',
      licence: { licence: 'LicenseRef-GBU2' },
      claimSigner: { name: 'Demiurge studio in a browser' },
    })

    const verification = await world.client.verifyFile(file.bytes, { bundle: proof.bytes.toString() })
    expect(verification.verdict).toBe('authentic')
    const { view, metadata } = await world.client.request('nft_getItem', { id: verification.item ?? '' })
    expect(view).toMatchObject({ name: 'Tidal memory', collectionName: 'Tides' })
    expect(view.item.royaltyBps).toBe(750)
    expect(checkClaim(claimInDocument(JSON.parse(metadata ?? '{}')))).toMatchObject({
      status: 'licensed',
      licence: { id: 'LicenseRef-GBU2' },
      terms: { commercial: 'allowed' },
    })

    // As if the page had been closed between submitting and the end: it finds its work again.
    const pending = { sha256: view.item.contentHash, name: 'Tidal memory', mediaType: 'image/png' }
    await page.evaluate(
      (kept) => localStorage.setItem('demiurge.creator.pending', kept),
      JSON.stringify(pending),
    )
    await page.reload()
    await goTo(page, 'Mint')
    await page.getByRole('heading', { name: 'Tidal memory is minted' }).waitFor()
    await page.getByRole('button', { name: 'Verified by your browser' }).waitFor()
    expect((await download(page, 'File')).bytes.equals(file.bytes)).toBe(true)

    // The same draft again is the same file, credentials and all, which the chain has; and nothing at all without them.
    await page.reload()
    await goTo(page, 'Secure')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Unlock' }).click()
    await page.getByRole('button', { name: 'Go on to mint' }).click()
    await page.getByRole('button', { name: 'Mint this work' }).click()
    await page.getByText('Exactly this artwork is on the chain already.').waitFor()
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByRole('switch', { name: 'Content credentials in the file' }).click()
    await page.getByRole('button', { name: 'Mint this work' }).click()
    await page.getByRole('heading', { name: 'Tidal memory is minted' }).waitFor()
    const bare = await download(page, 'File')
    expect(splitManifestStore(bare.bytes).store).toBeUndefined()
    expect(splitManifestStore(file.bytes).rest.length).toBe(bare.bytes.length)
    expect(errors).toEqual([])
  })

  test('every change can be taken back and done again', async () => {
    await using opened = await world.open()
    const { page } = opened
    const first = await seedOf(page)
    await page.keyboard.press('r')
    const second = await seedOf(page)
    expect(second).not.toBe(first)
    await page.getByRole('radio', { name: 'Voronoi' }).click()
    await page.getByRole('radio', { name: 'Abyss' }).click()
    for (let i = 0; i < 2; i++) await page.keyboard.press('Control+z')
    expect(await page.getByRole('radio', { name: 'Flow field' }).getAttribute('aria-checked')).toBe('true')
    await page.keyboard.press('Control+z')
    expect(await seedOf(page)).toBe(first)
    expect(await page.getByRole('button', { name: 'Undo (Ctrl Z)' }).isDisabled()).toBe(true)
    for (let i = 0; i < 3; i++) await page.keyboard.press('Control+Shift+z')
    expect(await page.getByRole('radio', { name: 'Abyss' }).getAttribute('aria-checked')).toBe('true')
    expect(await seedOf(page)).toBe(second)
  })

  test('a creator brings a font; whoever opens the work without it is told which, and adds it', async () => {
    const font = createRequire(import.meta.resolve('@demiurge/art')).resolve(
      '@fontsource/abril-fatface/files/abril-fatface-latin-400-normal.woff2',
    )
    const choose = (page: Page) => page.getByLabel('Add a font file').setInputFiles(font)
    const recipe = checkRecipe({
      ...createRecipe({ pattern: 'nebula', text: 'Ada' }),
      layers: [
        {
          kind: 'text',
          text: 'Ada',
          font: fontFileName(readFileSync(font)),
          fontTitle: 'Abril Fatface',
          size: 0.3,
        },
      ],
    })
    const link = await shareLink('/', recipe)
    await using opened = await world.open(link)
    const { page, errors } = opened
    await page.getByRole('alert').getByText('the font "Abril Fatface" is not here').waitFor()
    await page.getByText('Abril Fatface is not on this device').waitFor()
    await choose(page)
    await page.getByText('Abril Fatface is added').first().waitFor()
    await drawn(page)
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await page.getByRole('combobox', { name: 'Font' }).innerText()).toContain('(yours)')

    await page.getByRole('combobox', { name: 'Font' }).click()
    await page.getByRole('option', { name: 'Cinzel', exact: true }).click()
    await page.getByRole('button', { name: 'Undo (Ctrl Z)' }).click()
    await page.reload()
    await drawn(page)
    expect(await page.getByRole('combobox', { name: 'Font' }).innerText()).toContain('(yours)')

    await page.getByRole('button', { name: 'Your fonts' }).click()
    const list = page.getByRole('list', { name: 'Your fonts' })
    await list.getByText('Its maker permits any use in works.').waitFor()
    expect(await findViolations(page)).toEqual([])
    await list.getByRole('button', { name: 'Remove Abril Fatface' }).click()
    await page.getByRole('alert').getByText('is not here').waitFor()
    expect(errors).toEqual([])

    const text = { name: 'notes.ttf', mimeType: 'font/ttf', buffer: Buffer.from('this is no font at all') }
    await page.getByLabel('Add a font file').setInputFiles(text)
    await page.getByText('bring a TTF, OTF, WOFF or WOFF2').first().waitFor()
  })

  test('the preview says who drew it, and a GPU that does not come leaves the CPU to draw', async () => {
    const link = await shareLink('/', createRecipe({ pattern: 'strata', size: 256 }))
    await using opened = await world.open(link)
    const { page, errors } = opened
    // A GPU that the page sees and its workers do not get.
    await page.addInitScript(() => {
      const gpu = { requestAdapter: async () => ({ info: { isFallbackAdapter: false } }) }
      Object.defineProperty(Navigator.prototype, 'gpu', { get: () => gpu })
    })
    await page.reload()
    await drawn(page)
    const choice = page.getByRole('button', { name: 'Preview on the GPU (drawn by the CPU)' })
    await choice.click()
    expect(await choice.getAttribute('aria-pressed')).toBe('false')
    await page.reload()
    expect(await choice.getAttribute('aria-pressed')).toBe('false')
    expect(errors).toEqual([])
  })

  test('layers are added, moved by keyboard, hidden and removed', async () => {
    await using opened = await world.open()
    const { page } = opened
    const layers = page.getByRole('region', { name: 'Layers' }).getByRole('listitem')
    await page.getByRole('button', { name: 'Add a pattern layer' }).click()
    await page.keyboard.press('t')
    expect(await layers.count()).toBe(3)
    expect(await layers.first().innerText()).toContain('Your words')
    await page.getByRole('button', { name: 'Move Your words: arrow up or down' }).press('ArrowDown')
    expect(await layers.nth(1).innerText()).toContain('Your words')
    for (const name of ['Your words', 'Interference', 'Flow field'])
      await page.getByRole('button', { name: `Hide ${name}` }).click()
    await page.getByText('Every layer is hidden.').waitFor()
    await page.getByRole('button', { name: 'Show Interference' }).click()
    await drawn(page)
    await page.getByRole('button', { name: 'Delete Your words' }).click()
    expect(await layers.count()).toBe(2)
  })

  test('a layer is taken by its handles, moved by pixels, turned, and all of it taken back', async () => {
    await using opened = await world.open()
    const { page, errors } = opened
    await page.keyboard.press('t')
    const handle = page.getByRole('button', { name: 'Move Your words: drag, or arrow keys' })
    // What is drawn and where it stands may still move while the new layer is laid out: the pointer comes when it stands still.
    await handle.hover()
    const left = async (): Promise<string> =>
      (await page.locator('.d-field', { hasText: 'From the left' }).locator('output').innerText()).trim()
    const before = await handle.boundingBox()
    if (before === null) throw new Error('the handle is seen')
    const middle = { x: before.x + before.width / 2, y: before.y + before.height / 2 }
    await page.mouse.move(middle.x, middle.y)
    await page.mouse.down()
    await page.mouse.move(middle.x - 60, middle.y - 90, { steps: 4 })
    await page.mouse.move(middle.x - 120, middle.y - 190, { steps: 4 })
    await page.mouse.up()
    await expect.poll(async () => Number.parseFloat(await left())).toBeLessThan(45)
    const moved = await left()
    // Ten pixels of 2048 are half a per cent.
    await handle.press('Shift+ArrowRight')
    expect(Number.parseFloat(await left()) - Number.parseFloat(moved)).toBeCloseTo(0.5, 5)
    await page.getByLabel('Path', { exact: true }).click()
    await page.getByRole('option', { name: 'Curve through points' }).click()
    await page.getByRole('button', { name: 'Point 2: drag, or arrow keys' }).press('ArrowUp')
    for (let i = 0; i < 4; i++) await page.keyboard.press('Control+z')
    expect(await left()).toBe('50 %')
    await drawn(page)
    expect(errors).toEqual([])
  })

  test('a template becomes a version, and the version comes back', async () => {
    await using opened = await world.open()
    const { page } = opened
    const layers = page.getByRole('region', { name: 'Layers' }).getByRole('listitem')
    await page.keyboard.press('g')
    await page.getByRole('button', { name: 'Trading card' }).click()
    expect(await layers.count()).toBe(5)
    await page.getByRole('button', { name: 'Add a gradient layer' }).click()
    await page.getByLabel('Use', { exact: true }).click()
    await page.getByRole('option', { name: 'Mask by its light' }).click()
    expect(await layers.first().innerText()).toContain('Mask')
    await page.keyboard.press('Control+s')
    await page.getByLabel('Name of this version').fill('With a mask')
    await page.getByRole('button', { name: 'Keep', exact: true }).click()
    await page.getByRole('button', { name: 'Delete With a mask' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Delete Linear gradient' }).click()
    expect(await layers.count()).toBe(5)
    await page.keyboard.press('Control+s')
    await page.getByRole('button', { name: /^With a mask/ }).click()
    expect(await layers.first().innerText()).toContain('Linear gradient')
    await page.keyboard.press('Control+z')
    expect(await layers.count()).toBe(5)
  })

  test('an image gives its colours, and one colour gives a harmony', async () => {
    await using opened = await world.open()
    const { page } = opened
    const own = page.getByRole('button', { name: 'Own colours' })
    const red = createRecipe({
      pattern: 'weave',
      seed: 1,
      size: 64,
      palette: ['#aa0000', '#ff5544', '#ffccbb'],
    })
    await using renderer = createRenderer({ threads: 1 })
    const { bytes } = await renderer.render(red)
    const image = { name: 'red.png', mimeType: 'image/png', buffer: Buffer.from(bytes) }
    await page.getByLabel('Take the palette of an image').setInputFiles(image)
    await own.waitFor()
    await page.getByRole('button', { name: 'Harmony' }).click()
    await page.getByRole('button', { name: 'Use these colours' }).click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await page.getByRole('button', { name: 'Mix your own' }).waitFor()
    const words = { name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('no image') }
    await page.getByLabel('Take the palette of an image').setInputFiles(words)
    await page.getByText('The browser cannot read it as an image.', { exact: true }).waitFor()
  })

  test('a reload keeps the draft', async () => {
    await using opened = await world.open()
    const { page } = opened
    await page.getByRole('radio', { name: 'Truchet knots' }).click()
    await page.getByRole('textbox', { name: 'Seed' }).fill('keep me')
    await goTo(page, 'Details')
    await page.getByLabel('Name', { exact: true }).fill('Kept')
    await page.reload()
    await drawn(page)
    expect(await seedOf(page)).toBe('keep me')
    expect(await page.getByRole('radio', { name: 'Truchet knots' }).getAttribute('aria-checked')).toBe('true')
    await goTo(page, 'Details')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Kept')
  })

  test('a wrong password opens nothing, the right one does, and other schemes come from the same words', async () => {
    await using opened = await world.open()
    const { page } = opened
    await importWallet(page)
    const address = page
      .getByRole('region', { name: 'Account' })
      .getByRole('button', { name: /Copy address/ })
    const first = await address.getAttribute('title')
    expect(() => fromHex(parseAddress(first ?? ''))).not.toThrow()
    await page.getByRole('radio', { name: 'Falcon-512 (round 3)' }).click()
    await page.locator('.d-badge', { hasText: 'Falcon-512' }).waitFor()
    const second = await address.getAttribute('title')
    expect(second).not.toBe(first)

    await page.reload()
    await goTo(page, 'Secure')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Unlock' }).click()
    await page.getByText('This is not the password. Try again.').waitFor()
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Unlock' }).click()
    await page.getByRole('heading', { name: 'Your keys' }).waitFor()
    expect(await address.getAttribute('title')).toBe(second)
  })

  test('a wallet that is left alone locks itself, after as long as was chosen', async () => {
    await using opened = await world.open()
    const { page } = opened
    await page.clock.install()
    await page.reload()
    await importWallet(page)
    await page.clock.runFor(14 * 60_000)
    await page.getByRole('heading', { name: 'Your keys' }).waitFor()
    await page.getByRole('heading', { name: 'Your keys' }).click()
    await page.clock.runFor(14 * 60_000)
    await page.getByRole('heading', { name: 'Your keys' }).waitFor()
    await page.clock.runFor(2 * 60_000)
    await page.getByText('Nobody was here for a while, so your wallet locked itself.').waitFor()
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Unlock' }).click()
    await page.getByLabel('The wallet locks itself').click()
    await page.getByRole('option', { name: 'After a minute alone' }).click()
    await page.clock.runFor(65_000)
    await page.getByText('Nobody was here for a while, so your wallet locked itself.').waitFor()
  })

  test('what is wrong in the details is told at its field', async () => {
    await using opened = await world.open()
    const { page } = opened
    await goTo(page, 'Details')
    await page.getByRole('button', { name: 'Add a trait' }).click()
    await page.getByRole('textbox', { name: 'Trait 1' }).fill('Mood')
    await page.getByLabel('Collection').click()
    await page.getByRole('option', { name: 'A new collection…' }).click()
    await page.getByLabel('Royalty in percent').fill('80')
    await page.getByRole('button', { name: 'Secure it' }).click()
    await page.getByText('Give the work a name.').waitFor()
    await page.getByText('Write a value, or remove the row.').waitFor()
    await page.getByText('Give the collection a name.').waitFor()
    await page.getByText(/8000 is above the limit of 5000/).waitFor()
    await page.getByText('4 fields still need you.').waitFor()
    expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true')
  })

  test('a minting that is cancelled in time leaves nothing on the chain', async () => {
    await using opened = await world.open()
    const { page } = opened
    await page.getByRole('radio', { name: 'Marbling' }).click()
    await goTo(page, 'Details')
    await page.getByLabel('Name', { exact: true }).fill('Never')
    await importWallet(page)
    await page.getByRole('button', { name: 'Get development coins' }).click()
    await page.getByText(/[1-9],000 DEM/).waitFor()
    await goTo(page, 'Mint')
    await page.getByLabel('Longer side').click()
    await page.getByRole('option', { name: '8192 pixels' }).click()
    await page.getByRole('button', { name: 'Mint this work' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Mint this work' }).waitFor()
    const { items } = await world.client.request('nft_listItems', { limit: 100 })
    expect(items.map(({ name }) => name)).not.toContain('Never')
  })

  test('a picture made here opens with its recipe, and so does a link; nonsense is told', async () => {
    await using renderer = createRenderer({ threads: 1 })
    const { bytes } = await renderer.render(createRecipe({ pattern: 'agate', seed: 'from a file', size: 64 }))
    const link = await shareLink('/', createRecipe({ pattern: 'ridges', seed: 'from a link', size: 256 }))
    await using opened = await world.open(link)
    const { page } = opened
    await expect.poll(() => seedOf(page)).toBe('from a link')
    expect(page.url()).not.toContain('#')

    const picker = page.getByLabel('Open a recipe or a picture made here')
    await picker.setInputFiles({ name: 'work.png', mimeType: 'image/png', buffer: Buffer.from(bytes) })
    await expect.poll(() => seedOf(page)).toBe('from a file')
    await picker.setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('nonsense') })
    await page.getByText('This file could not be opened').first().waitFor()
    expect(await seedOf(page)).toBe('from a file')
  })

  test('everything can be done by keyboard', async () => {
    await using opened = await world.open()
    const { page } = opened
    await page.keyboard.press(']')
    expect(await page.getByRole('radio', { name: 'Domain warp' }).getAttribute('aria-checked')).toBe('true')
    await page.keyboard.press('[')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('hyperbolic')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('radio', { name: 'Hyperbolic tiling' }).getAttribute('aria-checked')).toBe(
      'true',
    )
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('r')
    await page.keyboard.press('Escape')
    const slider = page.getByRole('slider').first()
    const before = Number(await slider.getAttribute('aria-valuenow'))
    await slider.focus()
    await page.keyboard.press('ArrowRight')
    expect(Number(await slider.getAttribute('aria-valuenow'))).toBeGreaterThan(before)
    for (const heading of ['Details', 'Secure your work', 'Mint']) {
      await page.keyboard.press('Control+Enter')
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    }
  })

  test('without the node the work goes on, and the page says so', async () => {
    await using opened = await world.open()
    const { page } = opened
    await page.context().setOffline(true)
    await page
      .getByText(/The node does not answer/)
      .first()
      .waitFor()
    await page.keyboard.press('r')
    await drawn(page)
    await page.context().setOffline(false)
    await page
      .getByText(/The node does not answer/)
      .first()
      .waitFor({ state: 'detached' })
  })

  test.for([
    { name: 'dark', width: 1280, colorScheme: 'dark' as const },
    { name: 'light', width: 1280, colorScheme: 'light' as const },
    { name: 'on a phone', width: 390, colorScheme: 'dark' as const },
  ])('no step has a serious fault of accessibility, and all fits: $name', async ({ width, colorScheme }) => {
    await using opened = await world.open('/', { viewport: { width, height: 844 }, colorScheme })
    const { page } = opened
    const check = async (): Promise<void> => {
      expect(await findViolations(page)).toEqual([])
      expect(await fitsWidth(page)).toBe(true)
    }
    await page.locator('.c-pattern img').nth(3).waitFor()
    await check()
    if (width < 600)
      for (const tab of ['Colour', 'Adjust', 'Layers']) {
        await page.getByRole('radio', { name: tab, exact: true }).click()
        await check()
      }
    for (const step of ['Details', 'Secure', 'Mint'] as const) {
      await goTo(page, step)
      await check()
    }
    await goTo(page, 'Secure')
    await page.getByRole('button', { name: 'Create a wallet' }).click()
    await check()
  })
})

async function describeWork(page: Page): Promise<void> {
  await goTo(page, 'Details')
  await page.getByLabel('Name', { exact: true }).fill('Tidal memory')
  await page.getByRole('button', { name: /^Add all \d+ of the artwork$/ }).click()
  await page.getByLabel('Collection').click()
  await page.getByRole('option', { name: 'A new collection…' }).click()
  await page.getByLabel('Name of the collection').fill('Tides')
  await page.getByLabel('Royalty in percent').fill('7.5')
  await page.getByLabel('Licence', { exact: true }).click()
  await page.getByRole('option', { name: /^GBU2/ }).click()
  await page.getByLabel('Earning money with it').click()
  await page.getByRole('option', { name: 'Everyone may', exact: true }).click()
  await page.getByText('Anyone may earn money with it.').waitFor()
  await page.getByRole('button', { name: 'Secure it' }).click()
}

async function createWallet(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create a wallet' }).click()
  await page.getByRole('button', { name: 'Entropy report' }).click()
  const report = page.getByRole('dialog', { name: 'Where your keys come from' })
  await report.getByText('New words are made from a collection like this one').waitFor()
  const system = report.getByRole('listitem', { name: 'The system’s generator' })
  await system.getByText('Used', { exact: true }).waitFor()
  await report
    .getByRole('listitem', { name: 'Timing jitter' })
    .getByText(/of 8 bits a sample/)
    .waitFor()
  expect(await findViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Password again').fill(PASSWORD)
  await page.getByRole('button', { name: 'Show my 24 words' }).click()
  await page.getByRole('button', { name: 'Show the words' }).click()
  const words = await page.locator('.d-words li').allInnerTexts()
  expect(words).toHaveLength(24)
  await page.getByRole('button', { name: 'I have written them down' }).click()
  const asked = await page.getByLabel(/^Word \d+$/).all()
  expect(asked).toHaveLength(2)
  await page.getByRole('button', { name: 'Encrypt and finish' }).click()
  expect(await page.getByText(/This is not word/).count()).toBe(2)
  for (const label of await page.locator('label', { hasText: /^Word \d+$/ }).allInnerTexts())
    await page.getByLabel(label, { exact: true }).fill(words[Number(label.slice(5)) - 1] ?? '')
  await page.getByRole('button', { name: 'Encrypt and finish' }).click()
  await page.getByRole('heading', { name: 'Your keys' }).waitFor()
  await page.getByRole('button', { name: 'Entropy report' }).click()
  await report.getByText('Your words were made from exactly this collection.').waitFor()
  await page.keyboard.press('Escape')
}

async function download(
  page: Page,
  name: string,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ])
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}
