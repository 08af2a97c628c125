import { address, hash, struct } from '@demiurge/codec'
import { method } from './method.ts'
import { ClaimsView, DropView } from './views/drops.ts'

/** The methods about collections that are sold sealed and revealed afterwards. */
export const dropMethods = {
  nft_getDrop: method({
    doc: 'A collection’s drop: phases, what is sold and revealed, proceeds, and the draw when it is known.',
    params: struct({ id: hash }),
    result: DropView,
    errors: ['nft.UnknownCollection', 'nft.NoDrop'],
    rest: { path: '/api/v1/collections/{id}/drop' },
  }),
  nft_getClaims: method({
    doc: 'What an account has claimed in each phase of a drop, and may still claim.',
    params: struct({ collection: hash, account: address }),
    result: ClaimsView,
    errors: ['nft.NoDrop'],
    rest: { path: '/api/v1/collections/{collection}/claims/{account}' },
  }),
}
