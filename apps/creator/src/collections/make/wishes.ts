import type { CollectionView, MakeRequest } from '@demiurge/studio/contract'
import { useCallback, useMemo, useSyncExternalStore } from 'react'

/** What is asked of a making, but for pins and pieces to be drawn again. */
export type Wishes = Pick<MakeRequest, 'count' | 'size' | 'seed' | 'format'>

/** What is wished before anybody said anything. */
export const firstWishes: Wishes = { count: 1_000, size: 1_024, seed: '1', format: 'png' }

const keyOf = (id: string): string => `demiurge.creator.collection.${id}`
const listeners = new Set<() => void>()
/** Wishes of this visit, for where storage is forbidden. */
const visit = new Map<string, string>()

/** Reads kept wishes; what is damaged counts as never said. */
export function parseWishes(kept: string): Wishes {
  try {
    const { count, size, seed, format } = Object(JSON.parse(kept) as unknown)
    return {
      count: isWhole(count, 1_000_000) ? count : firstWishes.count,
      size: isWhole(size, 8_192) && size >= 16 ? size : firstWishes.size,
      seed: typeof seed === 'string' && seed !== '' ? seed : firstWishes.seed,
      format: format === 'jpeg' || format === 'webp' ? format : 'png',
    }
  } catch {
    return firstWishes
  }
}

function isWhole(value: unknown, max: number): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= max
}

/** The wishes of a collection, kept on this device. */
export function useWishes(id: string): {
  readonly wishes: Wishes
  readonly wish: (change: Partial<Wishes>) => void
} {
  const kept = useSyncExternalStore(subscribe, () => read(id))
  const wishes = useMemo(() => (kept === undefined ? firstWishes : parseWishes(kept)), [kept])
  const wish = useCallback(
    (change: Partial<Wishes>): void => {
      write(id, JSON.stringify({ ...parseWishes(read(id) ?? '{}'), ...change }))
    },
    [id],
  )
  return { wishes, wish }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(id: string): string | undefined {
  const own = visit.get(id)
  if (own !== undefined) return own
  try {
    return localStorage.getItem(keyOf(id)) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps wishes from outside of a view. */
export function keepWishes(id: string, wishes: Wishes): void {
  write(id, JSON.stringify(wishes))
}

function write(id: string, wishes: string): void {
  visit.set(id, wishes)
  try {
    localStorage.setItem(keyOf(id), wishes)
  } catch {
    // They then last as long as the page.
  }
  for (const listener of listeners) listener()
}

/** As many pieces as are wished for, or all that are possible where those are fewer. `combinations` is a decimal integer. */
export function possibleCount(count: number, combinations: string): number {
  const possible = BigInt(combinations)
  return possible > 0n && possible < BigInt(count) ? Number(possible) : count
}

/** The request that makes these wishes of a collection: pieces that are pinned stay, as far as there are so many. */
export function requestOf({ made }: Pick<CollectionView, 'made'>, wishes: Wishes): MakeRequest {
  const pins = (made?.pins ?? []).filter((edition) => edition <= wishes.count)
  return pins.length === 0 ? wishes : { ...wishes, pins }
}

/** A seed that nobody chose. */
export function anySeed(): string {
  return String(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
}
