import type { CollectionDefinition } from '@demiurge/art'
import type { Sketch } from './sketch.ts'

/** A layer as a whole, or one trait of it. */
export interface Selector {
  readonly layer: string
  readonly trait?: string
}

/** One rule in the order in which people read them. `index` is its place among those of its kind. */
export type Rule =
  | { readonly kind: 'never'; readonly index: number; readonly selectors: readonly Selector[] }
  | {
      readonly kind: 'only'
      readonly index: number
      readonly trait: Selector
      readonly only: readonly Selector[]
    }

/** Reads `Hat` or `Hat/Crown`. */
export function parseSelector(written: string): Selector {
  const slash = written.indexOf('/')
  if (slash < 0) return { layer: written }
  const trait = written.slice(slash + 1)
  return { layer: written.slice(0, slash), ...(trait === '*' ? {} : { trait }) }
}

/** Writes a selector as the definition has it. */
export function formatSelector({ layer, trait }: Selector): string {
  return trait === undefined ? layer : `${layer}/${trait}`
}

/** A selector in words: `Crown (Hat)`, `any Hat`. */
export function describeSelector({ layer, trait }: Selector): string {
  return trait === undefined ? `any ${layer}` : `${trait} (${layer})`
}

/** All rules of a definition. */
export function rulesOf({ exclusions = [], conditions = [] }: CollectionDefinition): readonly Rule[] {
  return [
    ...exclusions.map(
      (selectors, index): Rule => ({ kind: 'never', index, selectors: selectors.map(parseSelector) }),
    ),
    ...conditions.map(
      ({ trait, only }, index): Rule => ({
        kind: 'only',
        index,
        trait: parseSelector(trait),
        only: only.map(parseSelector),
      }),
    ),
  ]
}

/** Where problems of a rule are told by the server: `$.exclusions[2]`. */
export function fieldOf({ kind, index }: Rule): string {
  return kind === 'never' ? `$.exclusions[${index}]` : `$.conditions[${index}]`
}

/** Adds `first never with others`, or `first only with one of others`. */
export function addRule(
  sketch: Sketch,
  kind: Rule['kind'],
  first: Selector,
  others: readonly Selector[],
): Sketch {
  const { exclusions = [], conditions = [] } = sketch.definition
  const written = others.map(formatSelector)
  if (kind === 'never')
    return withRules(sketch, {
      // Two at a time: others may go with each other.
      exclusions: [...exclusions, ...written.map((other) => [formatSelector(first), other])],
      conditions,
    })
  return withRules(sketch, {
    exclusions,
    conditions: [...conditions, { trait: formatSelector(first), only: written }],
  })
}

/** Takes a rule out. */
export function removeRule(sketch: Sketch, { kind, index }: Rule): Sketch {
  const { exclusions = [], conditions = [] } = sketch.definition
  const isOther = (_: unknown, i: number): boolean => i !== index
  return withRules(sketch, {
    exclusions: kind === 'never' ? exclusions.filter(isOther) : exclusions,
    conditions: kind === 'only' ? conditions.filter(isOther) : conditions,
  })
}

/** What is renamed or gone: by the layer's name and folder, and the trait's name for one trait only. */
export interface Target {
  readonly layer: string
  readonly folder: string
  readonly trait?: string
}

/** Lets rules and pinned pieces follow a new name. */
export function renameInRules(sketch: Sketch, from: Target, to: Selector): Sketch {
  const { exclusions = [], conditions = [] } = sketch.definition
  const rename = (written: string): string => {
    const selector = parseSelector(written)
    if (!isMeant(selector, from)) return written
    return formatSelector({ ...selector, ...to })
  }
  const renamed = withRules(sketch, {
    exclusions: exclusions.map((selectors) => selectors.map(rename)),
    conditions: conditions.map(({ trait, only }) => ({ trait: rename(trait), only: only.map(rename) })),
  })
  const { pinned } = renamed.definition
  if (pinned === undefined) return renamed
  return {
    ...renamed,
    definition: {
      ...renamed.definition,
      pinned: pinned.map(({ edition, traits }) => ({
        edition,
        traits: Object.fromEntries(
          Object.entries(traits).map(([layer, trait]) => renamedTrait(layer, trait, from, to)),
        ),
      })),
    },
  }
}

function renamedTrait(layer: string, trait: string, from: Target, to: Selector): readonly [string, string] {
  if (layer !== from.layer) return [layer, trait]
  return [to.layer, from.trait === trait && to.trait !== undefined ? to.trait : trait]
}

/** Takes out what names something that is gone: a rule with too little left goes as a whole, and so do pinned pieces that had it. */
export function dropFromRules(sketch: Sketch, gone: Target): Sketch {
  const { exclusions = [], conditions = [], pinned } = sketch.definition
  const stays = (written: string): boolean => !isMeant(parseSelector(written), gone)
  const dropped = withRules(sketch, {
    exclusions: exclusions.map((each) => each.filter(stays)).filter((each) => each.length > 1),
    conditions: conditions.flatMap(({ trait, only }) => {
      const left = only.filter(stays)
      return stays(trait) && left.length > 0 ? [{ trait, only: left }] : []
    }),
  })
  if (pinned === undefined) return dropped
  const left = pinned.filter(({ traits }) =>
    gone.trait === undefined ? !Object.hasOwn(traits, gone.layer) : traits[gone.layer] !== gone.trait,
  )
  const { pinned: _, ...definition } = dropped.definition
  return { ...dropped, definition: { ...definition, ...(left.length === 0 ? {} : { pinned: left }) } }
}

function isMeant({ layer, trait }: Selector, target: Target): boolean {
  if (layer !== target.layer && layer !== target.folder) return false
  return target.trait === undefined || trait === target.trait
}

function withRules(
  sketch: Sketch,
  { exclusions, conditions }: Required<Pick<CollectionDefinition, 'exclusions' | 'conditions'>>,
): Sketch {
  const { exclusions: _, conditions: __, ...rest } = sketch.definition
  return {
    ...sketch,
    definition: {
      ...rest,
      ...(exclusions.length === 0 ? {} : { exclusions }),
      ...(conditions.length === 0 ? {} : { conditions }),
    },
  }
}
