/** The wallet worker: it alone holds words, password and keys. @module */
import { portableSuites } from '@demiurge/crypto'
import { serveDesk } from '@demiurge/design/desk'
import { createKeyHolder } from '@demiurge/design/keys'
import type { Draft } from '@demiurge/sdk'
import {
  claimPieces,
  formatSignedMessage,
  parseSignedMessage,
  signMessage,
  verifyMessage,
} from '@demiurge/sdk'
import type { Payment, WalletTasks } from './tasks.ts'

const { handlers, wallet, clientOf } = createKeyHolder()

serveDesk<WalletTasks>({
  ...handlers,
  estimate: async (payment) => draftOf(payment).estimate(wallet().signerOf(payment.from)),
  send: async (payment, { progress }) => {
    const draft = await draftOf(payment).sign(wallet().signerOf(payment.from))
    progress({ stage: 'signed', id: draft.id })
    const submitted = await draft.submit()
    progress({ stage: 'submitted', id: draft.id })
    const { height, receipt } = await submitted.watch()
    return { transaction: draft.id, height: height ?? 0n, fee: receipt?.fee ?? 0n }
  },
  claim: async ({ api, account, ...wish }) => {
    const { items, serials, paid } = await claimPieces(clientOf(api), wallet().signerOf(account), wish)
    return { items, serials, paid }
  },
  sign: async ({ account, message }) => formatSignedMessage(signMessage(wallet().signerOf(account), message)),
  check: async ({ signed }) => {
    const parsed = parseSignedMessage(signed)
    verifyMessage(parsed, portableSuites)
    return { address: parsed.address, message: parsed.message }
  },
})

function draftOf({ api, to, amount }: Payment): Draft {
  return clientOf(api).tx.balances.transfer({ to, amount })
}
