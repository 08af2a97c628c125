import { ApiError } from '@demiurge/api'
import { encode, toHex } from '@demiurge/codec'
import { Anchor, nftState } from '@demiurge/modules'
import type { ClientContext } from '../context.ts'
import { type AuthenticityBundle, createBundle } from './bundle.ts'
import { anchorStateKey, isAnchorOf } from './check-anchor.ts'

/** Collects from the node what proves an item, as it is now. Nothing is verified here. Throws ApiError `nft.UnknownItem`. */
export async function fetchBundle(context: ClientContext, item: string): Promise<AuthenticityBundle> {
  const { caller } = context
  const [{ chain }, { view }, anchor] = await Promise.all([
    context.trust(),
    caller.request('nft_getItem', { id: item }),
    caller.request('provenance_getAnchor', {}),
  ])
  const { collection, serial } = view.item
  const anchorKeys = anchor === null ? [] : [anchorStateKey(anchor)]
  const keys = [nftState.items.keyOf(item), nftState.collections.keyOf(collection), ...anchorKeys]
  const [{ certificate, proofs }, evidence] = await Promise.all([
    caller.request('state_getProof', { keys }),
    absentAsNull(caller.request('provenance_getEvidence', { id: item }), 'provenance.NotFound'),
  ])
  const committee = await context.committeeOf(certificate.checkpoint.epoch)
  const bundle = createBundle({
    ...chain,
    committee,
    item,
    collection,
    serial,
    certificate,
    proofs,
    evidence,
  })
  // Of a work that was minted since, the evidence is of a later head; and the head on the chain may have moved on meanwhile.
  const isCovered = anchor !== null && isProvenAnchor(bundle, anchor)
  return isCovered ? bundle : { ...bundle, proofs: proofs.filter(({ key }) => !anchorKeys.includes(key)) }
}

function isProvenAnchor(bundle: AuthenticityBundle, anchor: Anchor): boolean {
  const value = bundle.proofs.find(({ key }) => key === anchorStateKey(anchor))?.value ?? null
  return value !== null && toHex(value) === toHex(encode(Anchor, anchor)) && isAnchorOf(anchor, bundle)
}

/** The answer, or null when the node's error is the one that means "there is none". */
export async function absentAsNull<T>(answer: Promise<T>, code: string): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError && error.code === code) return null
    throw error
  }
}
