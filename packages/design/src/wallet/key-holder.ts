import { CryptoError, createMnemonic, portableSuites } from '@demiurge/crypto'
import { collectEntropy, randomBytes } from '@demiurge/crypto/web'
import { type Client, createClient } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import type { TaskHandlers } from '../desk/desk.ts'
import type { CollectedReport, KeyTasks } from './key-tasks.ts'
import { createWallet, type OpenWallet, openWallet } from './open-wallet.ts'

/** The one place where an open wallet is. */
export interface KeyHolder {
  readonly handlers: TaskHandlers<KeyTasks>
  /** The open wallet. Throws CryptoError `keystore.WrongPassword` while it is locked. */
  readonly wallet: () => OpenWallet
  /** A client of the node at an address. */
  readonly clientOf: (api: string) => Client
}

/** Builds what holds the keys inside a worker: nothing outside of it ever sees them. */
export function createKeyHolder(): KeyHolder {
  let wallet: OpenWallet | undefined
  let report: CollectedReport | undefined
  const clients = new Map<string, Client>()
  const present = (): OpenWallet => {
    if (wallet === undefined)
      throw new CryptoError('keystore.WrongPassword', 'the wallet is locked: open it with its password first')
    return wallet
  }
  return {
    wallet: present,
    clientOf(api) {
      const known = clients.get(api)
      if (known !== undefined) return known
      const environment = { nowMs: () => Date.now(), random: randomBytes }
      const client = createClient({ transport: webTransport(api), environment, suites: portableSuites })
      clients.set(api, client)
      return client
    },
    handlers: {
      async words() {
        const { sources, random: collected } = await collectEntropy()
        report = { sources, madeWords: true }
        return createMnemonic(collected)
      },
      async entropy({ fresh }, { signal, progress }) {
        if (report === undefined || fresh) {
          const { sources } = await collectEntropy({ signal, onProgress: progress })
          report = { sources, madeWords: false }
        }
        return report
      },
      create: async (input, { progress }) => {
        wallet = await createWallet(input, progress)
        return wallet.view
      },
      open: async ({ keystore, password, answer }, { progress }) => {
        wallet = await openWallet({ keystore, password, answer }, progress)
        return wallet.view
      },
      present: async () => wallet?.view ?? null,
      addAccount: async ({ scheme }, { progress }) => {
        wallet = await present().withAccount(scheme, progress)
        return wallet.view
      },
      checkPassword: async ({ password }) => {
        present().checkPassword(password)
        return null
      },
      addFactor: async ({ password, factor, answer }, { progress }) => {
        present().checkPassword(password)
        wallet = await present().withFactor({ factor, answer }, progress)
        return wallet.view
      },
      removeFactor: async ({ password, answer }, { progress }) => {
        present().checkPassword(password)
        present().checkAnswer(answer)
        wallet = await present().withFactor(undefined, progress)
        return wallet.view
      },
      lock: async () => {
        wallet = undefined
        return null
      },
    },
  }
}
