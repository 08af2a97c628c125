import { ApiError } from '@demiurge/api'
import { claimsView, dropView } from '../../index/drop-queries.ts'
import type { Handlers } from '../dispatcher.ts'
import type { HandlerContext } from './context.ts'

type WorkHandlers = Pick<
  Handlers,
  | 'nft_listCollections'
  | 'nft_getCollection'
  | 'nft_getDrop'
  | 'nft_getClaims'
  | 'nft_listItems'
  | 'nft_getItem'
  | 'nft_findByContent'
  | 'nft_findByArtwork'
  | 'provenance_getEvidence'
  | 'provenance_getCheckpoint'
  | 'provenance_getAnchor'
  | 'provenance_countVerification'
  | 'asset_get'
>

/** Answers about collections, items, their provenance and their assets. */
export function workHandlers({ nfts, log, assets, logKeys, nowMs, chain }: HandlerContext): WorkHandlers {
  return {
    nft_listCollections: ({ creator, before, limit }) => nfts.collections(creator, before, limit),
    nft_getCollection: ({ id }) => nfts.collection(id),
    nft_getDrop: ({ id }) => dropView(chain, id),
    nft_getClaims: ({ collection, account }) => claimsView(chain, collection, account),
    nft_listItems: ({ collection, owner, before, limit }) => nfts.items({ collection, owner }, before, limit),
    nft_getItem: ({ id }) => nfts.detail(id),
    nft_findByContent: ({ sha256 }) => nfts.byContent(sha256),
    nft_findByArtwork: ({ uuid }) => nfts.byArtwork(uuid),
    provenance_getEvidence: async ({ id }) => {
      await nfts.record(id)
      const evidence = await log.evidence(id)
      if (evidence !== undefined) return evidence
      throw new ApiError(
        'provenance.NotFound',
        `this node does not hold the metadata or the signed statement of item ${id}`,
        {
          status: 404,
        },
      )
    },
    provenance_getCheckpoint: () => {
      const { note, size } = log.checkpoint()
      return { note, size: BigInt(size), verifier: logKeys.join('\n') }
    },
    provenance_getAnchor: () => log.anchor ?? null,
    provenance_countVerification: ({ id, valid, source }) =>
      nfts.countVerification(id, valid, source, nowMs()),
    asset_get: ({ sha256 }) => assets.find(sha256),
  }
}
