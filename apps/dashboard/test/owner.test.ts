import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { formatAddress } from '@demiurge/codec'
import { portableSuites } from '@demiurge/crypto'
import { parseSignedMessage, verifyMessage } from '@demiurge/sdk'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findViolations, fitsWidth, hasBrowser } from '../../../test/browser.ts'
import { openTestDrop } from './drop-world.ts'
import { createWorld, type DashboardWorld } from './fixture.ts'

const PASSWORD = 'correct horse battery staple'

describe.skipIf(!hasBrowser("the dashboard's wallet and index"))(
  'the dashboard of somebody who owns',
  { timeout: 60_000 },
  () => {
    let world: DashboardWorld
    beforeAll(async () => {
      world = await createWorld()
    }, 120_000)
    afterAll(async () => {
      await world[Symbol.asyncDispose]()
    })

    test('from no wallet to a payment that is final, a signed message, and a wallet that is locked again', async () => {
      await using opened = await world.open('/wallet')
      const { page, errors } = opened
      await createWallet(page)
      await page.getByRole('button', { name: 'Get development coins' }).click()
      await page.locator('.activity').getByText('Received').waitFor()
      await page.getByRole('button', { name: 'Verified by your browser' }).waitFor()

      const ada = formatAddress(world.signer.address)
      await page.getByRole('tab', { name: 'Address book' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Ada')
      await page.getByLabel('Address', { exact: true }).fill(`${ada.slice(0, -1)}x`)
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await page.getByText('one of these is mistyped').waitFor()
      await page.getByLabel('Address', { exact: true }).fill(ada)
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await page.getByRole('link', { name: 'Send', exact: true }).click()

      expect(await page.getByLabel('To').inputValue()).toBe('Ada')
      await page.getByLabel('Amount in DEM').fill('99999999')
      await page.getByRole('button', { name: 'Review' }).click()
      await page.getByText('The account does not hold that much.').waitFor()
      await page.getByLabel('Amount in DEM').fill('1.25')
      await page.getByRole('button', { name: 'Review' }).click()
      await page.getByText(ada).waitFor()
      await page.getByRole('button', { name: 'Sign and send' }).click()
      await page.getByText('Final in commit').waitFor()
      const transaction = await page.getByRole('link', { name: 'See the transaction' }).getAttribute('href')
      const status = await world.client.request('tx_getStatus', { id: transaction?.split('/').at(-1) ?? '' })
      expect(['final', 'certified']).toContain(status.stage)

      await page.getByRole('tab', { name: 'Sign' }).click()
      await page.getByLabel('Message').fill('This account is mine.')
      await page.getByRole('button', { name: 'Sign', exact: true }).click()
      const signed = await page.getByRole('textbox', { name: 'Signed message' }).inputValue()
      verifyMessage(parseSignedMessage(signed), portableSuites)
      const given = page.getByLabel('What you were given')
      await given.fill(signed.replace('mine', 'yours'))
      await page.getByRole('button', { name: 'Check', exact: true }).click()
      await page.getByText('the signature does not hold').waitFor()
      await given.fill(signed)
      await page.getByRole('button', { name: 'Check', exact: true }).click()
      await page.getByText('The signature holds').waitFor()
      expect(await findViolations(page)).toEqual([])

      // A look at something else does not lock it; its button does, and so does leaving the page.
      await page.getByRole('link', { name: 'Explorer' }).first().click()
      await page.getByRole('link', { name: 'Wallet' }).first().click()
      await page.getByRole('button', { name: 'Lock', exact: true }).click()
      await page.getByLabel('Password').fill('wrong')
      await page.getByRole('button', { name: 'Unlock' }).click()
      await page.getByText('This is not the password. Try again.').waitFor()
      expect(errors).toEqual([])
    })

    test('a buyer claims works of a drop with the wallet, and they are sealed', async () => {
      const collection = await openTestDrop(world.client, world.signer, 'Tide people')
      await using opened = await world.open('/wallet')
      const { page, errors } = opened
      await createWallet(page)
      await page.getByRole('button', { name: 'Get development coins' }).click()
      await page.locator('.activity').getByText('Received').waitFor()
      await page.evaluate((path) => {
        history.pushState(null, '', path)
        dispatchEvent(new PopStateEvent('popstate'))
      }, `/collections/${collection}?show=drop`)
      await page.getByText('“public” ends in').waitFor()
      expect(await page.locator('.drop-figure').innerText()).toMatch(/^00:\d\d:\d\d$/)
      await page.getByLabel('How many').fill('9')
      await page.getByText('At most 4 more.').waitFor()
      await page.getByLabel('How many').fill('2')
      expect(await findViolations(page)).toEqual([])
      await page.getByRole('button', { name: /Claim for 0.5/ }).click()
      await page.getByText('2 works are yours').waitFor()
      await page.getByText('2 of 6', { exact: true }).first().waitFor()
      await page.getByRole('link', { name: 'Number 1', exact: true }).click()
      await page.getByText('Sealed: known when it is revealed').waitFor()
      expect(errors).toEqual([])
    })

    test('the drop of a collection fits a phone, and other collections have none', async () => {
      const collection = await openTestDrop(world.client, world.signer, 'Ebb people')
      await using phone = await world.open(`/collections/${collection}?show=drop`, {
        viewport: { width: 390, height: 844 },
      })
      await phone.page.getByText('Claim with your wallet').waitFor()
      expect(await fitsWidth(phone.page)).toBe(true)
      // Nothing is claimed yet: its card has words instead of pictures.
      await phone.page.goto(`${world.node.dashboard}/collections`)
      await phone.page.getByText('No works yet').first().waitFor()
      expect(await findViolations(phone.page)).toEqual([])
      await using other = await world.open(`/collections/${world.works[0].collection}?show=drop`)
      await other.page.getByRole('tab', { name: 'Analytics' }).waitFor()
      expect(await other.page.getByRole('tab', { name: 'Drop' }).count()).toBe(0)
      expect([...phone.errors, ...other.errors]).toEqual([])
    })

    test('search finds words as they are typed, and the keyboard opens what it found', async () => {
      await using opened = await world.open('/')
      const { page, errors } = opened
      await page.locator('.feed-height').first().waitFor()
      await page.keyboard.press('?')
      await page.getByRole('dialog').getByText('Node and its health').waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('g')
      await page.keyboard.press('s')
      await page.getByRole('heading', { name: 'Search' }).waitFor()
      const field = page.getByRole('searchbox')
      await field.fill('truch')
      await page.locator('.result mark').getByText('truchet').waitFor()
      await field.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Evening study' }).waitFor()
      await page.goBack()
      await page.getByRole('searchbox').fill('nothing like this anywhere')
      await page.getByText('Nothing found').waitFor()
      await page.getByRole('searchbox').fill(world.works[0].transaction.slice(0, 14))
      await page.locator('.result').getByText('transaction').first().waitFor()
      expect(errors).toEqual([])
    })

    test('a collection by traits, in numbers, and every work of it proved', async () => {
      const { collection } = world.works[0]
      await using opened = await world.open(`/collections/${collection}`)
      const { page, errors } = opened
      await page.getByRole('checkbox', { name: /mandala/ }).check()
      await page.getByText('1 work', { exact: true }).waitFor()
      expect(page.url()).toContain('trait=Pattern')
      await page.getByRole('button', { name: /Show all/ }).click()
      await page.getByText('2 works', { exact: true }).waitFor()
      await page.getByRole('tab', { name: 'Analytics' }).click()
      await page.getByRole('img', { name: /Minted over time: 2 in all/ }).waitFor()
      await page.getByRole('tab', { name: /Holders/ }).click()
      await page
        .getByRole('table', { name: /Holders/ })
        .getByText('100.00 %')
        .waitFor()
      await page.getByRole('tab', { name: 'Activity' }).click()
      await page.getByText('Minted as number 2 of its collection').waitFor()
      await page.getByRole('link', { name: 'Verify all works' }).click()
      await page.getByText('None is missing: 2 were minted').waitFor()
      await page.getByText('Every check holds').waitFor()
      expect(errors).toEqual([])
    })

    test('the certificate says what this browser verified, and prints without the page around it', async () => {
      await using opened = await world.open(`/items/${world.works[0].item}/certificate`)
      const { page } = opened
      await page.getByText('Authentic: every check holds.').waitFor()
      await page.getByRole('img', { name: 'Opens the check of this work' }).waitFor()
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.d-side').isVisible()).toBe(false)
      expect(await page.getByRole('button', { name: /Print/ }).isVisible()).toBe(false)
      const pdf = await page.pdf({ format: 'A4' })
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      await using signed = await world.open(`/items/${world.works[1].item}/certificate`)
      const credentials = signed.page.getByRole('region', { name: 'Content credentials' })
      await credentials.getByText('Content credentials in the file: they hold').waitFor()
    })

    test('the bell rings for what is watched, and remembers it', async () => {
      await using opened = await world.open(`/items/${world.works[1].item}`)
      const { page } = opened
      await page.getByRole('button', { name: 'Watch', exact: true }).click()
      await page.getByRole('button', { name: 'Watched' }).waitFor()
      const { tx } = world.client
      await tx.nft
        .setTrait({ item: world.works[1].item, name: 'Mood', value: 'Bright' })
        .sign(world.signer)
        .submit()
        .watch()
      await page.getByRole('button', { name: 'Notifications, 1 new' }).first().click()
      await page.locator('.notices').getByText('Mood is now Bright').waitFor()
      await page.getByRole('button', { name: 'All read' }).click()
      await page.reload()
      await page.getByRole('button', { name: 'Notifications', exact: true }).first().click()
      await page.locator('.notices').getByText('Mood is now Bright').waitFor()
    })

    test('a table of a hundred thousand rows has only those in sight, wherever it is scrolled', async () => {
      await using opened = await world.open('/')
      const { page } = opened
      const holders = 100_000
      await page.route('**/rpc', async (route) => {
        const sent: unknown = route.request().postDataJSON()
        const calls = Array.isArray(sent) ? sent : [sent]
        if (!calls.some(({ method }) => method === 'nft_listHolders')) return route.continue()
        const response = await route.fetch()
        const given: unknown = await response.json()
        const answers = (Array.isArray(given) ? given : [given]).map((answer, i) =>
          calls[i]?.method === 'nft_listHolders'
            ? { ...answer, result: manyHolders(calls[i].params, holders) }
            : answer,
        )
        await route.fulfill({ response, json: Array.isArray(given) ? answers : answers[0] })
      })
      await page.goto(`${world.node.dashboard}/collections/${world.works[0].collection}?show=holders`)
      const table = page.getByRole('table', { name: /Holders/ })
      await table.getByRole('row').nth(5).waitFor()
      expect(await table.getAttribute('aria-rowcount')).toBe(String(holders + 1))
      const body = page.locator('.long-body')
      for (let press = 0; press < 8; press++) {
        await body.evaluate((element) => element.scrollTo(0, element.scrollHeight))
        await page.waitForFunction((rows) => (document.querySelectorAll('.long-row').length ?? 0) < rows, 80)
      }
      await page.waitForFunction(
        () => Number([...document.querySelectorAll('.long-row')].at(-1)?.getAttribute('aria-rowindex')) > 400,
      )
      expect(await page.locator('.long-row').count()).toBeLessThan(80)
      expect(await fitsWidth(page)).toBe(true)
    })

    test('the first view is under 200 kB of compressed script, and what proves is not in it', () => {
      const scripts = new Map(
        globSync(join(world.directory, 'assets', '*.js')).map((path) => [
          basename(path),
          readFileSync(path, 'utf8'),
        ]),
      )
      const html = readFileSync(join(world.directory, 'index.html'), 'utf8')
      const named = Array.from(html.matchAll(/assets\/([^"]+\.js)"/g), ([, name = '']) => name)
      const home = [...scripts.keys()].filter((name) => name.startsWith('home-page'))
      expect(home).toHaveLength(1)
      const first = withImports(scripts, [...named, ...home])
      const bytes = [...first].reduce((sum, name) => sum + gzipSync(scripts.get(name) ?? '').length, 0)
      expect(bytes).toBeLessThan(FIRST_VIEW_BYTES)
      expect([...first].filter((name) => /whole-client|wallet|verify/.test(name))).toEqual([])
    })
  },
)

const FIRST_VIEW_BYTES = 200_000

/** A script and all that it imports before it runs, by name. */
function withImports(scripts: ReadonlyMap<string, string>, names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    for (const [, imported = ''] of (scripts.get(name) ?? '').matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g))
      waiting.push(imported)
  }
  return found
}

/** A page of holders as the node would give it, out of many. */
function manyHolders({ after, limit }: { after: string | null; limit: number }, total: number): unknown {
  const start = after === null ? 0 : Number.parseInt(after.slice(2, 18), 16)
  const holders = Array.from({ length: Math.min(limit, total - start) }, (_, i) => ({
    address: formatAddress(`0x${(start + i + 1).toString(16).padStart(64, '0')}`),
    items: 1 + Math.floor((total - start - i) / 1_000),
  }))
  const end = start + holders.length
  const next = end < total ? `0x${end.toString(16).padStart(16, '0')}${'0'.repeat(16)}` : null
  return { holders, next, total }
}

async function createWallet(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create a wallet' }).click()
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Password again').fill(PASSWORD)
  await page.getByRole('button', { name: 'Show my 24 words' }).click()
  await page.getByRole('button', { name: 'Show the words' }).click()
  const words = await page.locator('.d-words li').allInnerTexts()
  expect(words).toHaveLength(24)
  await page.getByRole('button', { name: 'I have written them down' }).click()
  for (const label of await page.locator('label').allInnerTexts())
    if (label.startsWith('Word '))
      await page.getByLabel(label, { exact: true }).fill(words[Number(label.slice(5)) - 1] ?? '')
  await page.getByRole('button', { name: 'Encrypt and finish' }).click()
  await page.getByRole('heading', { name: 'Accounts' }).waitFor({ timeout: 40_000 })
}
