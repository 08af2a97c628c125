import { type CatalogueLayer, createTrait } from '@demiurge/art'
import type { LayerFileView, LayerView } from '../contract/collections.ts'
import type { LayersView } from '../render/tasks.ts'
import { layerFolders, viewOfLayers } from './definition.ts'
import { type CollectionProblem, findFindings } from './findings.ts'
import { type CollectionRecord, layerName, type PictureRecord } from './records.ts'

/** A collection as it stands in the database. */
export interface RevisionWish extends Pick<CollectionRecord, 'definition' | 'order'> {
  /** The collection's folder. */
  readonly folder: string
  readonly pictures: readonly PictureRecord[]
}

/** What follows from it. */
export interface FoundRevision {
  readonly view: LayersView
  readonly layers: readonly LayerView[]
  readonly problems: readonly CollectionProblem[]
  /** Undefined where counting takes longer than an answer may. */
  readonly combinations: bigint | undefined
}

/** Works out all that is shown of a collection's layers. */
export function workOutRevision(wish: RevisionWish): FoundRevision {
  const view = viewOfLayers(wish.folder, wish, wish.pictures)
  const { catalogue = [], problems, combinations } = findFindings(view)
  return { view, layers: showLayers(wish, catalogue), problems, combinations }
}

function showLayers(wish: RevisionWish, catalogue: readonly CatalogueLayer[]): readonly LayerView[] {
  const { definition, pictures } = wish
  const byFolder = Map.groupBy(pictures, ({ folder }) => folder)
  const layers = layerFolders(wish, pictures)
  const others = [...byFolder.keys()].filter((folder) => !layers.includes(folder))
  return [...layers, ...others].map((folder) => {
    const known = new Map(
      catalogue.find((each) => each.folder === folder)?.traits.map((each) => [each.file, each]),
    )
    const defined = definition.layers?.find((layer) => layer.folder === folder) ?? {}
    const files = (byFolder.get(folder) ?? []).map((picture): LayerFileView => {
      const trait = known.get(picture.file) ?? createTrait(picture.file, defined)[0]
      const { file, size, sha256, mediaType, width, height } = picture
      return {
        path: `${folder}/${file}`,
        ...{ size, sha256, mediaType, width, height },
        trait: trait?.name ?? file,
        weight: trait?.weight ?? 1,
      }
    })
    return { folder, name: layerName(definition, folder), files }
  })
}
