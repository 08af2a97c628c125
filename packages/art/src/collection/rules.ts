/** @module Which traits go together: exclusions and conditions, checked as a piece is put together from the lowest layer up. */
import type { Catalogue } from './catalogue.ts'
import type { CollectionDefinition } from './definition.ts'
import { CollectionError } from './error.ts'

/** A piece as its choice in each layer. */
export type Dna = Uint16Array

/** The rules of a collection. */
export interface Rules {
  /** Whether any rule exists. */
  readonly isEmpty: boolean
  /** Whether the choices up to `layer` keep every rule that ends there, given that those up to the layer below do. */
  readonly allowUpTo: (dna: Dna, layer: number) => boolean
  /** Whether a whole piece keeps every rule. */
  readonly allow: (dna: Dna) => boolean
}

/** What a selector means: choices of one layer. */
export interface Selection {
  readonly layer: number
  readonly choices: ReadonlySet<number>
}

/** One rule. */
export interface Rule {
  /** The highest layer that it looks at: there it is decided. */
  readonly last: number
  /** All layers that it looks at. */
  readonly layers: readonly number[]
  readonly selections: readonly Selection[]
  readonly holds: (dna: Dna) => boolean
}

/** Reads the rules of a definition. Throws CollectionError `collection.definition` for a selector that names nothing. */
export function createRules(catalogue: Catalogue, definition: CollectionDefinition = {}): Rules {
  const rules = rulesOf(catalogue, definition)
  const byLayer = catalogue.map((_, layer) =>
    rules.filter(({ last }) => last === layer).map(({ holds }) => holds),
  )
  const allowUpTo = (dna: Dna, layer: number) => byLayer[layer]?.every((holds) => holds(dna)) ?? true
  return {
    isEmpty: byLayer.every((rules) => rules.length === 0),
    allowUpTo,
    allow: (dna) => catalogue.every((_, layer) => allowUpTo(dna, layer)),
  }
}

/** The rules of a definition one by one; an exclusion of several is one rule for each two of them. Throws as `createRules` does. */
export function rulesOf(catalogue: Catalogue, definition: CollectionDefinition): readonly Rule[] {
  const exclusions = (definition.exclusions ?? []).flatMap((selectors, i) =>
    exclusionRules(selectors.map((selector, j) => select(catalogue, selector, `$.exclusions[${i}][${j}]`))),
  )
  const conditions = (definition.conditions ?? []).map(({ trait, only }, i) =>
    conditionRule(
      select(catalogue, trait, `$.conditions[${i}].trait`),
      only.map((selector, j) => select(catalogue, selector, `$.conditions[${i}].only[${j}]`)),
    ),
  )
  return [...exclusions, ...conditions]
}

function isSelected({ layer, choices }: Selection, dna: Dna): boolean {
  return choices.has(dna[layer] ?? -1)
}

/** No piece has two of them; choices of one layer exclude each other anyhow. */
function exclusionRules(selections: readonly Selection[]): readonly Rule[] {
  return selections.flatMap((a, i) =>
    selections
      .slice(i + 1)
      .filter((b) => b.layer !== a.layer)
      .map((b) => ({
        last: Math.max(a.layer, b.layer),
        layers: [a.layer, b.layer],
        selections: [a, b],
        holds: (dna: Dna) => !(isSelected(a, dna) && isSelected(b, dna)),
      })),
  )
}

function conditionRule(trait: Selection, only: readonly Selection[]): Rule {
  const layers = [trait, ...only].map(({ layer }) => layer)
  return {
    last: Math.max(...layers),
    layers,
    selections: [trait, ...only],
    holds: (dna) => !isSelected(trait, dna) || only.some((each) => isSelected(each, dna)),
  }
}

function select(catalogue: Catalogue, selector: string, field: string): Selection {
  const slash = selector.indexOf('/')
  const layerName = slash < 0 ? selector : selector.slice(0, slash)
  const traitName = slash < 0 ? undefined : selector.slice(slash + 1)
  const layer = catalogue.findIndex(({ name, folder }) => name === layerName || folder === layerName)
  const found = catalogue[layer]
  if (found === undefined)
    throw new CollectionError(
      'collection.definition',
      `${field}: there is no layer "${layerName}"; there are ${catalogue.map(({ name }) => name).join(', ')}`,
      { field },
    )
  const choices = found.traits.flatMap(({ name }, i) =>
    traitName === undefined || traitName === '*' || name === traitName ? [i] : [],
  )
  if (choices.length === 0)
    throw new CollectionError(
      'collection.definition',
      `${field}: "${layerName}" has no trait "${traitName}"; it has ${found.traits
        .slice(0, 12)
        .map(({ name }) => name)
        .join(', ')}`,
      { field },
    )
  return { layer, choices: new Set(choices) }
}
