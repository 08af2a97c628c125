import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findViolations, fitsWidth, hasBrowser } from '../../../test/browser.ts'
import { totpCode, totpStepAt } from '../../studio/src/accounts/totp.ts'
import { createStudioWorld, type StudioWorld } from './studio-world.ts'

const TIMEOUT_MS = 180_000
const PASSWORD = 'seven quiet tides'
const here = hasBrowser('the studio’s accounts')

let world: StudioWorld

beforeAll(async () => {
  if (here) world = await createStudioWorld()
}, TIMEOUT_MS)

afterAll(async () => {
  if (here) await world[Symbol.asyncDispose]()
})

/** Fills in a new password, twice. */
async function choosePassword(page: Page, password = PASSWORD): Promise<void> {
  await page.locator('input[autocomplete=new-password]').first().fill(password)
  await page.getByLabel('Password again').fill(password)
}

async function openMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /^(Studio|Account of .*)$/ }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** The first Escape is the dialog's, whatever message stands at the edge of the page. */
async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function signIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

function seesStudio(page: Page): Promise<void> {
  return page.getByRole('navigation', { name: 'Steps' }).waitFor()
}

/** The code of a secret as the page shows it, `ahead` steps from now: each counts once. */
function codeOf(secret: string, ahead: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replace(/[^A-Z2-7]/g, '')].map((each) =>
    letters.indexOf(each).toString(2).padStart(5, '0'),
  )
  const bytes = Uint8Array.from(bits.join('').match(/.{8}/g) ?? [], (each) => Number.parseInt(each, 2))
  return totpCode(bytes, totpStepAt(Date.now()) + ahead)
}

test.runIf(here)(
  'a team: protected, joined, with app and passkey, revoked, written down, and whole after kill -9',
  { timeout: TIMEOUT_MS },
  async () => {
    // Nobody has an account: from another machine the code is asked for that the node printed.
    await using stranger = await world.visit('/', { extraHTTPHeaders: { 'x-forwarded-for': '192.0.2.7' } })
    await stranger.page.getByRole('heading', { name: 'Set up this studio' }).waitFor()
    await stranger.page.getByLabel('Set-up code').fill('AAAA-BBBB-CCCC-DDDD')
    await stranger.page.getByLabel('Your name').fill('Eve')
    await choosePassword(stranger.page)
    await stranger.page.getByRole('button', { name: 'Protect this studio' }).click()
    await stranger.page.getByText('not the code that the node printed').waitFor()

    // Here the page works as it does, and offers to be protected.
    await using ada = await world.visit()
    await seesStudio(ada.page)
    await openMenu(ada.page, 'Protect this studio')
    await ada.page.getByLabel('Your name').fill('Ada')
    await choosePassword(ada.page, 'password1234')
    await ada.page.getByRole('button', { name: 'Protect this studio' }).click()
    await ada.page.getByText('among the first that are guessed').waitFor()
    await choosePassword(ada.page)
    await ada.page.getByRole('button', { name: 'Protect this studio' }).click()
    await ada.page.getByRole('button', { name: 'Account of Ada' }).waitFor()

    // An invitation, taken in another browser.
    await openMenu(ada.page, 'Team')
    await ada.page.getByText('You are alone here').waitFor()
    await ada.page.getByRole('combobox', { name: 'Role of the new member' }).click()
    await ada.page.getByRole('option', { name: 'Viewer' }).click()
    await ada.page.getByRole('button', { name: 'Make a link' }).click()
    const link = (await ada.page.getByText('/#join=').textContent()) ?? ''
    expect(await findViolations(ada.page)).toEqual([])
    await closeDialog(ada.page)
    await using bob = await world.visit(link.slice(link.indexOf('/#')))
    await bob.page.getByText('Ada invites you to this studio as a viewer').waitFor()
    expect(new URL(bob.page.url()).hash).toBe('')
    await bob.page.getByLabel('Your name').fill('Bob')
    await choosePassword(bob.page)
    await bob.page.getByRole('button', { name: 'Join the studio' }).click()
    await bob.page.getByRole('button', { name: 'Account of Bob' }).waitFor()

    // A viewer sees who is here, and changes nothing.
    await openMenu(bob.page, 'Team')
    await bob.page.getByRole('list', { name: 'Members' }).getByText('Ada').waitFor()
    expect(await bob.page.getByRole('button', { name: 'Make a link' }).count()).toBe(0)
    const refused = await bob.page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' }
      const post = async (path: string, body: object): Promise<number> =>
        (await fetch(path, { method: 'POST', body: JSON.stringify(body), headers })).status
      return [
        await post('/studio/invites', { role: 'owner' }),
        await post('/studio/collections', { name: 'Mine' }),
      ]
    })
    expect(refused).toEqual([403, 403])
    await closeDialog(bob.page)

    // Ada's app and passkey.
    await ada.withPasskeys()
    await openMenu(ada.page, 'Account and security')
    await ada.page.getByRole('button', { name: 'Set up an app' }).click()
    await ada.page.getByRole('img', { name: /QR code/ }).waitFor()
    const secret = (await ada.page.locator('.a-totp code').textContent()) ?? ''
    await ada.page.getByLabel('Code of your authenticator app').fill(codeOf(secret, -1))
    expect(await findViolations(ada.page)).toEqual([])
    await ada.page.getByRole('button', { name: 'Turn on' }).click()
    await ada.page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor()
    const codes = await ada.page.locator('.a-codes li').allTextContents()
    expect(codes).toHaveLength(10)
    await ada.page.getByRole('button', { name: 'I have saved them' }).click()
    await ada.page.getByLabel('Name of the new passkey').fill('My laptop')
    await ada.page.getByRole('button', { name: 'Add a passkey' }).click()
    await ada.page.getByText('My laptop').waitFor()
    await ada.page.getByText('10 left').waitFor()

    // Later she is asked again who she is before anything of it changes.
    world.forgetConfirmations()
    await ada.page.getByRole('button', { name: 'Change password' }).click()
    await choosePassword(ada.page, 'eight quiet tides')
    await ada.page.getByRole('button', { name: 'Set the password' }).click()
    await ada.page.getByRole('heading', { name: 'Is it still you?' }).waitFor()
    await ada.page.getByRole('button', { name: 'Use your passkey' }).click()
    await ada.page.getByText('Password changed', { exact: true }).waitFor()
    await closeDialog(ada.page)

    // In again, without a password; then elsewhere with password and code, and with a recovery code.
    await openMenu(ada.page, 'Sign out')
    await ada.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await findViolations(ada.page)).toEqual([])
    await ada.page.getByRole('button', { name: 'Use a passkey' }).click()
    await ada.page.getByRole('button', { name: 'Account of Ada' }).waitFor()
    await using away = await world.visit()
    await signIn(away.page, 'ada', 'not her password')
    await away.page.getByText('Name or password is not right').waitFor()
    await signIn(away.page, 'ada', 'eight quiet tides')
    await away.page.getByLabel('Code of your authenticator app').fill('000000')
    await away.page.getByRole('button', { name: 'Go on' }).click()
    await away.page.getByText('This code is not right').waitFor()
    await away.page.getByLabel('Code of your authenticator app').fill(codeOf(secret, 0))
    await away.page.getByRole('button', { name: 'Go on' }).click()
    await seesStudio(away.page)
    await using lost = await world.visit()
    await signIn(lost.page, 'Ada', 'eight quiet tides')
    await lost.page.getByRole('button', { name: 'Use a recovery code' }).click()
    await lost.page.getByLabel('Recovery code').fill(codes[0] ?? '')
    await lost.page.getByRole('button', { name: 'Go on' }).click()
    await seesStudio(lost.page)

    // One session is ended from another; its page notices at its next question.
    await openMenu(ada.page, 'Account and security')
    await ada.page.getByRole('tab', { name: 'Sessions (3)' }).click()
    await ada.page.getByRole('button', { name: 'End all others' }).click()
    await ada.page.getByRole('tab', { name: 'Sessions (1)' }).waitFor()
    await closeDialog(ada.page)
    await openMenu(away.page, 'Team')
    await away.page.getByRole('heading', { name: 'Sign in' }).waitFor()

    // A power cut: whoever was signed in is signed in.
    await world.killAndStart()
    await ada.page.reload()
    await ada.page.getByRole('button', { name: 'Account of Ada' }).waitFor()
    await bob.page.reload()
    await bob.page.getByRole('button', { name: 'Account of Bob' }).waitFor()

    // The log tells all of it, and every hash holds.
    await openMenu(ada.page, 'Audit log')
    const log = ada.page.getByRole('table', { name: 'Audit log' })
    await log.getByText('studio.setUp').waitFor()
    for (const action of ['member.invite', 'member.join', 'account.totpAdd', 'account.passkeyAdd'])
      await log.getByText(action, { exact: true }).first().waitFor()
    for (const action of ['account.recoveryUsed', 'session.revokeOthers', 'session.refused'])
      await log.getByText(action, { exact: true }).first().waitFor()
    await ada.page.getByRole('button', { name: 'Check the chain' }).click()
    await ada.page.getByText('every hash holds').waitFor()
    expect(await findViolations(ada.page)).toEqual([])
    await ada.page.getByRole('searchbox').fill('bob')
    await log.getByText('studio.setUp').waitFor({ state: 'detached' })
    await log.getByText('member.join').waitFor()
  },
)

test.runIf(here)('on a phone everything fits, in both themes', { timeout: TIMEOUT_MS }, async () => {
  for (const [colorScheme, item] of [
    ['dark', 'Account and security'],
    ['light', 'Team'],
  ] as const) {
    await using visitor = await world.visit('/', { viewport: { width: 390, height: 844 }, colorScheme })
    const { page } = visitor
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await fitsWidth(page)).toBe(true)
    await signIn(page, 'Bob')
    await seesStudio(page)
    await openMenu(page, item)
    await page.getByRole('heading', { name: item }).waitFor()
    expect(await fitsWidth(page)).toBe(true)
    expect(await findViolations(page)).toEqual([])
  }
})
