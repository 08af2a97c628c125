/** @module The pieces of a collection by edition: one-of-ones and pinned pieces have their places, the seed fills the others. */
import { createRandom, type Random } from '../numeric/random.ts'
import { type Catalogue, choiceName, NO_TRAIT } from './catalogue.ts'
import { createSpace, dnaKey, type Space } from './choosing.ts'
import type { CollectionDefinition } from './definition.ts'
import { CollectionError } from './error.ts'
import { collectionLimits } from './limits.ts'
import { createRules, type Dna } from './rules.ts'
import { samplePieces } from './sample.ts'

/** One piece. `edition` counts from 1; a one-of-one has no DNA but its place in the definition. */
export type Piece =
  | { readonly edition: number; readonly kind: 'layers'; readonly dna: Dna }
  | { readonly edition: number; readonly kind: 'one-of-one'; readonly index: number }

/** What decides the pieces. The same values give the same pieces, everywhere. */
export interface PieceChoice {
  readonly catalogue: Catalogue
  readonly definition?: CollectionDefinition
  readonly count: number
  readonly seed: number | string
  /** Editions that keep their traits whatever the seed: name of the trait by layer. */
  readonly pins?: Readonly<Record<number, Readonly<Record<string, string>>>>
  /** Editions to draw again, one after the other; an edition may come more than once. */
  readonly rerolls?: readonly number[]
}

/** Chooses the pieces in the order of their editions. Throws CollectionError with the field or the numbers at fault. */
export function choosePieces(choice: PieceChoice): readonly Piece[] {
  const { catalogue, definition = {}, count, seed } = choice
  checkCount(count)
  const space = createSpace(catalogue, createRules(catalogue, definition))
  const random = createRandom(`collection/${seed}`)
  const pinned = readPins(space, choice)
  const specials = placeOneOfOnes(choice, pinned, random.fork('one-of-ones'))
  const taken = new Set(Array.from(pinned.values(), dnaKey))
  const free = Array.from({ length: count }, (_, i) => i + 1).filter(
    (edition) => !pinned.has(edition) && !specials.has(edition),
  )
  const used = countChoices(catalogue, [...pinned.values()])
  const drawn = samplePieces(space, free.length, { random: random.fork('pieces'), taken, used })
  const dnas = new Map(pinned)
  free.forEach((edition, i) => {
    const dna = drawn[i]
    if (dna !== undefined) dnas.set(edition, dna)
  })
  reroll(space, dnas, choice, random.fork('rerolls'))
  return Array.from({ length: count }, (_, i): Piece => {
    const edition = i + 1
    const dna = dnas.get(edition)
    if (dna !== undefined) return { edition, kind: 'layers', dna }
    return { edition, kind: 'one-of-one', index: specials.get(edition) ?? 0 }
  })
}

function checkCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > collectionLimits.maxPieces)
    throw new CollectionError(
      'collection.definition',
      `${count} pieces cannot be made: 1 to ${collectionLimits.maxPieces}`,
      { field: 'count' },
    )
}

function readPins(space: Space, { definition, pins = {}, count }: PieceChoice): Map<number, Dna> {
  const pinned = new Map<number, Dna>()
  const editions = new Map<string, number>()
  const add = (edition: number, traits: Readonly<Record<string, string>>, field: string): void => {
    checkEdition(edition, count, field)
    if (pinned.has(edition))
      throw new CollectionError('collection.definition', `${field}: edition ${edition} is pinned twice`, {
        field,
      })
    const dna = readDna(space, traits, field)
    const other = editions.get(dnaKey(dna))
    if (other !== undefined)
      throw new CollectionError(
        'collection.definition',
        `${field}: editions ${other} and ${edition} are pinned to the same traits`,
        { field },
      )
    pinned.set(edition, dna)
    editions.set(dnaKey(dna), edition)
  }
  definition?.pinned?.forEach(({ edition, traits }, i) => {
    add(edition, traits, `$.pinned[${i}]`)
  })
  for (const [edition, traits] of Object.entries(pins))
    if (!pinned.has(Number(edition))) add(Number(edition), traits, `pins.${edition}`)
  return pinned
}

function checkEdition(edition: number, count: number, field: string): void {
  if (!Number.isInteger(edition) || edition < 1 || edition > count)
    throw new CollectionError(
      'collection.definition',
      `${field}: there is no edition ${edition}; editions go from 1 to ${count}`,
      { field },
    )
}

function readDna({ catalogue, rules }: Space, traits: Readonly<Record<string, string>>, field: string): Dna {
  const names = new Set(catalogue.map(({ name }) => name))
  const stray = Object.keys(traits).find((name) => !names.has(name))
  const fail = (message: string): never => {
    throw new CollectionError('collection.definition', `${field}: ${message}`, { field })
  }
  if (stray !== undefined) fail(`there is no layer "${stray}"; there are ${[...names].join(', ')}`)
  const dna = Uint16Array.from(catalogue, (layer) => {
    const wanted = Object.hasOwn(traits, layer.name) ? traits[layer.name] : undefined
    const choice = layer.traits.findIndex(({ name }) => name === wanted)
    if (choice >= 0) return choice
    if (wanted !== undefined && wanted !== NO_TRAIT) fail(`layer "${layer.name}" has no trait "${wanted}"`)
    if (layer.absent === 0) fail(`a trait of layer "${layer.name}" is missing, and no piece is without it`)
    return layer.traits.length
  })
  if (!rules.allow(dna)) fail('these traits break an exclusion or a condition')
  return dna
}

function placeOneOfOnes(
  { definition, count }: PieceChoice,
  pinned: ReadonlyMap<number, Dna>,
  random: Random,
): ReadonlyMap<number, number> {
  const specials = definition?.oneOfOnes ?? []
  const places = new Map<number, number>()
  specials.forEach(({ edition }, i) => {
    if (edition === undefined) return
    const field = `$.oneOfOnes[${i}].edition`
    checkEdition(edition, count, field)
    if (pinned.has(edition) || places.has(edition))
      throw new CollectionError('collection.definition', `${field}: edition ${edition} is given twice`, {
        field,
      })
    places.set(edition, i)
  })
  const free = random.shuffle(
    Array.from({ length: count }, (_, i) => i + 1).filter(
      (edition) => !pinned.has(edition) && !places.has(edition),
    ),
  )
  specials.forEach(({ edition }, i) => {
    if (edition !== undefined) return
    const place = free.pop()
    if (place === undefined)
      throw new CollectionError(
        'collection.infeasible',
        `${count} pieces have no room for ${specials.length} one-of-ones beside ${pinned.size} pinned ones`,
        { field: '$.oneOfOnes' },
      )
    places.set(place, i)
  })
  return places
}

/** Draws editions again: a piece that never was in the collection, with the same counted traits. */
function reroll(
  space: Space,
  dnas: Map<number, Dna>,
  { rerolls = [], count }: PieceChoice,
  random: Random,
): void {
  const taken = new Set(Array.from(dnas.values(), dnaKey))
  const times = new Map<number, number>()
  rerolls.forEach((edition) => {
    const time = times.get(edition) ?? 0
    times.set(edition, time + 1)
    checkEdition(edition, count, 'rerolls')
    const old = dnas.get(edition)
    if (old === undefined)
      throw new CollectionError(
        'collection.definition',
        `edition ${edition} is a one-of-one and cannot be drawn again`,
        { field: 'rerolls' },
      )
    const [fresh] = samplePieces(narrowed(space, old), 1, {
      random: random.fork(`${edition}/${time}`),
      taken,
    })
    if (fresh === undefined) return
    // The old piece stays taken: it would be no new one.
    taken.add(dnaKey(fresh))
    dnas.set(edition, fresh)
  })
}

/** The space of pieces that have the same counted traits as this one, and none more. */
function narrowed({ catalogue, rules, shares }: Space, dna: Dna): Space {
  const isCounted = (layer: number, choice: number): boolean =>
    catalogue[layer]?.traits[choice]?.count !== undefined
  return {
    catalogue: catalogue.map((layer) => ({
      ...layer,
      traits: layer.traits.map((trait) => ({ ...trait, count: undefined })),
    })),
    rules,
    shares: shares.map((each, layer) => {
      const own = dna[layer] ?? 0
      if (isCounted(layer, own)) return each.map((_, choice) => Number(choice === own))
      const free = each.map((share, choice) => (isCounted(layer, choice) ? 0 : share))
      const sum = free.reduce((total, share) => total + share, 0)
      return free.map((share) => share / sum)
    }),
  }
}

/** How often each choice of each layer occurs. */
export function countChoices(catalogue: Catalogue, dnas: readonly Dna[]): readonly (readonly number[])[] {
  const counts = catalogue.map(({ traits }) => new Array<number>(traits.length + 1).fill(0))
  for (const dna of dnas)
    dna.forEach((choice, layer) => {
      const row = counts[layer]
      if (row !== undefined) row[choice] = (row[choice] ?? 0) + 1
    })
  return counts
}

/** A piece's traits by layer, with `None` where a layer has none: the form in which pins are written. */
export function traitsOf(catalogue: Catalogue, dna: Dna): Readonly<Record<string, string>> {
  return Object.fromEntries(catalogue.map((layer, i) => [layer.name, choiceName(layer, dna[i] ?? 0)]))
}
