import { ApiError } from '@demiurge/api'
import { nftState } from '@demiurge/modules'
import type { ClientContext } from '../context.ts'
import { type AuthenticityBundle, createBundle } from './bundle.ts'

/** Collects from the node what proves an item, as it is now. Nothing is verified here. Throws ApiError `nft.UnknownItem`. */
export async function fetchBundle(context: ClientContext, item: string): Promise<AuthenticityBundle> {
  const { caller } = context
  const [{ chain }, { view }] = await Promise.all([
    context.trust(),
    caller.request('nft_getItem', { id: item }),
  ])
  const { collection, serial } = view.item
  const keys = [nftState.items.keyOf(item), nftState.collections.keyOf(collection)]
  const [{ certificate, proofs }, evidence] = await Promise.all([
    caller.request('state_getProof', { keys }),
    absentAsNull(caller.request('provenance_getEvidence', { id: item }), 'provenance.NotFound'),
  ])
  const committee = await context.committeeOf(certificate.checkpoint.epoch)
  return createBundle({ ...chain, committee, item, collection, serial, certificate, proofs, evidence })
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
