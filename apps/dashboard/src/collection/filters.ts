import type { TraitPair } from '@demiurge/api'

/** How works of a collection can be ordered. */
export const SORTS = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'rarest', label: 'Rarest first' },
] as const

/** What is shown of a collection: it is in the address, so that it can be shared and gone back to. */
export interface Filters {
  readonly sort: string
  readonly traits: readonly TraitPair[]
}

/** Traits that can be asked for at once. */
export const MOST_TRAITS = 16

/** Reads filters from an address; what it cannot read is left out. */
export function filtersOf(query: URLSearchParams): Filters {
  const sort = query.get('sort') ?? ''
  const traits = query.getAll('trait').flatMap((text) => {
    const [name, value] = text.split('=').map(decoded)
    return name === undefined || value === undefined ? [] : [{ name, value }]
  })
  return {
    sort: SORTS.some((each) => each.value === sort) ? sort : 'newest',
    traits: traits.slice(0, MOST_TRAITS),
  }
}

/** The query part of an address with these filters; empty for what is usual. */
export function queryOf({ sort, traits }: Filters): string {
  const query = new URLSearchParams()
  if (sort !== 'newest') query.set('sort', sort)
  for (const { name, value } of traits)
    query.append('trait', `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** The filters with one trait more, or without it. */
export function toggled(filters: Filters, pair: TraitPair): Filters {
  const rest = filters.traits.filter((each) => each.name !== pair.name || each.value !== pair.value)
  const isNew = rest.length === filters.traits.length
  return { ...filters, traits: isNew ? [...rest, pair].slice(-MOST_TRAITS) : rest }
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
