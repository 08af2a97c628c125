/** @module Decides what a run makes: a new collection, the rest of one, or one of which some pieces are drawn again. */
import { existsSync, readdirSync } from 'node:fs'
import type { Catalogue } from '../../collection/catalogue.ts'
import { CollectionError } from '../../collection/error.ts'
import { choosePieces, type Piece, traitsOf } from '../../collection/pieces.ts'
import type { CollectionLicence } from '../../licences/stated.ts'
import { canonicalJson } from '../../metadata/canonical-json.ts'
import type { LayerFolder } from './layer-folder.ts'
import { type RunPlan, readManifest } from './manifest.ts'
import { MANIFEST_FILE, type PieceFormat } from './run-files.ts'

/** What a run is asked for. What is left out is as the folder has it, or by default. */
export interface RunWishes {
  readonly name?: string
  readonly count?: number
  readonly seed?: string | number
  readonly size?: number
  readonly format?: PieceFormat
  /** Of JPEG and WebP, 1 to 100. */
  readonly quality?: number
  /** In place of the definition's. Going on with another one writes all metadata anew, the pictures stay. */
  readonly licence?: CollectionLicence
  /** Goes on with what the folder holds. */
  readonly resume?: boolean
  /** Editions to draw again. */
  readonly rerolls?: readonly number[]
  /** Editions that stay as they are, whatever the seed. */
  readonly pins?: readonly number[]
  /** Editions that were pinned and are no longer: the seed chooses them again. */
  readonly unpins?: readonly number[]
}

/** The plan of a run, and its pieces. */
export interface PlannedRun {
  readonly plan: RunPlan
  readonly pieces: readonly Piece[]
}

/**
 * Plans a run into the folder `out`. Throws CollectionError: `collection.exists` when it holds something and nothing says to go on,
 * `collection.changed` with what changed when the layers or wishes are no longer those of the folder, and what `choosePieces` throws.
 */
export function planRun(layers: LayerFolder, out: string, wishes: RunWishes, now: () => string): PlannedRun {
  const found = readManifest(out)?.plan
  const { rerolls = [], pins = [], unpins = [], resume = false } = wishes
  const isChange = rerolls.length > 0 || pins.length > 0 || unpins.length > 0
  if (found === undefined) {
    if (isChange || resume) throw nothingThere(out)
    if (existsSync(out) && readdirSync(out).length > 0)
      throw new CollectionError('collection.exists', `${out} is not empty: choose a new folder`, {
        field: out,
      })
    return withPieces(layers, newPlan(layers, wishes, now))
  }
  if (!isChange && !resume)
    throw new CollectionError(
      'collection.exists',
      `${out} holds a collection: --resume goes on with it, --reroll and --pin change it, or choose a new folder`,
      { field: out },
    )
  checkSame(layers, found, wishes, pins.length > 0)
  const plan = isChange ? changePlan(layers.catalogue, found, wishes) : found
  return withPieces(layers, wishes.licence === undefined ? plan : { ...plan, licence: wishes.licence })
}

function nothingThere(out: string): CollectionError {
  return new CollectionError(
    'collection.exists',
    `${out} holds no collection to go on with (no ${MANIFEST_FILE})`,
    {
      field: out,
    },
  )
}

function newPlan({ path, definition, hashes }: LayerFolder, wishes: RunWishes, now: () => string): RunPlan {
  const { count, seed = 0, size = 1024, format = 'png', quality = 90 } = wishes
  if (count === undefined)
    throw new CollectionError('collection.definition', 'how many pieces are to be made is missing', {
      field: 'count',
    })
  const folder = path.split(/[\\/]/).findLast((part) => part !== '' && part !== '.' && part !== '..')
  return {
    name: wishes.name ?? definition.name ?? folder ?? 'Collection',
    definition,
    files: hashes,
    count,
    seed,
    size,
    format,
    quality,
    createdAt: definition.createdAt ?? now(),
    ...(wishes.licence === undefined ? {} : { licence: wishes.licence }),
    pins: {},
    rerolls: [],
  }
}

function withPieces({ catalogue }: LayerFolder, plan: RunPlan): PlannedRun {
  return { plan, pieces: choosePieces({ ...plan, catalogue }) }
}

/**
 * A plan in which some pieces are drawn again, stay, or no longer do; another seed draws all again that do not stay. Throws CollectionError
 * `collection.definition` naming an edition that there is not, that is a one-of-one, or that is pinned and to be drawn again.
 */
export function changePlan(
  catalogue: Catalogue,
  plan: RunPlan,
  wishes: Pick<RunWishes, 'rerolls' | 'pins' | 'unpins' | 'seed'>,
): RunPlan {
  const { rerolls = [], pins = [], unpins = [], seed = plan.seed } = wishes
  const pieces = choosePieces({ ...plan, catalogue })
  const pinned = pins.map((edition) => {
    const piece = pieces[edition - 1]
    if (piece?.kind !== 'layers')
      throw new CollectionError(
        'collection.definition',
        piece === undefined
          ? `there is no edition ${edition} to pin: editions go from 1 to ${plan.count}`
          : `edition ${edition} is a one-of-one, which stays as it is anyhow`,
        { field: 'pins' },
      )
    return [String(edition), traitsOf(catalogue, piece.dna)] as const
  })
  const loose = new Set(unpins.map(String))
  const kept = Object.entries(plan.pins).filter(([edition]) => !loose.has(edition))
  const allPins = { ...Object.fromEntries(kept), ...Object.fromEntries(pinned) }
  const fixed = rerolls.find((edition) => Object.hasOwn(allPins, edition))
  if (fixed !== undefined)
    throw new CollectionError(
      'collection.definition',
      `edition ${fixed} is pinned and cannot be drawn again`,
      {
        field: 'rerolls',
      },
    )
  // Another seed draws every piece again that is not pinned: what was drawn again before does not exist any more.
  const before = seed === plan.seed ? plan.rerolls.filter((edition) => !Object.hasOwn(allPins, edition)) : []
  return { ...plan, seed, pins: allPins, rerolls: [...before, ...rerolls] }
}

/** Throws when the folder was made from other layers, or with other settings than are asked for now. */
function checkSame(layers: LayerFolder, plan: RunPlan, wishes: RunWishes, seedMayChange: boolean): void {
  const changes = [...changedFiles(layers.hashes, plan.files)]
  if (canonicalJson(layers.definition) !== canonicalJson(plan.definition))
    changes.push(...changedMembers(layers.definition, plan.definition))
  for (const key of ['count', 'size', 'format', 'quality', 'name', 'seed'] as const) {
    const wanted = wishes[key]
    if (key === 'seed' && seedMayChange) continue
    if (wanted !== undefined && wanted !== plan[key]) changes.push(`${key} was ${plan[key]}, now ${wanted}`)
  }
  if (changes.length === 0) return
  const shown = changes.slice(0, 12)
  if (changes.length > shown.length) shown.push(`and ${changes.length - shown.length} more`)
  throw new CollectionError(
    'collection.changed',
    `the collection was begun with something else:\n  ${shown.join('\n  ')}\nPut it back as it was, or begin a new folder.`,
  )
}

function* changedFiles(now: Readonly<Record<string, string>>, before: Readonly<Record<string, string>>) {
  for (const file of Object.keys(before)) if (!Object.hasOwn(now, file)) yield `${file} is missing`
  for (const [file, hash] of Object.entries(now)) {
    if (!Object.hasOwn(before, file)) yield `${file} is new`
    else if (before[file] !== hash) yield `${file} is another picture`
  }
}

function changedMembers(now: object, before: object): string[] {
  const members = (value: object) =>
    new Map(Object.entries(value).map(([name, member]) => [name, canonicalJson(member)]))
  const [a, b] = [members(now), members(before)]
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => a.get(name) !== b.get(name))
    .map((name) => `collection.json: ${name} is not as it was`)
}
