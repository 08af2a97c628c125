/** @module The layers as they are drawn from: the folders that were found and what the definition says of them, put together. */
import type { BlendMode } from '../layers/blend.ts'
import type { CollectionDefinition, LayerDefinition } from './definition.ts'
import { CollectionError } from './error.ts'
import { layerNameOf, orderFolders, parseTraitFile } from './file-name.ts'
import { collectionLimits } from './limits.ts'

/** A folder of pictures as it was found. */
export interface FoundFolder {
  readonly folder: string
  readonly files: readonly string[]
}

/** One value that a layer can have. */
export interface Trait {
  readonly name: string
  /** The picture, in the layer's folder. */
  readonly file: string
  readonly weight: number
  /** How many pieces have it, where that was asked. */
  readonly count: number | undefined
}

/** A layer of the collection. A piece's choice in it is the index of a trait, or `traits.length` for none. */
export interface CatalogueLayer {
  readonly name: string
  readonly folder: string
  readonly traits: readonly Trait[]
  /** The share of pieces without it; 0 where every piece has it. */
  readonly absent: number
  readonly blend: BlendMode
  readonly opacity: number
}

/** Layers from the lowest to the highest. */
export type Catalogue = readonly CatalogueLayer[]

/** What a layer without a trait is called in DNA and tables; metadata leave such a trait out. */
export const NO_TRAIT = 'None'

/** Puts folders and definition together. Throws CollectionError `collection.layers` or `collection.definition`, with the field at fault. */
export function createCatalogue(
  found: readonly FoundFolder[],
  definition: CollectionDefinition = {},
): Catalogue {
  const folders = new Map(found.map(({ folder, files }) => [folder, files]))
  const wanted: readonly LayerDefinition[] =
    definition.layers ?? orderFolders(found.map(({ folder }) => folder)).map((folder) => ({ folder }))
  if (wanted.length === 0)
    throw new CollectionError('collection.layers', 'there is no folder of pictures: each layer is a folder')
  if (wanted.length > collectionLimits.maxLayers)
    throw new CollectionError(
      'collection.layers',
      `there are ${wanted.length} layers, the limit is ${collectionLimits.maxLayers}`,
    )
  const layers = wanted.map((layer, i) => createLayer(layer, `$.layers[${i}]`, folders.get(layer.folder)))
  checkDistinct(
    layers.map(({ name }) => name),
    (name, i) =>
      new CollectionError('collection.layers', `two layers are called "${name}": give one another name`, {
        field: `$.layers[${i}].name`,
      }),
  )
  return layers
}

function createLayer(
  definition: LayerDefinition,
  path: string,
  files: readonly string[] | undefined,
): CatalogueLayer {
  const { folder, absent = 0, blend = 'normal', opacity = 1 } = definition
  if (files === undefined)
    throw new CollectionError('collection.layers', `there is no folder "${folder}" beside the others`, {
      field: `${path}.folder`,
    })
  const traits = files.toSorted((a, b) => (a < b ? -1 : 1)).flatMap((file) => createTrait(file, definition))
  checkTraits(traits, folder, definition, path)
  return { name: definition.name ?? layerNameOf(folder), folder, traits, absent, blend, opacity }
}

/** What a file of a layer stands for: one trait, or none where it is no picture. */
export function createTrait(
  file: string,
  { weights, counts, names }: Pick<LayerDefinition, 'weights' | 'counts' | 'names'>,
): readonly Trait[] {
  const parsed = parseTraitFile(file)
  if (parsed === undefined) return []
  const own = <T>(values: Readonly<Record<string, T>> | undefined): T | undefined =>
    values !== undefined && Object.hasOwn(values, parsed.name) ? values[parsed.name] : undefined
  return [
    {
      name: own(names) ?? parsed.name,
      file,
      weight: own(weights) ?? parsed.weight,
      count: own(counts),
    },
  ]
}

function checkTraits(
  traits: readonly Trait[],
  folder: string,
  { weights, counts, names }: LayerDefinition,
  path: string,
): void {
  const fail = (message: string, field = folder) => {
    throw new CollectionError('collection.layers', message, { field })
  }
  if (traits.length === 0) fail(`the folder "${folder}" has no picture (PNG, SVG, WebP or JPEG)`)
  if (traits.length > collectionLimits.maxTraitsPerLayer)
    fail(
      `the folder "${folder}" has ${traits.length} pictures, the limit is ${collectionLimits.maxTraitsPerLayer}`,
    )
  if (traits.every(({ weight, count }) => weight === 0 && (count ?? 0) === 0))
    fail(`every trait of "${folder}" has weight 0: none could ever be chosen`)
  checkDistinct(
    traits.map(({ name }) => name),
    (name) =>
      new CollectionError('collection.layers', `"${folder}" has two traits called "${name}"`, {
        field: folder,
      }),
  )
  const stems = new Set(traits.map(({ file }) => parseTraitFile(file)?.name))
  for (const [member, values] of Object.entries({ weights, counts, names }))
    for (const name of Object.keys(values ?? {}))
      if (!stems.has(name))
        fail(
          `"${folder}" has no picture "${name}"; it has ${[...stems].slice(0, 12).join(', ')}`,
          `${path}.${member}`,
        )
}

function checkDistinct(
  names: readonly string[],
  fault: (name: string, index: number) => CollectionError,
): void {
  const seen = new Set<string>()
  names.forEach((name, i) => {
    if (seen.has(name)) throw fault(name, i)
    seen.add(name)
  })
}

/** Weights of a layer's choices: of its traits, and last of none where it may be absent, so that its share comes out. */
export function choiceWeights({ traits, absent }: CatalogueLayer): readonly number[] {
  const weights = traits.map(({ weight }) => weight)
  if (absent === 0) return weights
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return [...weights, (sum * absent) / (1 - absent)]
}

/** The name of a choice. */
export function choiceName(layer: CatalogueLayer, choice: number): string {
  return layer.traits[choice]?.name ?? NO_TRAIT
}
