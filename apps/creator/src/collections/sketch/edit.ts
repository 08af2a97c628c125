import type { CollectionDefinition, LayerDefinition } from '@demiurge/art'
import { dropFromRules, renameInRules } from './rules.ts'
import { layersOf, ONE_OF_ONES, ownValue, type Sketch, splitPath } from './sketch.ts'

/** Sets members of the definition; `undefined` takes a member out. */
export function changeDefinition(
  sketch: Sketch,
  change: { readonly [K in keyof CollectionDefinition]?: CollectionDefinition[K] | undefined },
): Sketch {
  const members = { ...sketch.definition, ...change }
  return {
    ...sketch,
    definition: Object.fromEntries(
      Object.entries(members).filter(([, value]) => value !== undefined),
    ) as CollectionDefinition,
  }
}

/** Every layer named in the definition, so that what is said of one has a place, and one-of-ones are not taken for a layer. */
export function nameAllLayers(sketch: Sketch): Sketch {
  const layers = layersOf(sketch).map(({ definition }) => definition)
  return changeDefinition(sketch, { layers: layers.length === 0 ? undefined : layers })
}

/** As `nameAllLayers`, where the definition names some layers already or has to. */
export function nameNewLayers(sketch: Sketch): Sketch {
  const hasSpecials = Object.keys(sketch.files).some((path) => splitPath(path).folder === ONE_OF_ONES)
  return sketch.definition.layers === undefined && !hasSpecials ? sketch : nameAllLayers(sketch)
}

/** What may be said of a layer; `undefined` stands for its default. */
export type LayerChange = {
  readonly [K in Exclude<keyof LayerDefinition, 'folder'>]?: LayerDefinition[K] | undefined
}

/** Changes one layer. A new name goes into rules as well. */
export function changeLayer(sketch: Sketch, folder: string, change: LayerChange): Sketch {
  const before = layersOf(sketch).find((layer) => layer.folder === folder)
  if (before === undefined) return sketch
  const named = nameAllLayers(sketch)
  const layers = (named.definition.layers ?? []).map((layer) =>
    layer.folder === folder ? withoutUndefined({ ...layer, ...change }) : layer,
  )
  const changed = changeDefinition(named, { layers })
  const after = layersOf(changed).find((layer) => layer.folder === folder)
  return after === undefined || after.name === before.name
    ? changed
    : renameInRules(changed, { layer: before.name, folder }, { layer: after.name })
}

/** Moves a layer by places, up to the top for more than there are. */
export function moveLayer(sketch: Sketch, folder: string, placesUp: number): Sketch {
  const named = nameAllLayers(sketch)
  const layers = [...(named.definition.layers ?? [])]
  const from = layers.findIndex((layer) => layer.folder === folder)
  const [moved] = layers.splice(from, from < 0 ? 0 : 1)
  if (moved === undefined) return sketch
  const to = Math.max(0, Math.min(layers.length, from + placesUp))
  if (to === from) return sketch
  layers.splice(to, 0, moved)
  return changeDefinition(named, { layers })
}

/** Takes a layer out with its pictures and what rules say of it. */
export function removeLayer(sketch: Sketch, folder: string): Sketch {
  const layer = layersOf(sketch).find((each) => each.folder === folder)
  if (layer === undefined) return sketch
  const files = Object.fromEntries(
    Object.entries(sketch.files).filter(([path]) => splitPath(path).folder !== folder),
  )
  return nameNewLayers(dropFromRules({ ...sketch, files }, { layer: layer.name, folder }))
}

/** What may be said of one picture; `null` takes back what was said. */
export interface PictureChange {
  readonly weight?: number | null
  readonly count?: number | null
  readonly trait?: string | null
}

/** Changes what is said of a picture, by its stem. A new name goes into rules as well. */
export function changePicture(sketch: Sketch, folder: string, stem: string, change: PictureChange): Sketch {
  const layer = layersOf(sketch).find((each) => each.folder === folder)
  const before = layer?.pictures.find((each) => each.stem === stem)
  if (layer === undefined || before === undefined) return sketch
  const { weights, counts, names } = layer.definition
  const changed = changeLayer(sketch, folder, {
    ...(change.weight === undefined ? {} : { weights: withEntry(weights, stem, change.weight) }),
    ...(change.count === undefined ? {} : { counts: withEntry(counts, stem, change.count) }),
    ...(change.trait === undefined ? {} : { names: withEntry(names, stem, change.trait) }),
  })
  const trait = change.trait === undefined ? before.trait : (change.trait ?? stem)
  return trait === before.trait
    ? changed
    : renameInRules(changed, { layer: layer.name, folder, trait: before.trait }, { layer: layer.name, trait })
}

/** Takes a picture out, with what is said of it. A layer whose last picture goes, goes as well. */
export function removePicture(sketch: Sketch, path: string): Sketch {
  const { folder } = splitPath(path)
  const layer = layersOf(sketch).find((each) => each.folder === folder)
  const picture = layer?.pictures.find((each) => each.path === path)
  if (layer === undefined || picture === undefined) return sketch
  if (layer.pictures.length === 1) return removeLayer(sketch, folder)
  const unruled = dropFromRules(sketch, { layer: layer.name, folder, trait: picture.trait })
  const { weights, counts, names } = layer.definition
  const isTold = [weights, counts, names].some(
    (values) => ownValue<unknown>(values, picture.stem) !== undefined,
  )
  const untold = isTold
    ? changePicture(unruled, folder, picture.stem, { weight: null, count: null, trait: null })
    : unruled
  const { [path]: _, ...files } = untold.files
  return { ...untold, files }
}

/** One-of-ones of the definition. */
export type OneOfOne = NonNullable<CollectionDefinition['oneOfOnes']>[number]

/** Sets the one-of-ones; those that are gone lose their picture. */
export function setOneOfOnes(sketch: Sketch, specials: readonly OneOfOne[]): Sketch {
  const kept = new Set(specials.map(({ file }) => file))
  const files = Object.fromEntries(
    Object.entries(sketch.files).filter(([path]) => splitPath(path).folder !== ONE_OF_ONES || kept.has(path)),
  )
  return nameNewLayers(
    changeDefinition({ ...sketch, files }, { oneOfOnes: specials.length === 0 ? undefined : [...specials] }),
  )
}

function withEntry<T>(
  values: Readonly<Record<string, T>> | undefined,
  key: string,
  value: T | null,
): Record<string, T> | undefined {
  const entries = Object.entries(values ?? {}).filter(([each]) => each !== key)
  if (value !== null) entries.push([key, value])
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function withoutUndefined(layer: LayerChange & { readonly folder: string }): LayerDefinition {
  return Object.fromEntries(
    Object.entries(layer).filter(([, value]) => value !== undefined),
  ) as unknown as LayerDefinition
}
