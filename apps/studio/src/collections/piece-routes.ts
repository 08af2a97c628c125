import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { imagePath, metadataPath } from '@demiurge/art/native'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requireRole } from '../access/access.ts'
import type { PiecePage } from '../contract/collections.ts'
import { StudioError } from '../error.ts'
import { outPath, sheetPath } from '../render/make-paths.ts'
import type { PieceTable } from '../render/piece-table.ts'
import type { Routes } from '../server/server.ts'
import { idSchema } from './collection-routes.ts'
import { countTraits, findPieces, imageHash, showPiece } from './piece-tables.ts'
import { findMaking, getCollection, type MakingRecord } from './records.ts'
import { type CollectionServices, makingFolder } from './services.ts'

const pageSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    from: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: 1 },
    limit: { type: 'integer', minimum: 1, maximum: 1_000, default: 200 },
    sort: { enum: ['edition', 'rank'], default: 'edition' },
    trait: { type: 'array', maxItems: 64, items: { type: 'string', maxLength: 300 } },
  },
} as const

const pieceSchema = {
  type: 'object',
  properties: { ...idSchema.properties, edition: { type: 'integer', minimum: 1, maximum: 1_000_000 } },
} as const

const sheetSchema = {
  type: 'object',
  properties: { ...idSchema.properties, sheet: { type: 'integer', minimum: 0, maximum: 10_000 } },
} as const

type Named = { Params: { id: string } }
type Page = Named & {
  Querystring: { from: number; limit: number; sort: 'edition' | 'rank'; trait?: string[] }
}
type OnePiece = { Params: { id: string; edition: number } }
type OneSheet = { Params: { id: string; sheet: number }; Querystring: { v?: string } }

/** A making and its pieces. */
interface OpenMaking {
  readonly folder: string
  readonly making: MakingRecord
  readonly table: PieceTable
}

/** `GET …/ID/pieces`, `…/traits`, `…/pieces/EDITION/image` and `…/metadata`, `…/sheets/K`, `…/document`, `…/provenance`, `…/licence`. */
export function pieceRoutes(services: CollectionServices): Routes {
  return (server, { access }) => {
    const open = async (request: FastifyRequest<Named>): Promise<OpenMaking> => {
      await requireRole(access, request, 'viewer')
      return openMaking(services, request.params.id)
    }
    server.get<Page>(
      '/collections/:id/pieces',
      { schema: { params: idSchema, querystring: pageSchema } },
      async (request): Promise<PiecePage> => {
        const { table, making } = await open(request)
        const { trait = [], ...wish } = request.query
        const { total, found } = findPieces(table, { ...wish, traits: trait.map(parseTrait) })
        const pins = new Set(making.pins)
        return { total, pieces: found.map((index) => showPiece(table, index, pins)) }
      },
    )
    server.get<Named>('/collections/:id/traits', { schema: { params: idSchema } }, async (request) => {
      const { table } = await open(request)
      return { traits: countTraits(table) }
    })
    server.get<OnePiece>(
      '/collections/:id/pieces/:edition/image',
      { schema: { params: pieceSchema } },
      async (request, reply) => {
        const { table, making, folder } = await open(request)
        const { edition } = request.params
        const hash = imageHash(table, edition - 1)
        const place = join(outPath(folder), imagePath(edition, making.format))
        return sendFile(request, reply, { place, type: `image/${making.format}`, hash })
      },
    )
    server.get<OnePiece>(
      '/collections/:id/pieces/:edition/metadata',
      { schema: { params: pieceSchema } },
      async (request, reply) => {
        const { folder } = await open(request)
        const place = join(outPath(folder), metadataPath(request.params.edition))
        return sendFile(request, reply, { place, type: 'application/json; charset=utf-8' })
      },
    )
    server.get<OneSheet>(
      '/collections/:id/sheets/:sheet',
      { schema: { params: sheetSchema } },
      async (request, reply) => {
        const { table, making, folder } = await open(request)
        const { sheet } = request.params
        if (sheet * 100 >= table.count) throw notYet(`there is no sheet ${sheet}`)
        const isSame = request.query.v === making.version
        const place = sheetPath(folder, table, sheet)
        return sendFile(request, reply, { place, type: 'image/webp', isImmutable: isSame })
      },
    )
    for (const [path, file, type] of [
      ['document', 'collection.json', 'application/json'],
      ['provenance', 'provenance.json', 'application/json'],
      ['licence', 'LICENSE.txt', 'text/plain'],
    ] as const)
      server.get<Named>(
        `/collections/:id/${path}`,
        { schema: { params: idSchema } },
        async (request, reply) => {
          const { folder, making } = await open(request)
          if (making.provenance === undefined) throw notYet('the collection is not finished')
          const place = join(outPath(folder), file)
          return sendFile(request, reply, { place, type: `${type}; charset=utf-8` })
        },
      )
  }
}

/** The newest making of a collection. Throws StudioError (404) where its pieces are not chosen yet. */
export async function openMaking(services: CollectionServices, id: string): Promise<OpenMaking> {
  const record = await getCollection(services.database, id)
  const making = await findMaking(services.database, record.making)
  const folder = makingFolder(services.folder, id, making?.id ?? 'none')
  const table = making === undefined ? undefined : await services.tables.read(folder)
  if (making === undefined || table === undefined) throw notYet('nothing is made of this collection yet')
  return { folder, making, table }
}

function parseTrait(text: string) {
  const colon = text.indexOf(':')
  if (colon < 1)
    throw new StudioError(
      'studio.BadRequest',
      `trait=${text}: write a layer and a value, such as Hat:Crown`,
      {
        field: 'trait',
      },
    )
  return { trait: text.slice(0, colon), value: text.slice(colon + 1) }
}

function notYet(message: string): StudioError {
  return new StudioError('collection.NotYet', message, { status: 404 })
}

interface SentFile {
  readonly place: string
  readonly type: string
  /** SHA-256 in hex, where it is known; else the file's length and time stand for it. */
  readonly hash?: string | undefined
  /** The address never means anything else. */
  readonly isImmutable?: boolean
}

/** Sends a file, or says that the reader has it. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { place, type, hash, isImmutable = false }: SentFile,
): Promise<FastifyReply> {
  const file = await stat(place).catch(() => undefined)
  if (file === undefined) throw notYet('this is not drawn yet')
  const etag = `"${hash ?? `${file.size}-${file.mtimeMs}`}"`
  reply.header('etag', etag)
  reply.header('cache-control', isImmutable ? 'private, max-age=31536000, immutable' : 'private, no-cache')
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type(type).header('content-length', file.size).send(createReadStream(place))
}
