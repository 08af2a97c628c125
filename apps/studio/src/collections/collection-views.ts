import type { CollectionView } from '../contract/collections.ts'
import type { Queries } from '../database/database.ts'
import { viewOf } from '../jobs/job.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { SHEET } from '../render/contact-sheet-layout.ts'
import type { RenderDesk } from '../render/desk.ts'
import type { LayersView } from '../render/tasks.ts'
import { findFindings } from './findings.ts'
import { type CollectionRecord, findMaking, type MakingRecord, picturesOf } from './records.ts'
import { type FoundRevision, workOutRevision } from './revision.ts'
import { collectionFolder } from './services.ts'

/** What is known of one revision of a collection. */
export interface RevisionView extends FoundRevision {
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

/** So many revisions are remembered, and so many pictures of all of them. */
const MOST_REMEMBERED = 200
const MOST_PICTURES_REMEMBERED = 100_000
/** Layers with more pictures are looked at by a render process: a few milliseconds are all that the thread that answers everybody has. */
const MOST_PICTURES_HERE = 1_000
const COUNT_MS = 60_000

/** Views of a studio's collections. */
export function createViews({ folder, database, queue, desk }: ViewOptions): CollectionViews {
  const known = createMemory()
  const workOut = async (record: CollectionRecord): Promise<RevisionView> => {
    const { definition, order } = record
    const pictures = await picturesOf(database, record.id)
    const wish = { folder: collectionFolder(folder, record.id), definition, order, pictures }
    const found =
      pictures.length > MOST_PICTURES_HERE
        ? await desk.ask('revision', wish, { signal: AbortSignal.timeout(COUNT_MS) })
        : workOutRevision(wish)
    return { ...found, combinations: found.combinations ?? (await countElsewhere(desk, found.view)) }
  }
  const revision = (record: CollectionRecord) =>
    known(`${record.id}/${record.revision}`, () => workOut(record))
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

/** Remembers the revisions that were used last, as far as they have room. */
function createMemory(): (key: string, workOut: () => Promise<RevisionView>) => Promise<RevisionView> {
  const known = new Map<string, { readonly found: Promise<RevisionView>; pictures: number }>()
  let pictures = 0
  const forget = (key: string): void => {
    pictures -= known.get(key)?.pictures ?? 0
    known.delete(key)
  }
  return (key, workOut) => {
    const entry = known.get(key) ?? { found: workOut(), pictures: 0 }
    const isNew = !known.has(key)
    known.delete(key)
    known.set(key, entry)
    if (!isNew) return entry.found
    entry.found.then(
      ({ view }) => {
        if (known.get(key) !== entry) return
        entry.pictures = Object.keys(view.pictures).length
        pictures += entry.pictures
        for (const oldest of known.keys()) {
          if (known.size <= MOST_REMEMBERED && pictures <= MOST_PICTURES_REMEMBERED) break
          forget(oldest)
        }
      },
      () => forget(key),
    )
    return entry.found
  }
}

/** Rules that tie very much together are counted by a render process; beyond that the product of the layers bounds it from above. */
async function countElsewhere(desk: RenderDesk, view: LayersView): Promise<bigint> {
  const counted = await desk.ask('combinations', view, { signal: AbortSignal.timeout(COUNT_MS) })
  if (counted !== undefined) return BigInt(counted)
  const { exclusions: _, conditions: __, ...free } = view.definition
  return findFindings({ ...view, definition: free }).combinations ?? 0n
}

function showMaking(making: MakingRecord, version: string): NonNullable<CollectionView['made']> {
  const { count, size, seed, format, provenance, pins } = making
  return {
    ...{ count, size, seed, format, pins },
    ...(provenance === undefined ? {} : { provenance }),
    sheet: { ...SHEET, version },
  }
}
