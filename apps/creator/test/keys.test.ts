import { readFileSync } from 'node:fs'
import { checkCredentials } from '@demiurge/art/native'
import { CryptoError, createSigner, openKeystore, publicKeyOf, singleKeyPolicy } from '@demiurge/crypto'
import { nativeKeystoreCrypto, nativeSuites as suites } from '@demiurge/crypto/native'
import {
  cosign,
  createJointAccount,
  credentialRole,
  explainCalls,
  formatPublicKey,
  formatRequest,
  parsePublicKey,
  parseRequest,
  requestCalls,
} from '@demiurge/sdk'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findViolations, fitsWidth, hasBrowser } from '../../../test/browser.ts'
import { type CreatorWorld, createWorld, goTo, importWallet, PASSWORD, WORDS } from './world.ts'

/** Somebody elsewhere, who signs with the command line. */
function person(number: number) {
  const keyPair = suites.get('ml-dsa-44').keyPairFromSeed(new Uint8Array(32).fill(number))
  return createSigner({ suites, policy: singleKeyPolicy(publicKeyOf(keyPair, suites)), keyPairs: [keyPair] })
}

const ben = person(2)
const cleo = person(3)
const eve = person(9)

async function makeJoint(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New joint account' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of the account').fill('Trio')
  await dialog.getByRole('button', { name: 'Add a co-creator' }).click()
  for (const [i, { name, signer }] of [
    { name: 'Ben', signer: ben },
    { name: 'Cleo', signer: cleo },
  ].entries()) {
    const fields = dialog.getByRole('group', { name: `Co-creator ${i + 1}` })
    await fields.getByLabel('Name').fill(name)
    await fields.getByLabel('Public key').fill(i === 0 ? 'no key' : formatPublicKey(signer.policy))
  }
  await dialog.getByRole('button', { name: 'Make the account' }).click()
  await dialog.getByText('Ben: this is no Demiurge public key').waitFor()
  expect(await findViolations(page)).toEqual([])
  await dialog
    .getByRole('group', { name: 'Co-creator 1' })
    .getByLabel('Public key')
    .fill(formatPublicKey(ben.policy))
  await dialog.getByRole('button', { name: 'Make the account' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('2 of 3').waitFor()
}

/** A payment by an account that this page has not seen: its owner is a member, by the key that was saved here. */
async function meetAnother(page: Page, { client }: CreatorWorld): Promise<void> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save my public key' }).click(),
  ])
  const { member } = parsePublicKey(readFileSync(await saved.path(), 'utf8'), suites)
  const others = [{ name: 'Ben', ...parsePublicKey(formatPublicKey(ben.policy), suites) }]
  const { policy } = createJointAccount(2, [{ name: 'Ada', member }, ...others], suites)
  const payment = client.tx.balances.transfer({ to: eve.address, amount: 1_500_000_000n })
  const { read } = await cosign(client, await requestCalls(client, policy, payment, suites), ben, { suites })
  await page.getByRole('button', { name: 'Open a signing request' }).click()
  await page.getByLabel('The request').fill(formatRequest(read.request))
  await page.getByRole('button', { name: 'Open it' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Pays 1.5 DEM to').waitFor()
  await dialog.getByLabel('Keep this account as').fill('Duo')
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await dialog.getByText('Duo').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('article', { name: 'Joint account Duo' }).getByText('2 of 2').waitFor()
}

/** An authenticator that Chromium plays itself: a device with a reader of fingers that always fit. */
async function withAuthenticator(page: Page, hasPrf: boolean): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      hasPrf,
    },
  })
  return { cdp, id }
}

/** The encrypted wallet as a thief would copy it. */
const keptWallet = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('demiurge.creator')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const asked = opening.result.transaction('wallet').objectStore('wallet').get('main')
          asked.onsuccess = () => resolve(asked.result.keystore)
        }
      }),
  )

/** Asks for a passkey with this password. */
async function addPasskey(page: Page, password: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Password of the wallet').fill(password)
  await page.getByRole('dialog').getByRole('button', { name: 'Add the passkey' }).click()
}

const byName = (url: string): string => url.replace('127.0.0.1', 'localhost')

describe.skipIf(!hasBrowser('keys'))('the keys of a creator', { timeout: 180_000 }, () => {
  let world: CreatorWorld
  beforeAll(async () => {
    world = await createWorld()
  }, 180_000)
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
  })

  test('a work is drafted here, signed elsewhere, signed here, and minted by the account of all three', async () => {
    await using opened = await world.open('/', { acceptDownloads: true })
    const { page, errors } = opened
    await importWallet(page)
    // A passkey has no place on a page that was opened by a number: the page says so.
    await page.getByText('Open it as “localhost” instead of 127.0.0.1').waitFor()
    await makeJoint(page)
    await page
      .getByRole('article', { name: 'Joint account Trio' })
      .getByRole('button', { name: 'Get development coins' })
      .click()
    await page.getByRole('article', { name: 'Joint account Trio' }).getByText('1,000 DEM').waitFor()
    await goTo(page, 'Details')
    await page.getByLabel('Name', { exact: true }).fill('Dawn of three')
    await goTo(page, 'Mint')
    await page.getByLabel('Longer side').click()
    await page.getByRole('option', { name: '512 pixels' }).click()
    await page.getByLabel('Minted by').click()
    await page.getByRole('option', { name: 'Trio (2 of 3)' }).click()
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Draft for the others' }).click()
    await page.getByRole('button', { name: 'Mint “Dawn of three”' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: 'What will happen' }).waitFor()
    await dialog.getByText('a signature over the statement of origin (1 of 2 have signed it)').waitFor()
    await dialog.getByText('they are one').waitFor()
    await dialog.getByText('Inside the file, by: You').waitFor()
    expect(await findViolations(page)).toEqual([])
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save the request' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('mint-dawn-of-three.request')
    const text = readFileSync(await file.path(), 'utf8')
    await page.keyboard.press('Escape')

    const read = parseRequest(text, suites)
    expect(explainCalls(read).map(({ method }) => method)).toEqual(['nft.createCollection', 'nft.mint'])
    await expect(cosign(world.client, read, eve, { suites })).rejects.toThrow(/none of the 3 members/)
    const byBen = (await cosign(world.client, read, ben, { suites })).read
    await page.getByRole('button', { name: 'Open a signing request' }).click()
    await page.getByLabel('The request').fill(text.replace('BEGIN', 'START'))
    await page.getByRole('button', { name: 'Open it' }).click()
    await page.getByText('This is no Demiurge signing request').waitFor()
    await page.getByLabel('The request').fill(formatRequest(byBen.request))
    await page.getByRole('button', { name: 'Open it' }).click()
    await dialog.getByText('a signature over the transaction (1 of 2 have signed it)').waitFor()
    await dialog.getByText('s more; at most').waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await fitsWidth(page)).toBe(true)
    expect(await findViolations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await dialog.getByRole('button', { name: 'Submit' }).waitFor()
    const [last] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save the request' }).click(),
    ])
    const complete = readFileSync(await last.path(), 'utf8')
    await dialog.getByRole('button', { name: 'Submit' }).click()
    await page.getByText('Mint “Dawn of three”: final', { exact: true }).waitFor()

    const { statement } = read.request
    const item = await world.client.request('nft_findByContent', {
      sha256: statement?.statement.asset.sha256 ?? '',
    })
    const { verdict, checks, proven } = await world.client.verifyItem(item ?? '')
    expect(verdict).toBe('authentic')
    expect(proven?.creator).toBe(read.address)
    // The minted file says of itself who drafted it: one of those who share the account.
    const minted = await world.client.download(statement?.statement.asset.sha256 ?? '')
    const report = await checkCredentials(new Uint8Array(minted), { suites })
    expect(report.verdict).toBe('authentic')
    if (proven === undefined) throw new Error('the item is proved')
    expect(credentialRole(report.statement?.creator ?? '', proven)).toBe('member')
    expect(checks.find(({ name }) => name === 'signature')?.detail).toContain(
      'by 2 of 3 creators, 2 of whom must sign',
    )
    // Whoever opens a copy afterwards is told.
    await page.getByRole('button', { name: 'Open a signing request' }).click()
    await page.getByLabel('The request').fill(complete)
    await page.getByRole('button', { name: 'Open it' }).click()
    await dialog.getByText('It was submitted and is final').waitFor()
    await page.keyboard.press('Escape')
    await meetAnother(page, world)
    expect(errors).toEqual([])
  })

  test('a passkey is added, needed, and removed; the file and the password alone open nothing', async () => {
    await using opened = await world.open()
    const { page, errors } = opened
    await page.goto(byName(world.node.creator ?? ''))
    const weak = await withAuthenticator(page, false)
    await importWallet(page)
    await page.getByText('Password only').waitFor()
    await addPasskey(page, PASSWORD)
    await page.getByText('where it lies has no PRF').waitFor()
    expect(JSON.parse(await keptWallet(page)).header.version).toBe(1)
    await page.keyboard.press('Escape')
    await weak.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: weak.id })
    await weak.cdp.detach()

    const { cdp, id } = await withAuthenticator(page, true)
    await addPasskey(page, 'not the password')
    await page.getByText('This is not the password.').waitFor()
    await page.getByLabel('Password of the wallet').fill(PASSWORD)
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Add the passkey' }).click()
    await page.getByText('Password and passkey', { exact: true }).waitFor()

    // Whoever copies the file and knows the password stands before a key that never left the authenticator.
    const stolen = await keptWallet(page)
    await expect(openKeystore(stolen, PASSWORD, nativeKeystoreCrypto)).rejects.toThrow(
      expect.objectContaining({ name: CryptoError.name, code: 'keystore.FactorNeeded' }),
    )
    await page.reload()
    await goTo(page, 'Secure')
    await page.getByLabel('Password').fill(PASSWORD)
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Unlock with the passkey' }).click()
    await page.getByRole('heading', { name: 'Your keys' }).waitFor()

    await page.getByRole('button', { name: 'Remove the passkey' }).click()
    await page.getByLabel('Password of the wallet').fill(PASSWORD)
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the passkey' }).click()
    await page.getByText('Password only').waitFor()
    const { mnemonic } = await openKeystore(await keptWallet(page), PASSWORD, nativeKeystoreCrypto)
    expect(mnemonic).toBe(WORDS)

    // A finger that does not fit: nothing is made, nothing changes.
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false })
    await addPasskey(page, PASSWORD)
    await page.getByText('The passkey was not given').waitFor()
    expect(errors).toEqual([])
  })
})
