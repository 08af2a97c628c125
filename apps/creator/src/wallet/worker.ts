/** The wallet worker: it alone holds words, password and keys, and it does what takes long. @module */
import { CryptoError, createMnemonic, portableSuites } from '@demiurge/crypto'
import { type Client, createClient, formatBundle } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import { serveDesk } from '../worker/desk.ts'
import { estimateMint, mintAndVerify } from './mint.ts'
import { createWallet, type OpenWallet, openWallet, random } from './open-wallet.ts'
import type { WalletTasks } from './tasks.ts'

let wallet: OpenWallet | undefined
const clients = new Map<string, Client>()

function clientOf(api: string): Client {
  const known = clients.get(api)
  if (known !== undefined) return known
  const environment = { nowMs: () => Date.now(), random }
  const client = createClient({ transport: webTransport(api), environment, suites: portableSuites })
  clients.set(api, client)
  return client
}

function openOne(): OpenWallet {
  if (wallet === undefined)
    throw new CryptoError('keystore.WrongPassword', 'the wallet is locked: open it with its password first')
  return wallet
}

serveDesk<WalletTasks>({
  words: async () => createMnemonic(random),
  create: async (input, { progress }) => {
    wallet = await createWallet(input, progress)
    return wallet.view
  },
  open: async ({ keystore, password }, { progress }) => {
    wallet = await openWallet(keystore, password, progress)
    return wallet.view
  },
  addAccount: async ({ scheme }, { progress }) => {
    wallet = await openOne().withAccount(scheme, progress)
    return wallet.view
  },
  lock: async () => {
    wallet = undefined
    return null
  },
  estimate: async ({ api, account, details }) =>
    estimateMint(clientOf(api), openOne().signerOf(account), details),
  mint: async (order, control) =>
    mintAndVerify(clientOf(order.api), openOne().signerOf(order.account), order, control),
  verify: async ({ api, item }) => clientOf(api).verifyItem(item),
  proof: async ({ api, item }) => formatBundle(await clientOf(api).fetchBundle(item)),
})
