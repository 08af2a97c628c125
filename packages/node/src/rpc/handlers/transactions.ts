import { ApiError, type TransactionView } from '@demiurge/api'
import type { Authorization } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import { decodeTransaction, type SignedTransaction } from '@demiurge/ledger'
import { balancesState, systemPort } from '@demiurge/modules'
import type { Handlers } from '../dispatcher.ts'
import { checkLimit } from './chain.ts'
import type { HandlerContext } from './context.ts'

type TransactionHandlers = Pick<
  Handlers,
  | 'account_get'
  | 'account_listTransactions'
  | 'tx_submit'
  | 'tx_get'
  | 'tx_getStatus'
  | 'tx_getEvents'
  | 'tx_getFee'
  | 'faucet_request'
>

/** Answers about accounts and transactions, and takes new ones in. */
export function transactionHandlers(context: HandlerContext): TransactionHandlers {
  const { chain, archive, pool, pipeline } = context
  const ctx = { state: chain.state }
  return {
    account_get: async ({ address, lane }) => {
      const account = balancesState.accounts.get(ctx, address)
      return {
        address,
        free: account?.free ?? 0n,
        reserved: account?.reserved ?? 0n,
        nonce: pool.nonceAfter(address, lane ?? 0),
        registered: systemPort.policyOf(ctx, address) !== undefined,
        items: await context.nfts.itemsOwned(address),
      }
    },
    account_listTransactions: async ({ address, before, limit }) => {
      checkLimit(limit)
      const found = await archive.accountTransactions(address, before, limit)
      const transactions = await Promise.all(found.map(({ id }) => summary(context, id)))
      const next = found.length === limit ? (found.at(-1)?.position ?? null) : null
      return { transactions, next }
    },
    tx_submit: async ({ transaction }) => ({ id: await context.submission.submit(transaction) }),
    tx_get: async ({ id }) => view(context, id),
    tx_getStatus: ({ id }) => pipeline.progress.status(id),
    tx_getEvents: async ({ id }) => {
      const record = await archive.transaction(id)
      if (record === undefined) throw unknownTransaction(id)
      const { height, index, timestampMs, receipt } = record
      if (receipt.outcome.kind !== 'applied') return []
      return receipt.outcome.value.events.map((event) => ({
        height,
        index,
        transaction: id,
        timestampMs,
        event,
      }))
    },
    tx_getFee: (usage) => ({ fee: systemPort.feeOf(ctx, usage) }),
    faucet_request: async ({ address }) => {
      if (context.faucet === undefined)
        throw new ApiError('faucet.NotHere', 'only a development chain gives coins away, and this is none', {
          status: 404,
        })
      return context.faucet.give(address)
    },
  }
}

async function summary({ archive }: HandlerContext, id: string) {
  const record = await archive.transaction(id)
  const commit = record === undefined ? undefined : await archive.commitAt(record.height)
  const found = record === undefined ? undefined : commit?.transactions[record.index]
  if (found === undefined) throw unknownTransaction(id)
  return found
}

async function view({ archive, pool, pipeline }: HandlerContext, id: string): Promise<TransactionView> {
  const record = await archive.transaction(id)
  const waiting = pool.get(id)
  const bytes = record?.bytes ?? waiting?.bytes
  if (bytes === undefined) throw unknownTransaction(id)
  const signed = decodeTransaction(bytes)
  return {
    status: await pipeline.progress.status(id),
    transaction: signed.transaction,
    bytes: bytes.length,
    suites: suitesOf(signed),
  }
}

/** Suites of the signatures, told by their keys where the policy travelled along and by their length otherwise. */
function suitesOf({ authorization, payerAuthorization }: SignedTransaction): readonly string[] {
  const all = [authorization, ...(payerAuthorization === null ? [] : [payerAuthorization])]
  return all.flatMap((each: Authorization) =>
    each.signatures.map(({ member, key, signature }) => {
      const known = each.policy?.value.members[member]?.keys[key]?.suite
      const suite = known === undefined ? undefined : nativeSuites.byId.get(known)
      const byLength = [...nativeSuites.byName.values()].filter(
        (one) => one.signatureBytes === signature.length,
      )
      return (
        suite?.name ?? (byLength.length === 1 ? byLength[0]?.name : undefined) ?? `${signature.length} bytes`
      )
    }),
  )
}

function unknownTransaction(id: string): ApiError {
  return new ApiError('tx.NotFound', `this node knows no transaction ${id}`, { status: 404 })
}
