import { type CollectionDefinition, type LayerDefinition, orderFolders } from '@demiurge/art'
import type { LayersView } from '../render/tasks.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type CollectionRecord, layerName, type PictureRecord } from './records.ts'

/** Folders of a collection from the lowest layer up; those of one-of-ones are none unless the definition names them as layers. */
export function layerFolders(
  { definition, order }: Pick<CollectionRecord, 'definition' | 'order'>,
  pictures: readonly PictureRecord[],
): readonly string[] {
  const defined = new Set(definition.layers?.map(({ folder }) => folder))
  const special = new Set(definition.oneOfOnes?.map(({ file }) => file.split('/')[0]))
  const there = [...new Set(pictures.map(({ folder }) => folder))].filter(
    (folder) => defined.has(folder) || !special.has(folder),
  )
  const first = order.length > 0 ? order : [...defined]
  const known = first.filter((folder) => there.includes(folder))
  return [...known, ...orderFolders(there.filter((folder) => !known.includes(folder)))]
}

/**
 * The definition as the layers are made by it: every layer stands in it, in its order. Layers that it names and of which there is no picture
 * stay in it, so that they are told as a problem.
 */
export function wholeDefinition(
  record: Pick<CollectionRecord, 'definition' | 'order'>,
  pictures: readonly PictureRecord[],
): CollectionDefinition {
  const { definition } = record
  const folders = layerFolders(record, pictures)
  const defined = new Map((definition.layers ?? []).map((layer) => [layer.folder, layer]))
  const missing = [...defined.values()].filter(({ folder }) => !folders.includes(folder))
  const layers = [...folders.map((folder) => defined.get(folder) ?? { folder }), ...missing]
  return layers.length === 0 ? definition : { ...definition, layers }
}

/** The layers as they are now. */
export function viewOfLayers(
  folder: string,
  record: Pick<CollectionRecord, 'definition' | 'order'>,
  pictures: readonly PictureRecord[],
): LayersView {
  const definition = wholeDefinition(record, pictures)
  const specials = new Set(definition.oneOfOnes?.map(({ file }) => file))
  const layers = new Set(definition.layers?.map((layer) => layer.folder))
  const used = pictures.filter(
    (each) => layers.has(each.folder) || specials.has(`${each.folder}/${each.file}`),
  )
  const byPath = Object.fromEntries(used.map((each) => [`${each.folder}/${each.file}`, each.sha256]))
  return {
    folder,
    fingerprint: fingerprintOf({ definition, pictures: byPath }),
    definition,
    pictures: byPath,
  }
}

/** The definition without a layer that is gone. Rules that name it stay: they are told as problems. */
export function withoutLayer(definition: CollectionDefinition, folder: string): CollectionDefinition {
  const { layers, ...rest } = definition
  const left = layers?.filter((layer) => layer.folder !== folder) ?? []
  return left.length === 0 ? rest : { ...rest, layers: left }
}

/** The definition in which a layer is called otherwise; rules, pins and one-of-ones that named it follow. */
export function withLayerName(
  record: Pick<CollectionRecord, 'definition' | 'order'>,
  pictures: readonly PictureRecord[],
  { folder, name }: { readonly folder: string; readonly name: string },
): CollectionDefinition {
  const { definition } = record
  const old = layerName(definition, folder)
  const follow = (selector: string): string => {
    const slash = selector.indexOf('/')
    const layer = slash < 0 ? selector : selector.slice(0, slash)
    return layer === old && layer !== folder ? `${name}${slash < 0 ? '' : selector.slice(slash)}` : selector
  }
  const followKeys = (traits: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(traits).map(([layer, value]) => [layer === old ? name : layer, value]))
  const { exclusions, conditions, pinned, oneOfOnes } = definition
  const layers: LayerDefinition[] = (wholeDefinition(record, pictures).layers ?? []).map((layer) =>
    layer.folder === folder ? { ...layer, name } : layer,
  )
  return {
    ...definition,
    layers,
    ...(exclusions && { exclusions: exclusions.map((selectors) => selectors.map(follow)) }),
    ...(conditions && {
      conditions: conditions.map(({ trait, only }) => ({ trait: follow(trait), only: only.map(follow) })),
    }),
    ...(pinned && { pinned: pinned.map((pin) => ({ ...pin, traits: followKeys(pin.traits) })) }),
    ...(oneOfOnes && {
      oneOfOnes: oneOfOnes.map((special) =>
        special.traits === undefined ? special : { ...special, traits: followKeys(special.traits) },
      ),
    }),
  }
}
