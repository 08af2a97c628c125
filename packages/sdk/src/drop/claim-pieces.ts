import type { DropView, TransactionStatus } from '@demiurge/api'
import { decode, type Infer } from '@demiurge/codec'
import type { Signer } from '@demiurge/crypto'
import { itemId, type Listing, MAX_CLAIM, nft, type Phase } from '@demiurge/modules'
import { assetOfUri } from '../assets.ts'
import type { Client } from '../client.ts'
import { SdkError } from '../error.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'
import { type PublishedList, readList } from './allowlist.ts'

/** What an account wants of a drop. */
export interface ClaimWish {
  readonly collection: string
  readonly count: number
  /** Number of the phase, from 0; the cheapest in which the account may claim so many now when left out. */
  readonly phase?: number
  /** The most that a piece may cost, sparks; whatever the phase asks when left out. */
  readonly maxPrice?: bigint
}

/** How a claim is followed and ended: aborting stops between two transactions of 100 pieces. */
export interface ClaimControl {
  readonly signal?: CancelSignal
  readonly onProgress?: (progress: { readonly claimed: number; readonly total: number }) => void
}

/** Pieces that were claimed, and are final. */
export interface ClaimedPieces {
  readonly phase: number
  readonly items: readonly string[]
  readonly serials: readonly bigint[]
  /** Sparks, without fees. */
  readonly paid: bigint
  readonly transactions: readonly string[]
}

/** Claims pieces of a drop. Throws ApiError, TransactionError, and SdkError `drop.NoPhase`, `drop.NotListed`, `drop.TooDear`, `drop.BadList`. */
export async function claimPieces(
  client: Client,
  signer: Signer,
  wish: ClaimWish,
  { signal, onProgress }: ClaimControl = {},
): Promise<ClaimedPieces> {
  const view = await client.request('nft_getDrop', { id: wish.collection })
  const { at, phase, listing } = await choosePhase(client, signer.address, view, wish)
  if (wish.maxPrice !== undefined && phase.price > wish.maxPrice)
    throw new SdkError(
      'drop.TooDear',
      `a piece costs ${phase.price} sparks, at most ${wish.maxPrice} were to be paid`,
    )
  const serials: bigint[] = []
  const transactions: string[] = []
  let paid = 0n
  while (serials.length < wish.count) {
    onProgress?.({ claimed: serials.length, total: wish.count })
    checkSignal(signal)
    const count = Math.min(MAX_CLAIM, wish.count - serials.length)
    const { provenance } = view.drop
    const call = { collection: wish.collection, provenance, phase: at, count, price: phase.price, listing }
    const status = await client.tx.nft.claim(call).sign(signer).submit().watch()
    const event = claimedIn(status)
    for (let i = 0n; i < event.count; i++) serials.push(event.first + i)
    paid += event.paid
    transactions.push(status.id)
  }
  onProgress?.({ claimed: serials.length, total: wish.count })
  const items = serials.map((serial) => itemId(wish.collection, serial))
  return { phase: at, items, serials, paid, transactions }
}

interface Chosen {
  readonly at: number
  readonly phase: Phase
  readonly listing: Listing | null
}

async function choosePhase(
  client: Client,
  account: string,
  view: DropView,
  wish: ClaimWish,
): Promise<Chosen> {
  return wish.phase === undefined
    ? cheapestPhase(client, account, view, wish)
    : namedPhase(client, account, view, wish.phase)
}

async function namedPhase(client: Client, account: string, { drop }: DropView, at: number): Promise<Chosen> {
  const phase = drop.phases[at]
  if (phase === undefined)
    throw new SdkError('drop.NoPhase', `the drop has ${drop.phases.length} phases, none is number ${at}`)
  const { listing } = await showListing(client, account, phase)
  if (listing === undefined)
    throw new SdkError('drop.NotListed', `the account is not on the list of phase "${phase.name}"`)
  return { at, phase, listing }
}

/** The cheapest phase that is open and lets the account claim so many. */
async function cheapestPhase(
  client: Client,
  account: string,
  { drop }: DropView,
  { collection, count }: ClaimWish,
): Promise<Chosen> {
  const now = BigInt(client.environment.nowMs())
  const claims = await client.request('nft_getClaims', { collection, account })
  const open = drop.phases
    .map((phase, at) => ({ at, phase, ...(claims.phases[at] ?? { claimed: 0, left: 0 }) }))
    .filter(({ phase, left }) => phase.startMs <= now && now < phase.endMs && left >= count)
    .sort((a, b) => (a.phase.price < b.phase.price ? -1 : a.phase.price > b.phase.price ? 1 : 0))
  for (const { at, phase, claimed } of open) {
    const { listing, allowance } = await showListing(client, account, phase)
    if (listing !== undefined && claimed + count <= allowance) return { at, phase, listing }
  }
  throw new SdkError(
    'drop.NoPhase',
    `no phase that is open now lets the account claim ${count} pieces: nft drop show tells when each opens and what is left`,
  )
}

/** What the account shows in a phase: null where nothing is asked for, undefined where it is not on the list. */
async function showListing(client: Client, account: string, { allowlist }: Phase) {
  if (allowlist === null) return { listing: null, allowance: Number.POSITIVE_INFINITY }
  const list = await fetchList(client, allowlist)
  const listing = list.listingOf(account)
  return { listing, allowance: listing?.allowance ?? 0 }
}

async function fetchList(client: Client, terms: NonNullable<Phase['allowlist']>): Promise<PublishedList> {
  const asset = assetOfUri(terms.uri)
  if (asset === undefined)
    throw new SdkError('drop.BadList', `the list lies at "${terms.uri}", which is no asset of the chain`)
  const list = readList(await client.download(asset))
  if (list.root !== terms.root || list.size !== terms.size)
    throw new SdkError(
      'drop.BadList',
      `the list at ${terms.uri} is not the one that the drop was opened with`,
    )
  return list
}

function claimedIn({ id, receipt }: TransactionStatus): Infer<typeof nft.events.claimed.data> {
  const events = receipt?.outcome.kind === 'applied' ? receipt.outcome.value.events : []
  const found = events.find(({ name }) => name === 'nft.claimed')
  if (found === undefined) throw new SdkError('tx.Lost', `transaction ${id} is final and tells of no claim`)
  return decode(nft.events.claimed.data, found.data)
}
