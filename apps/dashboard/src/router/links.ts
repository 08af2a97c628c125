import type { SearchHit } from '@demiurge/api'
import { formatAddress } from '@demiurge/codec'

/** Where each kind of thing has its page. Identifiers are 0x hex; accounts are written as people know them (dem1…). */
export const links = {
  item: (id: string) => `/items/${id}`,
  collection: (id: string) => `/collections/${id}`,
  commit: (height: bigint | number | string) => `/commits/${height}`,
  block: (id: string) => `/blocks/${id}`,
  transaction: (id: string) => `/transactions/${id}`,
  account: (address: string) => `/accounts/${address.startsWith('dem1') ? address : formatAddress(address)}`,
  verifyItem: (id: string) => `/verify?item=${id}`,
  verifyCollection: (id: string) => `/verify?collection=${id}`,
  certificate: (item: string) => `/items/${item}/certificate`,
  verifyTransaction: (id: string) => `/verify?transaction=${id}`,
  search: (query: string) => `/search?q=${encodeURIComponent(query)}`,
} as const

/** The page of a thing that a search found. */
export function linkOfHit({ kind, id }: Pick<SearchHit, 'kind' | 'id'>): string {
  if (kind === 'account') return links.account(id)
  if (kind === 'transaction') return links.transaction(id)
  if (kind === 'commit') return links.commit(id)
  if (kind === 'block') return links.block(id)
  return kind === 'collection' ? links.collection(id) : links.item(id)
}
