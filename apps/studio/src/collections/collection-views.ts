import { type CatalogueLayer, createTrait } from '@demiurge/art'
import type { CollectionView, LayerFileView, LayerView } from '../contract/collections.ts'
import type { Queries } from '../database/database.ts'
import { viewOf } from '../jobs/job.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { SHEET } from '../render/contact-sheet-layout.ts'
import type { RenderDesk } from '../render/desk.ts'
import type { LayersView } from '../render/tasks.ts'
import { layerFolders, viewOfLayers } from './definition.ts'
import { type Findings, findFindings } from './findings.ts'
import {
  type CollectionRecord,
  findMaking,
  layerName,
  type MakingRecord,
  type PictureRecord,
  picturesOf,
} from './records.ts'
import { collectionFolder } from './services.ts'

/** What is known of one revision of a collection. */
export interface RevisionView extends Omit<Findings, 'combinations'> {
  readonly view: LayersView
  readonly layers: readonly LayerView[]
  readonly combinations: bigint
}

/** Makes views of collections; what follows from a revision is worked out once. */
export interface CollectionViews {
  revision(record: CollectionRecord): Promise<RevisionView>
  /** As the page is shown it; without the layers' files when `brief`. */
  show(record: CollectionRecord, options?: { readonly brief?: boolean }): Promise<CollectionView>
}

/** How views are made. */
export interface ViewOptions {
  readonly folder: string
  readonly database: Queries
  readonly queue: JobQueue
  readonly desk: RenderDesk
}

const MOST_REMEMBERED = 200

/** Views of a studio's collections. */
export function createViews({ folder, database, queue, desk }: ViewOptions): CollectionViews {
  const known = new Map<string, Promise<RevisionView>>()
  const workOut = async (record: CollectionRecord): Promise<RevisionView> => {
    const pictures = await picturesOf(database, record.id)
    const view = viewOfLayers(collectionFolder(folder, record.id), record, pictures)
    const findings = findFindings(view)
    return {
      view,
      layers: showLayers(record, pictures, findings.catalogue ?? []),
      problems: findings.problems,
      catalogue: findings.catalogue,
      combinations: findings.combinations ?? (await countElsewhere(desk, view)),
    }
  }
  const revision = (record: CollectionRecord): Promise<RevisionView> => {
    const key = `${record.id}/${record.revision}`
    const found = known.get(key) ?? workOut(record)
    known.delete(key)
    known.set(key, found)
    if (known.size > MOST_REMEMBERED) known.delete(known.keys().next().value ?? '')
    found.catch(() => known.delete(key))
    return found
  }
  return {
    revision,
    async show(record, { brief = false } = {}) {
      const { layers, combinations, problems } = await revision(record)
      const making = await findMaking(database, record.making)
      const [job] = await queue.list({ subject: record.id, kind: 'collection.make', limit: 1 })
      return {
        id: record.id,
        name: record.name,
        revision: record.revision,
        createdMs: record.createdMs,
        changedMs: record.changedMs,
        layers: brief ? layers.map((layer) => ({ ...layer, files: [] })) : layers,
        definition: record.definition,
        combinations: combinations.toString(),
        problems,
        ...(job === undefined ? {} : { job: viewOf(job) }),
        ...(making?.version === undefined ? {} : { made: showMaking(making, making.version) }),
      }
    },
  }
}

/** Rules that tie very much together are counted by a render process; beyond that the product of the layers bounds it from above. */
async function countElsewhere(desk: RenderDesk, view: LayersView): Promise<bigint> {
  const counted = await desk.ask('combinations', view, { signal: AbortSignal.timeout(60_000) })
  if (counted !== undefined) return BigInt(counted)
  const { exclusions: _, conditions: __, ...free } = view.definition
  return findFindings({ ...view, definition: free }).combinations ?? 0n
}

function showLayers(
  record: CollectionRecord,
  pictures: readonly PictureRecord[],
  catalogue: readonly CatalogueLayer[],
): readonly LayerView[] {
  const byFolder = Map.groupBy(pictures, ({ folder }) => folder)
  const layers = layerFolders(record, pictures)
  const others = [...byFolder.keys()].filter((folder) => !layers.includes(folder))
  return [...layers, ...others].map((folder) => {
    const known = new Map(
      catalogue.find((each) => each.folder === folder)?.traits.map((each) => [each.file, each]),
    )
    const defined = record.definition.layers?.find((layer) => layer.folder === folder) ?? {}
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
    return { folder, name: layerName(record.definition, folder), files }
  })
}

function showMaking(making: MakingRecord, version: string): NonNullable<CollectionView['made']> {
  const { count, size, seed, format, provenance, pins } = making
  return {
    ...{ count, size, seed, format, pins },
    ...(provenance === undefined ? {} : { provenance }),
    sheet: { ...SHEET, version },
  }
}
