import {
  type CollectionDefinition,
  type LayerDefinition,
  layerNameOf,
  orderFolders,
  parseTraitFile,
} from '@demiurge/art'
import type { CollectionView } from '@demiurge/studio/contract'

/** What is known of a picture beside its path. */
export interface SketchFile {
  readonly sha256: string
  readonly mediaType: string
  /** Pixels. */
  readonly width: number
  readonly height: number
}

/** A collection as it is edited: all that undo takes back, and that is brought to the server. */
export interface Sketch {
  readonly name: string
  readonly definition: CollectionDefinition
  /** By path, `Folder/Name#weight.png`. */
  readonly files: Readonly<Record<string, SketchFile>>
}

/** One picture of a layer as the collection takes it. */
export interface Picture extends SketchFile {
  readonly path: string
  /** What the definition calls it: the file's name without weight and ending. */
  readonly stem: string
  readonly trait: string
  readonly weight: number
  /** How many pieces have it, where that was asked. */
  readonly count: number | undefined
  /** Its share among the pieces, 0 to 1, before rules; undefined where a count stands for it. */
  readonly share: number | undefined
}

/** One layer, with everything that stands in the definition for it. */
export interface SketchLayer {
  readonly folder: string
  readonly name: string
  /** Share of pieces without it. */
  readonly absent: number
  readonly definition: LayerDefinition
  readonly pictures: readonly Picture[]
}

/** The folder of whole pictures that are pieces by themselves; it is no layer. */
export const ONE_OF_ONES = 'one-of-ones'

/** What the server holds, as a sketch. */
export function sketchOf({ name, definition, layers }: CollectionView): Sketch {
  const files = layers.flatMap((layer) => layer.files)
  return {
    name,
    // The server took it by the rules of the same package.
    definition: definition as CollectionDefinition,
    files: Object.fromEntries(
      files.map(({ path, sha256, mediaType, width, height }) => [path, { sha256, mediaType, width, height }]),
    ),
  }
}

/** The folder and the file of a path. */
export function splitPath(path: string): { readonly folder: string; readonly file: string } {
  const slash = path.lastIndexOf('/')
  return { folder: path.slice(0, Math.max(0, slash)), file: path.slice(slash + 1) }
}

/** Layers from the lowest up. Folders that the definition does not name come last, in the order of their numbers. */
export function layersOf(sketch: Sketch): readonly SketchLayer[] {
  const paths = new Map<string, string[]>()
  for (const path of Object.keys(sketch.files).sort()) {
    const { folder } = splitPath(path)
    if (folder === ONE_OF_ONES || folder === '') continue
    const known = paths.get(folder)
    if (known === undefined) paths.set(folder, [path])
    else known.push(path)
  }
  const defined = (sketch.definition.layers ?? []).filter(({ folder }) => paths.has(folder))
  const named = new Set(defined.map(({ folder }) => folder))
  const others = orderFolders([...paths.keys()].filter((folder) => !named.has(folder)))
  return [...defined, ...others.map((folder) => ({ folder }))].map((definition) =>
    layerOf(sketch, definition, paths.get(definition.folder) ?? []),
  )
}

function layerOf({ files }: Sketch, definition: LayerDefinition, paths: readonly string[]): SketchLayer {
  const { folder, absent = 0, weights, counts, names } = definition
  const found = paths.flatMap((path) => {
    const parsed = parseTraitFile(splitPath(path).file)
    const file = files[path]
    if (parsed === undefined || file === undefined) return []
    const stem = parsed.name
    return [
      {
        ...file,
        path,
        stem,
        trait: ownValue(names, stem) ?? stem,
        weight: ownValue(weights, stem) ?? parsed.weight,
        count: ownValue(counts, stem),
      },
    ]
  })
  const sum = found.reduce((total, { weight, count }) => total + (count === undefined ? weight : 0), 0)
  return {
    folder,
    name: definition.name ?? layerNameOf(folder),
    absent,
    definition,
    pictures: found.map((picture) => ({
      ...picture,
      share: picture.count !== undefined ? undefined : sum === 0 ? 0 : (picture.weight / sum) * (1 - absent),
    })),
  }
}

/** A member that is the object's own: a trait may be called `constructor`. */
export function ownValue<T>(values: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined
}
