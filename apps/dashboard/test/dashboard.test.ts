import { formatAddress } from '@demiurge/codec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clippedTexts, findViolations, fitsWidth, hasBrowser } from '../../../test/browser.ts'
import { createWorld, type DashboardWorld } from './fixture.ts'

describe.skipIf(!hasBrowser('the dashboard'))('the dashboard in a browser', { timeout: 60_000 }, () => {
  let world: DashboardWorld
  beforeAll(async () => {
    world = await createWorld()
  }, 120_000)
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
  })

  test('the overview shows the chain as it moves', async () => {
    await using opened = await world.open('/')
    const { page, errors } = opened
    const feed = page.getByRole('region', { name: 'Live commits' })
    const newest = feed.locator('.feed-height').first()
    await newest.waitFor()
    const before = await newest.innerText()
    await page.waitForFunction((seen) => document.querySelector('.feed-height')?.textContent !== seen, before)
    await page.getByText('Live', { exact: true }).first().waitFor()
    expect(await page.locator('.latest .work').count()).toBe(2)
    await page.locator('.latest img').first().waitFor({ state: 'visible' })
    expect(await page.locator('.dag-dot').count()).toBeGreaterThan(3)
    expect(errors).toEqual([])
  })

  test('live commits never move what somebody reads', async () => {
    await using opened = await world.open('/')
    const { page } = opened
    const feed = page.getByRole('region', { name: 'Live commits' })
    await feed.hover()
    const first = await feed.locator('.feed-height').first().innerText()
    const pill = page.getByRole('button', { name: /^\d+ new$/ })
    await pill.waitFor()
    expect(await feed.locator('.feed-height').first().innerText()).toBe(first)
    // Its number changes with every commit, so that a slow machine may find another pill than the one it looked for.
    await pill.dispatchEvent('click')
    await page.waitForFunction((seen) => document.querySelector('.feed-height')?.textContent !== seen, first)
  })

  test('a work that is minted appears while the page is open', async () => {
    await using opened = await world.open('/')
    const { page } = opened
    await page.locator('.latest .work').first().waitFor()
    await world.mint('A late arrival', 'voronoi')
    await page
      .getByRole('link', { name: /A late arrival/ })
      .first()
      .waitFor()
  })

  test('the network page shows who orders blocks, how the epoch goes, and what became of the leaders', async () => {
    await using opened = await world.open('/network')
    const { page, errors } = opened
    await page.getByRole('heading', { name: 'Epoch 0' }).waitFor()
    const table = page.getByRole('table', { name: 'Validators by stake' })
    await table.getByText('Validator 1').waitFor()
    await table.getByText('seated').waitFor()
    await page.locator('.leader-slot[data-decision="committed"]').first().waitFor()
    await page.getByText('Nobody is connected').waitFor()
    expect(errors).toEqual([])
  })

  test('an item is verified by the browser itself, and its proof can be taken along', async () => {
    await using opened = await world.open(`/items/${world.works[0].item}`)
    const { page, errors } = opened
    await page.getByRole('heading', { name: 'Morning study' }).waitFor()
    expect(await page.getByText('Verified by your browser').count()).toBe(0)
    await page.getByRole('button', { name: 'Verify in this browser' }).click()
    await page.getByRole('heading', { name: 'Authentic' }).waitFor()
    await page.getByRole('button', { name: 'Verified by your browser' }).click()
    await page.getByRole('dialog').getByText('The post-quantum signature is valid').waitFor()
    await page.keyboard.press('Escape')

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download proof' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Morning-study.proof.json')
    expect(errors).toEqual([])
    const { verified } = await world.client.request('provenance_countVerification', {
      id: world.works[0].item,
      valid: true,
      source: 'test',
    })
    expect(verified).toBeGreaterThan(1)
  })

  test('a work says in plain language what its licence allows', async () => {
    await using opened = await world.open(`/items/${world.works[0].item}`)
    const { page, errors } = opened
    await page.getByRole('heading', { name: 'Licence', exact: true }).waitFor()
    await page.getByText('CC-BY-NC-SA-4.0', { exact: true }).waitFor()
    await page.getByText('It may not be used to earn money.').waitFor()
    expect(await page.getByRole('link', { name: 'Read the licence' }).getAttribute('href')).toBe(
      'https://creativecommons.org/licenses/by-nc-sa/4.0/',
    )
    expect(errors).toEqual([])
  })

  test('the file that was minted is authentic, with and without its proof', async () => {
    await using opened = await world.open('/verify')
    const { page } = opened
    const { file, proof, name } = world.works[1]
    const art = { name: 'evening.png', mimeType: 'image/png', buffer: Buffer.from(file) }
    await page.locator('input[type=file]').setInputFiles([art])
    await page.getByRole('heading', { name: 'Authentic' }).waitFor()
    await page.getByRole('link', { name: new RegExp(name) }).waitFor()
    const sidecar = {
      name: 'evening.png.proof.json',
      mimeType: 'application/json',
      buffer: Buffer.from(proof),
    }
    await page.locator('input[type=file]').setInputFiles([art, sidecar])
    await page.getByText('with its proof').waitFor()
    await page.getByRole('heading', { name: 'Authentic' }).waitFor()
    const credentials = page.getByRole('region', { name: 'Content credentials' })
    await credentials.getByText('They hold', { exact: true }).waitFor()
    await credentials.getByText('Drawn by an algorithm').waitFor()
    await credentials.getByText('CC-BY-NC-SA-4.0', { exact: true }).waitFor()
    await credentials.getByText('8 of 8 hold').waitFor()
    expect(opened.errors).toEqual([])
  })

  test('one flipped bit in a file is told, and which work it pretends to be', async () => {
    await using opened = await world.open('/verify')
    const { page } = opened
    const altered = Buffer.from(world.works[1].file)
    // In the middle of the pixels: the recipe in the head of the file stays readable.
    const at = altered.length - 200
    altered[at] = (altered[at] ?? 0) ^ 1
    await page
      .locator('input[type=file]')
      .setInputFiles([{ name: 'altered.png', mimeType: 'image/png', buffer: altered }])
    await page.getByRole('heading', { name: 'Altered' }).waitFor()
    await page.getByText('The file is the one that was minted').waitFor()
    await page.getByRole('link', { name: /Evening study/ }).waitFor()
    expect(await page.getByText('Verified by your browser').count()).toBe(0)
    const credentials = page.getByRole('region', { name: 'Content credentials' })
    await credentials.getByText('They do not hold').waitFor()
    await credentials.getByText(/The C2PA claim does not hold/).waitFor()
  })

  test('a file of another make is unknown, and a proof alone is not enough', async () => {
    await using opened = await world.open('/verify')
    const { page } = opened
    const other = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('nobody minted this') }
    await page.locator('input[type=file]').setInputFiles([other])
    await page.getByRole('heading', { name: 'Unknown' }).waitFor()
    const proof = { name: 'x.proof.json', mimeType: 'application/json', buffer: Buffer.from('{}') }
    await page.locator('input[type=file]').setInputFiles([proof])
    await page.getByText('That is only the proof').waitFor()
  })

  test('everything leads to everything: work, transaction, commit, block, account', async () => {
    await using opened = await world.open(`/items/${world.works[0].item}`)
    const { page, errors } = opened
    await page.locator('.timeline a[href^="/transactions/"]').first().click()
    await page.getByText('nft.mint', { exact: true }).waitFor()
    await page.getByText('nft.minted', { exact: true }).waitFor()
    await page.locator('.stages li[data-state=done]').nth(3).waitFor()
    await page.locator('.facts a[href^="/commits/"]').first().click()
    await page.getByText('Certified', { exact: true }).waitFor()
    await page.locator('.facts a[href^="/blocks/"]').first().click()
    await page.getByText('Ordered', { exact: true }).waitFor()
    await page.goBack()
    await page.getByRole('link', { name: 'Development account' }).click()
    await page.getByRole('tab', { name: /Works \(\d+\)/ }).waitFor()
    expect(page.url()).toContain(`/accounts/${formatAddress(world.signer.address)}`)
    await page.getByRole('tab', { name: 'Transactions' }).click()
    await page.getByRole('table', { name: /Transactions/ }).waitFor()
    expect(errors).toEqual([])
  })

  test('a transaction is confirmed by the browser', async () => {
    await using opened = await world.open(`/verify?transaction=${world.works[0].transaction}`)
    await opened.page.getByRole('heading', { name: 'Confirmed' }).waitFor()
  })

  test('a balance is verified by the browser, and a node that lies about it does not get the mark', async () => {
    const account = formatAddress(world.node.account ?? '')
    await using honest = await world.open(`/accounts/${account}`)
    await honest.page.getByRole('button', { name: 'Verified by your browser' }).click()
    await honest.page.getByRole('dialog').getByText('have certified the state at height').waitFor()
    expect(honest.errors).toEqual([])

    await using opened = await world.open('/')
    const { page } = opened
    // The very same node, but somebody between it and the page changes what it proves.
    await page.route('**/rpc', async (route) => {
      const response = await route.fetch()
      const text = await response.text()
      await route.fulfill({ response, body: text.replaceAll(/"value":"0x(..)/g, '"value":"0xff') })
    })
    await page.evaluate((path) => {
      history.pushState(null, '', path)
      dispatchEvent(new PopStateEvent('popstate'))
    }, `/accounts/${account}`)
    await page.getByText('its proof does not hold').waitFor()
    expect(await page.getByText('Verified by your browser').count()).toBe(0)
  })

  test('with the keyboard alone: find a work, open it, verify it', async () => {
    await using opened = await world.open('/')
    const { page } = opened
    await page.locator('.feed-height').first().waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Morning')
    await page.getByRole('option', { name: /Morning study/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Morning study' }).waitFor()
    const verify = page.getByRole('button', { name: 'Verify in this browser' })
    for (let press = 0; press < 12; press++) {
      if (await verify.evaluate((button) => button === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Authentic' }).waitFor()
  })

  test('dark and light: the choice is followed and remembered', async () => {
    await using opened = await world.open('/node', { colorScheme: 'dark' })
    const { page } = opened
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await page.getByRole('heading', { name: 'Node' }).waitFor()
    expect(await ground()).toBe('rgb(13, 13, 15)')
    await page.getByRole('button', { name: 'Light theme' }).click()
    expect(await ground()).toBe('rgb(250, 250, 249)')
    await page.reload()
    await page.getByRole('button', { name: 'Dark theme' }).waitFor()
    expect(await ground()).toBe('rgb(250, 250, 249)')
  })

  test('what does not exist says so and leads on', async () => {
    await using opened = await world.open('/nowhere')
    const { page } = opened
    await page.getByText('There is no such page').waitFor()
    for (const path of [`/items/0x${'00'.repeat(32)}`, '/commits/999999999', '/accounts/dem1nonsense']) {
      await page.goto(`${world.node.dashboard}${path}`)
      await page.getByRole('alert').waitFor()
      expect(await page.locator('.d-state-actions a').count()).toBe(1)
    }
  })

  test('without the node the page says so, and goes on when it is back', async () => {
    await using opened = await world.open('/works')
    const { page } = opened
    await page.locator('.work').first().waitFor()
    await page.route(`${world.node.http}/**`, (route) => route.abort())
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await page.getByText('The node does not answer').waitFor()
    expect(await page.locator('.work').count()).toBeGreaterThan(1)
    await page.unroute(`${world.node.http}/**`)
    await page.getByRole('button', { name: 'Try now' }).click()
    await page.getByText('The node does not answer').waitFor({ state: 'detached' })
  })

  const LOOKS = [
    { look: 'a desk', options: { colorScheme: 'light' } },
    { look: 'a phone', options: { viewport: { width: 390, height: 844 }, hasTouch: true } },
  ] as const
  const PLACES = {
    'a place of its own': () => [
      ...['/', '/works', '/collections', '/verify', '/explorer?show=all'],
      ...['/network', '/node', '/search?q=study', '/wallet'],
      `/accounts/${formatAddress(world.signer.address)}`,
    ],
    'a work, a collection or a transaction': () => {
      const [{ item, collection, transaction }] = world.works
      return [
        ...[`/items/${item}`, `/items/${item}/certificate`, `/collections/${collection}`],
        ...[`/collections/${collection}?show=analytics`, `/collections/${collection}?show=holders`],
        ...[`/verify?collection=${collection}`, `/transactions/${transaction}`, '/commits/1'],
      ]
    },
  } as const
  const CASES = LOOKS.flatMap((each) =>
    (Object.keys(PLACES) as (keyof typeof PLACES)[]).map((what) => ({ ...each, what })),
  )
  test.for(CASES)(
    'every page of $what is accessible and fits, light and dark: $look',
    async ({ options, what }) => {
      // Nothing is measured in the middle of a movement.
      await using opened = await world.open('/', { ...options, reducedMotion: 'reduce' })
      const { page } = opened
      for (const path of PLACES[what]()) {
        await page.goto(`${world.node.dashboard}${path}`)
        await page.locator('main h1').first().waitFor()
        await page.waitForFunction(() => document.querySelector('.d-skeleton') === null)
        expect(await findViolations(page), path).toEqual([])
        expect(await fitsWidth(page), `${path} fits`).toBe(true)
        expect(await clippedTexts(page), path).toEqual([])
        await page.emulateMedia({ colorScheme: 'dark' })
        expect(await findViolations(page, ['color-contrast']), `${path}, dark`).toEqual([])
        await page.emulateMedia({ colorScheme: 'light' })
      }
    },
  )
})
