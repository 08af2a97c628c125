import { ACTIVITY_KINDS, ApiError } from '@demiurge/api'
import type { Handlers } from '../dispatcher.ts'
import { checkLimit } from './chain.ts'
import type { HandlerContext } from './context.ts'

type CatalogueHandlers = Pick<
  Handlers,
  | 'search_find'
  | 'nft_findItems'
  | 'nft_listTraits'
  | 'nft_getRarity'
  | 'nft_getStatistics'
  | 'nft_getTimeline'
  | 'nft_listHolders'
  | 'nft_listEvents'
  | 'account_listActivity'
  | 'index_getStatus'
>

/** Answers from the index of works and activities. */
export function catalogueHandlers(context: HandlerContext): CatalogueHandlers {
  const { catalogue, search, traits, statistics } = context
  return {
    search_find: (request) => search.find(request),
    nft_findItems: ({ collection, traits: wanted, sort, from, limit }) =>
      traits.items(collection, wanted ?? [], { sort, from: from ?? 0, limit }),
    nft_listTraits: ({ collection, traits: wanted }) => traits.facets(collection, wanted ?? []),
    nft_getRarity: ({ id }) => traits.rarity(id),
    nft_getStatistics: ({ id }) => statistics.statistics(id),
    nft_getTimeline: ({ id }) => statistics.timeline(id),
    nft_listHolders: ({ collection, after, limit }) => {
      checkLimit(limit)
      return statistics.holders(collection, { after, limit })
    },
    nft_listEvents: ({ item, collection, kinds, after, limit }) => {
      if ((item === null) === (collection === null))
        throw new ApiError('nft.OneFilter', 'give item or collection, one of them')
      const page = { after, limit }
      return item !== null
        ? statistics.itemEvents(item, kinds, page)
        : statistics.collectionEvents(collection ?? '', kinds, page)
    },
    account_listActivity: ({ address, kinds, after, limit }) => {
      const unknown = kinds?.find((kind) => !(ACTIVITY_KINDS as readonly string[]).includes(kind))
      if (unknown !== undefined)
        throw new ApiError(
          'account.UnknownKind',
          `kinds holds "${unknown}", it may hold ${ACTIVITY_KINDS.join(', ')}`,
        )
      return statistics.activity(address, kinds, { after, limit })
    },
    index_getStatus: () => catalogue.status,
  }
}
