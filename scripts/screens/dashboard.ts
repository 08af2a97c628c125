import { formatAddress } from '@demiurge/codec'
import type { Page } from 'playwright-core'
import { type Film, shoot } from './camera.ts'
import { type Content, fillChain } from './content.ts'
import { importWallet, PASSWORD } from './wallet.ts'
import type { World } from './world.ts'

/** Every main view of the dashboard. */
export async function shootDashboard(film: Film, world: World): Promise<void> {
  const content = await fillChain(world)
  await shootPages(film, world, content)
  await shootOverlays(film, world)
  await shootVerification(film, world, content)
  await shootWallet(film, world, content)
  await shootFaults(film, world)
}

async function shootPages(film: Film, world: World, { works, drop, failed }: Content): Promise<void> {
  const page = await world.open(world.dashboard)
  const [work] = works
  if (work === undefined) throw new RangeError('the chain holds works')
  const status = await world.client.request('tx_getStatus', { id: work.transaction })
  const block = 'block' in status ? String(status.block) : ''
  const { collections } = await world.client.request('nft_listCollections', { limit: 100 })
  const made = collections.find(({ collection: { name } }) => /sample|moon/i.test(name))
  const views: Readonly<Record<string, string | undefined>> = {
    home: '/',
    works: '/works',
    collections: '/collections',
    item: `/items/${work.item}`,
    certificate: `/items/${work.item}/certificate`,
    collection: made && `/collections/${made.id}`,
    'collection-small': `/collections/${work.collection}`,
    'collection-analytics': `/collections/${work.collection}?show=analytics`,
    'collection-holders': `/collections/${work.collection}?show=holders`,
    'collection-activity': `/collections/${work.collection}?show=activity`,
    'collection-drop': `/collections/${drop}?show=drop`,
    commits: '/explorer',
    'commits-all': '/explorer?show=all',
    commit: '/commits/3',
    block: block === '' ? undefined : `/blocks/${block}`,
    transaction: `/transactions/${work.transaction}`,
    'transaction-failed': `/transactions/${failed}`,
    account: `/accounts/${formatAddress(world.signer.address)}`,
    network: '/network',
    node: '/node',
    search: '/search?q=tidal',
    'search-empty': '/search',
    'search-nothing': '/search?q=nothing+like+this',
    'not-found': '/nowhere',
    'item-unknown': `/items/0x${'00'.repeat(32)}`,
  }
  for (const [view, path] of Object.entries(views)) {
    if (path === undefined || !film.wants(`dashboard-${view}`)) continue
    await page.goto(`${world.dashboard}${path}`)
    await page.locator('main h1, main h2, main .d-state').first().waitFor()
    await shoot(film, page, `dashboard-${view}`)
  }
  await page.context().close()
}

async function shootOverlays(film: Film, world: World): Promise<void> {
  const page = await world.open(`${world.dashboard}/works`)
  await page.locator('.work').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('tid')
  await page.getByRole('option', { name: /Tidal memory/ }).waitFor()
  await shoot(film, page, 'dashboard-palette')
  await page.keyboard.press('Escape')
  await page
    .getByRole('button', { name: /^Notifications/ })
    .first()
    .click()
  await page.getByRole('heading', { name: 'Notifications' }).waitFor()
  await shoot(film, page, 'dashboard-notices')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await shoot(film, page, 'dashboard-shortcuts')
  await page.context().close()
}

async function shootVerification(film: Film, world: World, { works, file }: Content): Promise<void> {
  const page = await world.open(`${world.dashboard}/verify`)
  await page.getByRole('heading').first().waitFor()
  await shoot(film, page, 'dashboard-verify')
  const give = (name: string, bytes: Uint8Array): Promise<void> =>
    page
      .locator('input[type=file]')
      .setInputFiles([{ name, mimeType: 'image/png', buffer: Buffer.from(bytes) }])
  await give('tidal-memory.png', file)
  await page.getByRole('heading', { name: 'Authentic' }).waitFor()
  await shoot(film, page, 'dashboard-verify-authentic')
  const altered = Uint8Array.from(file)
  altered[altered.length - 200] = (altered[altered.length - 200] ?? 0) ^ 1
  await give('tidal-memory.png', altered)
  await page.getByRole('heading', { name: 'Altered' }).waitFor()
  await shoot(film, page, 'dashboard-verify-altered')
  await page.goto(`${world.dashboard}/verify?collection=${works[0]?.collection}`)
  await page.getByText('Every check holds').waitFor()
  await shoot(film, page, 'dashboard-verify-collection')
  await page.context().close()
}

async function shootWallet(film: Film, world: World, { drop }: Content): Promise<void> {
  const page = await world.open(`${world.dashboard}/wallet`)
  const show = (view: string): Promise<void> => shoot(film, page, `dashboard-wallet-${view}`)
  await page.getByRole('button', { name: 'Create a wallet' }).waitFor()
  await show('none')
  await importWallet(page)
  await page.getByRole('heading', { name: 'Accounts' }).waitFor()
  await page.getByRole('button', { name: 'Get development coins' }).click()
  await page.locator('.activity').getByText('Received').waitFor()
  await page.getByRole('button', { name: 'Verified by your browser' }).waitFor()
  await show('open')
  await claim(film, page, `/collections/${drop}?show=drop`)
  await page.getByRole('link', { name: 'Wallet' }).first().click()
  for (const tab of ['Address book', 'Send', 'Receive', 'Sign']) {
    const found = page.getByRole('tab', { name: tab, exact: true })
    if ((await found.count()) === 0) continue
    await found.click()
    await show(tab.toLowerCase().replace(' ', '-'))
  }
  await page.getByRole('tab', { name: 'Overview', exact: true }).click()
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await page.getByLabel('Password').waitFor()
  await show('locked')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.context().close()
}

async function claim(film: Film, page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
  await page.getByLabel('How many').fill('2')
  await shoot(film, page, 'dashboard-drop-claim')
  await page.getByRole('button', { name: /Claim for/ }).click()
  await page.getByText('2 works are yours').waitFor()
  await shoot(film, page, 'dashboard-drop-claimed')
}

async function shootFaults(film: Film, world: World): Promise<void> {
  const page = await world.open(`${world.dashboard}/works`)
  await page.locator('.work').first().waitFor()
  await page.route(`${world.node.http}/**`, (route) => route.abort())
  await page.evaluate(() => dispatchEvent(new Event('offline')))
  await page.getByText('The node does not answer').waitFor()
  await shoot(film, page, 'dashboard-unreachable')
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.context().close()
}
