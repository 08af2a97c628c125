import { useSyncExternalStore } from 'react'

/** Views of one collection, in the order in which one is made. */
export const collectionViews = ['layers', 'rules', 'details', 'rarity', 'make', 'pieces', 'mint'] as const
export type CollectionViewName = (typeof collectionViews)[number]

/** What the page shows, as its address says: a single artwork, all collections, or one of them. */
export type Route =
  | { readonly kind: 'artwork' }
  | { readonly kind: 'list' }
  | { readonly kind: 'collection'; readonly id: string; readonly view: CollectionViewName }

const ARTWORK: Route = { kind: 'artwork' }

/** Reads the part of an address behind `#`, with or without it. Whatever is none of ours (a shared recipe is none) is an artwork. */
export function parseRoute(hash: string): Route {
  const [root, id, view, ...rest] = hash.replace(/^#\/?/, '').split('/')
  if (root !== 'collections' || rest.length > 0) return ARTWORK
  if (id === undefined || id === '') return { kind: 'list' }
  const found = collectionViews.find((each) => each === (view ?? 'layers'))
  const readable = decode(id)
  return readable === undefined
    ? { kind: 'list' }
    : { kind: 'collection', id: readable, view: found ?? 'layers' }
}

/** The address of a route, from `#` on. */
export function formatRoute(route: Route): string {
  if (route.kind === 'artwork') return '#/'
  if (route.kind === 'list') return '#/collections'
  const view = route.view === 'layers' ? '' : `/${route.view}`
  return `#/collections/${encodeURIComponent(route.id)}${view}`
}

/** Goes there; the browser's way back leads to where one was. */
export function goToRoute(route: Route): void {
  location.hash = formatRoute(route)
}

let known: { readonly hash: string; readonly route: Route } = { hash: '', route: ARTWORK }

/** The route of now, kept up to date: back and forward work. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, readRoute)
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

function readRoute(): Route {
  const { hash } = location
  if (hash !== known.hash) known = { hash, route: parseRoute(hash) }
  return known.route
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
