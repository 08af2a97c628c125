import { decode, encode, formatAddress, toHex } from '@demiurge/codec'
import { addressOf, type MerkleHasher, memberAddress, type Suites } from '@demiurge/crypto'
import { Collection, Item, itemId, nftState } from '@demiurge/modules'
import { checkRoot, type ProvenAt, provenBytes } from '../proof/prove.ts'
import type { TrustedChain, TrustSource } from '../proof/trust.ts'
import { type AuthenticityBundle, ChainWords, parseBundle } from './bundle.ts'
import { checkAnchor } from './check-anchor.ts'
import type { LicenceDocuments } from './check-licence.ts'
import { checkMaking } from './check-making.ts'
import { conclude, type Verification, type VerificationCheck, type VerifiedItem } from './verification.ts'

/** What a work is verified with. */
export interface VerifyWorkOptions {
  /** The file. Left out, item and evidence are checked, and nothing is said of a file. */
  readonly file?: Uint8Array
  /** The sidecar file, as text or read. */
  readonly bundle: AuthenticityBundle | string
  /** The chain that is believed in; without it the bundle's own word counts, and the checks that rest on it say `told`. */
  readonly trusted?: TrustedChain
  /** Where that belief comes from; `given` when left out. What a node said at first use is told, not verified. */
  readonly trustSource?: TrustSource
  readonly suites: Suites
  readonly hasher: MerkleHasher
  /** What a node has of the work's licence; without it the metadata are checked by themselves. */
  readonly licence?: LicenceDocuments
}

type Check = VerificationCheck

/** Verifies a work by its bundle alone, without a network. Never throws, whatever the bytes are: every fault is a failed check. */
export function verifyWork(options: VerifyWorkOptions): Verification {
  const { trusted } = options
  const readable = readBundle(options.bundle)
  const { bundle } = readable
  if (bundle === undefined) return conclude([readable.check], {})
  const chain = checkChain(bundle, options)
  const { item: id } = bundle
  if (trusted !== undefined && isOtherChain(bundle, trusted))
    return conclude([readable.check, chain], { verdict: 'other-chain', item: id })
  const state = checkState(bundle, trusted ?? bundle, options)
  const before = [readable.check, chain, ...state.checks]
  if (state.item === undefined)
    return conclude(before, state.gone === undefined ? { item: id } : { verdict: state.gone, item: id })
  const making = checkMaking({ ...options, bundle, item: state.item, collection: state.collection })
  const proven = describeItem(bundle, state.item, state.at, making.name)
  const trust = trusted === undefined ? 'told' : 'verified'
  const anchor = checkAnchor(bundle, { at: state.at, hasher: options.hasher, trust })
  const checks = [...before, ...making.checks, ...anchor, ownerCheck(proven)]
  const result = conclude(checks, { item: id, proven })
  if (options.file !== undefined || result.verdict !== 'authentic') return result
  return { ...result, summary: `${result.summary} No file was compared.` }
}

function readBundle(given: AuthenticityBundle | string): {
  readonly bundle?: AuthenticityBundle
  readonly check: Check
} {
  if (typeof given !== 'string') return { bundle: given, check: readableCheck() }
  try {
    return { bundle: parseBundle(given), check: readableCheck() }
  } catch (error) {
    return { check: { name: 'bundle', ok: false, trust: 'verified', detail: messageOf(error) } }
  }
}

function readableCheck(): Check {
  return { name: 'bundle', ok: true, trust: 'verified', detail: 'The proof can be read.' }
}

function checkChain(bundle: AuthenticityBundle, { trusted, trustSource }: VerifyWorkOptions): Check {
  const { chainId, genesis } = bundle
  if (trusted === undefined)
    return {
      name: 'chain',
      ok: true,
      trust: 'told',
      detail: `The proof says that it is of chain "${chainId}" (genesis ${genesis}); ask a node that you trust to be sure.`,
    }
  const firstUse = trustSource === 'first-use'
  const check = { name: 'chain', trust: firstUse ? 'told' : 'verified' } as const
  if (isOtherChain(bundle, trusted)) {
    const detail = `The proof is of chain "${chainId}" (genesis ${genesis}), trusted here is "${trusted.chainId}" (${trusted.genesis}).`
    return { ...check, ok: false, detail }
  }
  // Nothing here rests on what the bundle says of its chain, but a proof that misstates it is not the one that was made.
  const ok = toHex(encode(ChainWords, bundle)) === toHex(encode(ChainWords, trusted))
  const detail = ok
    ? `The proof is of chain "${chainId}", which is the one ${firstUse ? 'that the node serves' : 'trusted here'}.`
    : `The proof is of chain "${chainId}" and names another committee or other log keys than the ones trusted here.`
  return { ...check, ok, detail }
}

function isOtherChain({ chainId, genesis }: AuthenticityBundle, trusted: TrustedChain): boolean {
  return chainId !== trusted.chainId || genesis !== trusted.genesis
}

interface ProvenItem {
  readonly checks: readonly Check[]
  readonly at: ProvenAt
  readonly item: Item | undefined
  readonly collection?: Collection | undefined
  /** Why there is no item, where that is proved. */
  readonly gone: 'revoked' | 'unknown' | undefined
}

const NOWHERE: ProvenAt = { height: 0n, timestampMs: 0n, stateRoot: '' }

/** Certificate, then item, then collection: each step rests on the one before. */
function checkState(
  bundle: AuthenticityBundle,
  chain: Pick<TrustedChain, 'committee'>,
  { suites, hasher, trusted }: VerifyWorkOptions,
): ProvenItem {
  const checks: Check[] = []
  // Without a trusted committee the one in the bundle signs for itself.
  const trust = trusted === undefined ? 'told' : 'verified'
  const step = <T>(
    name: Check['name'],
    action: () => { readonly detail: string; readonly value: T },
  ): T | undefined => {
    try {
      const { detail, value } = action()
      checks.push({ name, ok: true, detail, trust })
      return value
    } catch (error) {
      checks.push({ name, ok: false, detail: messageOf(error), trust: 'verified' })
      return undefined
    }
  }
  const at = step('certificate', () => {
    const value = checkRoot(bundle.certificate, chain, { suites, hasher })
    const { length } = bundle.certificate.votes
    return {
      value,
      detail: `The committee certified the state at height ${value.height} (votes: ${length}).`,
    }
  })
  if (at === undefined) return { checks, at: NOWHERE, item: undefined, gone: undefined }
  const read = (key: string): Uint8Array | undefined => {
    const proof = bundle.proofs.find((each) => each.key === key)
    return provenBytes(proof, key, at.stateRoot, hasher)
  }
  const item = step('item', () => readItem(bundle, read))
  if (item === undefined) return { checks, at, item: undefined, gone: undefined }
  const collection = step('collection', () => readCollection(bundle, read))
  if (item !== null || collection === undefined)
    return { checks, at, item: item ?? undefined, collection, gone: undefined }
  const burned = bundle.serial <= collection.minted
  checks.push(goneCheck(bundle, burned))
  return { checks, at, item: undefined, gone: burned ? 'revoked' : 'unknown' }
}

function readItem(
  { item: id, collection, serial }: AuthenticityBundle,
  read: (key: string) => Uint8Array | undefined,
): { readonly detail: string; readonly value: Item | null } {
  const derived = itemId(collection, serial)
  if (derived !== id)
    throw new Error(`Number ${serial} of collection ${collection} is item ${derived}, not ${id}.`)
  const bytes = read(nftState.items.keyOf(id))
  if (bytes === undefined)
    return { value: null, detail: `It is proved that item ${id} is not in this state.` }
  const value = decode(Item, bytes)
  if (value.collection !== collection || value.serial !== serial)
    throw new Error(`Item ${id} is number ${value.serial} of ${value.collection}, the proof says otherwise.`)
  return { value, detail: `Item ${id} is in the certified state.` }
}

function readCollection(
  { collection: id }: AuthenticityBundle,
  read: (key: string) => Uint8Array | undefined,
): { readonly detail: string; readonly value: Collection } {
  const bytes = read(nftState.collections.keyOf(id))
  if (bytes === undefined) throw new Error(`There is no collection ${id} in this state.`)
  const value = decode(Collection, bytes)
  return {
    value,
    detail: `Its collection is "${value.name}" (${value.minted} minted, ${value.burned} burned).`,
  }
}

function goneCheck({ item, serial }: AuthenticityBundle, burned: boolean): Check {
  const detail = burned
    ? `Item ${item} was minted as number ${serial} of its collection and has been burned.`
    : `Item ${item} was never minted: its collection has not reached number ${serial}.`
  return { name: 'owner', ok: false, detail, trust: 'verified' }
}

function describeItem(bundle: AuthenticityBundle, item: Item, at: ProvenAt, name: string): VerifiedItem {
  const { owner, creator, collection } = item
  const { height, timestampMs } = at
  const creators = creatorsOf(bundle, creator)
  return { id: bundle.item, name, owner, creator, creators, collection, height, timestampMs }
}

/** A policy that has the creator's address is the creator's: the address is its hash. */
function creatorsOf({ evidence }: AuthenticityBundle, creator: string): readonly string[] {
  const policy = evidence?.statement.authorization.policy ?? null
  if (policy === null || addressOf(policy) !== creator) return []
  const { members } = policy.value
  return members.length === 1 ? [] : members.map(memberAddress)
}

function ownerCheck({ owner, height }: VerifiedItem): Check {
  return {
    name: 'owner',
    ok: true,
    trust: 'verified',
    detail: `The owner at height ${height} is ${formatAddress(owner)}.`,
  }
}

/** Whatever a reader of hostile bytes throws is the reason why a check does not hold. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
