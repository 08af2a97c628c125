import { CryptoError, openKeystore } from '@demiurge/crypto'
import { nativeKeystoreCrypto } from '@demiurge/crypto/native'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findViolations, hasBrowser } from '../../../test/browser.ts'
import { type CreatorWorld, createWorld, goTo, importWallet, PASSWORD, WORDS } from './world.ts'

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

describe.skipIf(!hasBrowser('the second factor'))('a wallet with two factors', { timeout: 180_000 }, () => {
  let world: CreatorWorld
  beforeAll(async () => {
    world = await createWorld()
  }, 180_000)
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
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
