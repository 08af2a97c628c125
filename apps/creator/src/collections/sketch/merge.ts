import type { CollectionDefinition, LayerDefinition } from '@demiurge/art'
import type { Sketch } from './sketch.ts'

/**
 * Brings together what two people made of the same beginning: what only one of them changed is taken, lists keep what either added, and
 * where both changed the very same thing, `mine` stands.
 */
export function mergeSketches(base: Sketch, mine: Sketch, theirs: Sketch): Sketch {
  if (mine === base) return theirs
  return {
    name: pick(base.name, mine.name, theirs.name),
    definition: mergeDefinitions(base.definition, mine.definition, theirs.definition),
    files: mergeRecords(base.files, mine.files, theirs.files),
  }
}

/** Whether two values say the same. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

const LISTS = ['exclusions', 'conditions', 'oneOfOnes', 'pinned'] as const

function mergeDefinitions(
  base: CollectionDefinition,
  mine: CollectionDefinition,
  theirs: CollectionDefinition,
): CollectionDefinition {
  const merged = mergeRecords<unknown>(base, mine, theirs)
  const lists = LISTS.map((key) => [key, mergeLists<unknown>(base[key], mine[key], theirs[key])] as const)
  const layers = mergeLayers(base.layers, mine.layers, theirs.layers)
  return Object.fromEntries(
    Object.entries({ ...merged, ...Object.fromEntries(lists), layers }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as CollectionDefinition
}

function mergeLayers(
  base: readonly LayerDefinition[] | undefined,
  mine: readonly LayerDefinition[] | undefined,
  theirs: readonly LayerDefinition[] | undefined,
): readonly LayerDefinition[] | undefined {
  if (isSame(base, mine)) return theirs
  if (isSame(base, theirs) || mine === undefined || theirs === undefined) return mine
  const find = (layers: readonly LayerDefinition[] | undefined, folder: string): LayerDefinition =>
    layers?.find((layer) => layer.folder === folder) ?? { folder }
  const own = mine.map((layer) => {
    const { folder } = layer
    const before = find(base, folder)
    const other = find(theirs, folder)
    const merged = mergeRecords<unknown>({ ...before }, { ...layer }, { ...other })
    const tables = (['weights', 'counts', 'names'] as const).flatMap((key) => {
      const table = mergeRecords<unknown>(before[key] ?? {}, layer[key] ?? {}, other[key] ?? {})
      return Object.keys(table).length === 0 ? [] : [[key, table] as const]
    })
    const { weights: _, counts: __, names: ___, ...rest } = merged
    return { ...rest, ...Object.fromEntries(tables), folder } as LayerDefinition
  })
  const known = new Set([...(base ?? []), ...mine].map(({ folder }) => folder))
  return [...own, ...theirs.filter(({ folder }) => !known.has(folder))]
}

function mergeLists<T>(
  base: readonly T[] | undefined,
  mine: readonly T[] | undefined,
  theirs: readonly T[] | undefined,
): readonly T[] | undefined {
  if (isSame(base, mine)) return theirs
  if (isSame(base, theirs)) return mine
  const keys = (list: readonly T[] = []): Set<string> =>
    new Set(list.map((each) => JSON.stringify(sorted(each))))
  const [before, own] = [keys(base), keys(mine)]
  const has = (set: Set<string>, each: T): boolean => set.has(JSON.stringify(sorted(each)))
  const left = (theirs ?? []).filter((each) => has(own, each) || !has(before, each))
  const there = keys(left)
  // What the other took out stays out, unless it was added here.
  const merged = [...left, ...(mine ?? []).filter((each) => !has(there, each) && !has(before, each))]
  return merged.length === 0 ? undefined : merged
}

function mergeRecords<T>(
  base: Readonly<Record<string, T>>,
  mine: Readonly<Record<string, T>>,
  theirs: Readonly<Record<string, T>>,
): Record<string, T> {
  const keys = new Set([...Object.keys(theirs), ...Object.keys(mine)])
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const value = pick(base[key], mine[key], theirs[key])
      return value === undefined ? [] : [[key, value]]
    }),
  )
}

function pick<T>(base: T, mine: T, theirs: T): T {
  return isSame(base, mine) ? theirs : mine
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
