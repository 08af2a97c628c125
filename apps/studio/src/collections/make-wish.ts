import { randomUUID } from 'node:crypto'
import type { CollectionDefinition } from '@demiurge/art'
import type { MakeRequest } from '../contract/collections.ts'
import type { Queries } from '../database/database.ts'
import { StudioError } from '../error.ts'
import type { LayersView } from '../render/tasks.ts'
import type { RevisionView } from './collection-views.ts'
import { fingerprintOf } from './fingerprint.ts'
import { pinnedTraits } from './piece-tables.ts'
import { type CollectionRecord, type MakingRecord, makingOf } from './records.ts'
import { type CollectionServices, makingFolder } from './services.ts'

/** What a job `collection.make` is to do. */
export interface MakeInput {
  readonly making: string
  readonly seed: string
  readonly rerolls: readonly number[]
  readonly pins: readonly number[]
  readonly unpins: readonly number[]
}

/** A making that is asked for: one that there is, or a new one with the view that it is drawn from. */
export interface PlannedMaking {
  readonly making: MakingRecord
  readonly input: MakeInput
  readonly view: LayersView
  readonly isNew: boolean
}

const DEFAULT_QUALITY = 90

/**
 * Finds out what a request means: the same wishes go on with the making that there is; another seed with pins draws all but those again in
 * it; anything else is a new making, into which the pins are taken over. Throws StudioError when it cannot be made.
 */
export async function planMaking(
  services: CollectionServices,
  record: CollectionRecord,
  request: MakeRequest,
): Promise<PlannedMaking> {
  const revision = await services.views.revision(record)
  checkFeasible(revision, request)
  const base = baseOf(record, revision.view, request)
  const makings = await makingsOf(services.database, record.id)
  const newest = makings.find(({ id }) => id === record.making)
  const before = makings.find((each) => each.base === base && each.seed === request.seed)
  const asked = request.pins ?? (before ?? newest)?.pins ?? []
  const going = before ?? (asked.length > 0 && newest?.base === base ? newest : undefined)
  if (going?.carried.every((edition) => asked.includes(edition)))
    return { ...goOn(going, request, asked), view: revision.view, isNew: false }
  return newMaking(services, { record, request, view: revision.view, base, newest, pins: asked })
}

function checkFeasible({ problems, combinations, view }: RevisionView, { count }: MakeRequest): void {
  const [problem] = problems
  if (problem !== undefined)
    throw new StudioError('collection.Problem', problem.message, { status: 422, field: problem.field })
  const drawn = count - (view.definition.oneOfOnes?.length ?? 0)
  if (combinations < BigInt(Math.max(0, drawn)))
    throw new StudioError(
      'collection.infeasible',
      `${count} pieces are asked for, but only ${combinations} different ones are possible: ask for fewer, add traits or relax the rules`,
      { status: 422, field: 'count' },
    )
}

/** All that decides the pieces but the seed. */
function baseOf({ name }: CollectionRecord, view: LayersView, request: MakeRequest): string {
  const { count, size, format, quality = DEFAULT_QUALITY } = request
  return fingerprintOf({ view: view.fingerprint, name, count, size, format, quality })
}

function goOn(making: MakingRecord, request: MakeRequest, asked: readonly number[]) {
  const { rerolls = [], seed } = request
  const isOther = seed !== making.seed
  const input: MakeInput = {
    making: making.id,
    seed,
    rerolls,
    // The engine takes another seed only together with what is to stay.
    pins: asked.filter(
      (edition) => !making.carried.includes(edition) && (isOther || !making.pins.includes(edition)),
    ),
    unpins: making.pins.filter((edition) => !asked.includes(edition)),
  }
  return { making, input }
}

interface NewMaking {
  readonly record: CollectionRecord
  readonly request: MakeRequest
  readonly view: LayersView
  readonly base: string
  readonly newest: MakingRecord | undefined
  readonly pins: readonly number[]
}

async function newMaking(services: CollectionServices, wish: NewMaking): Promise<PlannedMaking> {
  const { record, request, base, pins } = wish
  const { count, size, seed, format, quality = DEFAULT_QUALITY, rerolls = [] } = request
  const definition = pins.length === 0 ? wish.view.definition : await withPins(services, wish)
  const { pictures, folder } = wish.view
  const view = { folder, definition, pictures, fingerprint: fingerprintOf({ definition, pictures }) }
  const making: MakingRecord = {
    id: randomUUID(),
    collection: record.id,
    base,
    view: view.fingerprint,
    name: definition.name ?? record.name,
    ...{ count, size, seed, format, quality },
    carried: pins,
    pins,
    version: undefined,
    provenance: undefined,
    job: undefined,
  }
  if (rerolls.length > 0)
    throw new StudioError(
      'collection.Other',
      'pieces are drawn again in what was made; these wishes are another collection: make it first',
      { status: 409, field: 'rerolls' },
    )
  return { making, view, isNew: true, input: { making: making.id, seed, rerolls: [], pins: [], unpins: [] } }
}

/** The definition with the traits that pinned pieces have in the making before. */
async function withPins(
  services: CollectionServices,
  { record, view, newest, pins }: NewMaking,
): Promise<CollectionDefinition> {
  const table = newest && (await services.tables.read(makingFolder(services.folder, record.id, newest.id)))
  const own = view.definition.pinned ?? []
  const fresh = pins.filter((edition) => !own.some((pin) => pin.edition === edition))
  const taken = fresh.map((edition) => {
    const traits = table && pinnedTraits(table, edition - 1)
    if (traits === undefined)
      throw new StudioError('collection.NoPiece', `there is no edition ${edition} that could be pinned`, {
        status: 422,
        field: 'pins',
      })
    return { edition, traits }
  })
  return { ...view.definition, pinned: [...own, ...taken] }
}

/** The makings of a collection, the newest first. */
export async function makingsOf(queries: Queries, collection: string): Promise<readonly MakingRecord[]> {
  const rows = await queries.query(
    'SELECT * FROM makings WHERE collection = $1 ORDER BY created_ms DESC, id',
    collection,
  )
  return rows.map(makingOf)
}
