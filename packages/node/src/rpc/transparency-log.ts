import { ApiError } from '@demiurge/api'
import { entryBundle, parseTilePath, tile } from '@demiurge/art'
import type { FastifyInstance } from 'fastify'
import type { ProvenanceLog } from '../index/provenance-log.ts'

const TILE = 256

/** The provenance log as C2SP tlog-tiles has it: `/log/checkpoint` and `/log/tile/…`, for monitors and any tlog client. */
export function serveLog(server: FastifyInstance, log: ProvenanceLog): void {
  server.get('/log/checkpoint', (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return reply.type('text/plain; charset=utf-8').send(log.checkpoint().note)
  })
  server.get<{ Params: { '*': string } }>('/log/tile/*', async (request, reply) => {
    const name = parseTilePath(`tile/${request.params['*']}`)
    if (name === undefined) throw notThere(request.url)
    const { level, index, width } = name
    reply.header('cache-control', 'public, max-age=31536000, immutable').type('application/octet-stream')
    if (level === 'entries') {
      const from = BigInt(index) * BigInt(TILE)
      const entries = await log.entries(from, from + BigInt(width))
      if (entries.length < width) throw notThere(request.url)
      return reply.send(Buffer.from(entryBundle(entries)))
    }
    try {
      return reply.send(Buffer.from(tile(log.tree, level, index, width)))
    } catch (error) {
      throw notThere(request.url, error)
    }
  })
}

function notThere(url: string, cause?: unknown): ApiError {
  return new ApiError('log.NoTile', `${url} is no tile of this log, or the log is not that long yet`, {
    status: 404,
    cause,
  })
}
