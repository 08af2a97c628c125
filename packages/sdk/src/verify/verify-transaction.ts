import type { EventView, TransactionView } from '@demiurge/api'
import { decode, formatAddress } from '@demiurge/codec'
import { transactionId } from '@demiurge/ledger'
import { Item, nft, nftState } from '@demiurge/modules'
import type { ClientContext } from '../context.ts'
import { prove } from '../proof/prove.ts'
import { absentAsNull } from './fetch-bundle.ts'
import { conclude, type Verification, type VerificationCheck } from './verification.ts'

/** Items whose state one verification proves; a batch of more is proved by its first ones, and says so. */
const MOST_ITEMS = 16

/**
 * Verifies a transaction: that its bytes give its identifier, that it is of the trusted chain, what became of it (as the node tells),
 * and that the items it minted are in certified state.
 */
export async function verifyTransaction(context: ClientContext, id: string): Promise<Verification> {
  const { caller } = context
  const [{ chain }, view] = await Promise.all([
    context.trust(),
    absentAsNull(caller.request('tx_get', { id }), 'tx.NotFound'),
  ])
  if (view === null) {
    const detail = `The node knows no transaction ${id}.`
    return conclude([{ name: 'identifier', ok: false, detail, trust: 'told' }], { verdict: 'unknown' })
  }
  const identifier = checkIdentifier(view, id)
  const ofChain = checkChain(view, chain.chainId)
  const outcome = checkOutcome(view)
  const checks = [identifier, ofChain, outcome]
  if (!ofChain.ok) return conclude(checks, { verdict: 'other-chain' })
  if (!outcome.ok || !identifier.ok) return conclude(checks, {})
  const minted = mintedItems(await caller.request('tx_getEvents', { id }))
  const [first] = minted
  if (first === undefined) return conclude(checks, {})
  return conclude([...checks, await checkEffect(context, minted)], { item: first })
}

function checkIdentifier({ transaction }: TransactionView, id: string): VerificationCheck {
  const found = transactionId(transaction)
  const ok = found === id
  const detail = ok
    ? `The transaction of ${formatAddress(transaction.sender)} has identifier ${id}.`
    : `The transaction that the node sent has identifier ${found}, not ${id}.`
  return { name: 'identifier', ok, detail, trust: 'verified' }
}

function checkChain({ transaction }: TransactionView, chainId: string): VerificationCheck {
  const ok = transaction.chainId === chainId
  const detail = ok
    ? `It was signed for chain "${chainId}".`
    : `It was signed for chain "${transaction.chainId}", trusted here is "${chainId}".`
  return { name: 'chain', ok, detail, trust: 'verified' }
}

function checkOutcome({ status }: TransactionView): VerificationCheck {
  const { stage, receipt, height } = status
  const final = stage === 'final' || stage === 'certified'
  const ok = final && receipt?.outcome.kind === 'applied'
  return { name: 'outcome', ok, detail: outcomeDetail(), trust: 'told' }

  function outcomeDetail(): string {
    if (receipt === null || !final) return `It is ${stage}, not final yet.`
    if (receipt.outcome.kind === 'applied') return `It took effect at height ${height} and is ${stage}.`
    const { code, message } = receipt.outcome.value
    return `It had no effect (${code}): ${message}.`
  }
}

function mintedItems(events: readonly EventView[]): readonly string[] {
  return events.flatMap(({ event }) =>
    event.name === 'nft.minted' ? [decode(nft.events.minted.data, event.data).item] : [],
  )
}

/** What it minted is in certified state, or was there and has been burned since. */
async function checkEffect(context: ClientContext, minted: readonly string[]): Promise<VerificationCheck> {
  const asked = minted.slice(0, MOST_ITEMS)
  const { entries, at } = await prove(context, asked.map(nftState.items.keyOf))
  const present = entries.flatMap(({ value }) => (value === undefined ? [] : [decode(Item, value)]))
  const of =
    minted.length > asked.length ? `the first ${asked.length} of the ${minted.length}` : `${asked.length}`
  const ok = present.length === asked.length
  const detail = `${present.length} of ${of} items that it minted are in the state certified at height ${at.height}.`
  return { name: 'effect', ok, detail, trust: 'verified' }
}
