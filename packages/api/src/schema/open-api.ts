import type { Method } from '../method.ts'
import { methods } from '../methods.ts'
import { propertiesOf } from './open-rpc.ts'

const PROBLEM = {
  description: 'Why not (RFC 9457)',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
          code: { type: 'string' },
        },
      },
    },
  },
}

/** The REST routes as an OpenAPI 3.1 document. */
export function openApi(version: string): unknown {
  const paths: Record<string, unknown> = {}
  for (const [name, definition] of Object.entries(methods) as [string, Method<unknown, unknown>][])
    if (definition.rest !== undefined) paths[definition.rest.path] = { get: operation(name, definition) }
  paths['/api/v1/assets'] = { post: UPLOAD }
  paths['/api/v1/assets/{sha256}'] = { get: DOWNLOAD }
  return { openapi: '3.1.0', info: { title: 'Demiurge node', version }, paths }
}

function operation(name: string, { doc, params, result, rest }: Method<unknown, unknown>): unknown {
  return {
    operationId: name,
    summary: doc,
    parameters: propertiesOf(params.schema).map(([field, schema, required]) => {
      const inPath = rest?.path.includes(`{${field}}`) === true
      return { name: field, in: inPath ? 'path' : 'query', required: inPath || required, schema }
    }),
    responses: {
      200: { description: 'The answer', content: { 'application/json': { schema: result.schema } } },
      default: PROBLEM,
    },
  }
}

const HASH = { type: 'string', pattern: '^0x[0-9a-f]{64}$' }

const UPLOAD = {
  operationId: 'asset_put',
  summary: 'Stores an asset (an image or metadata JSON) under the SHA-256 of its bytes.',
  requestBody: {
    required: true,
    content: {
      'image/png': {},
      'image/jpeg': {},
      'image/svg+xml': {},
      'application/json': {},
      'application/octet-stream': {},
    },
  },
  responses: {
    201: {
      description: 'Stored',
      content: { 'application/json': { schema: methods.asset_get.result.schema } },
    },
    default: PROBLEM,
  },
}

const DOWNLOAD = {
  operationId: 'asset_download',
  summary: 'The bytes of a stored asset; never changes.',
  parameters: [{ name: 'sha256', in: 'path', required: true, schema: HASH }],
  responses: { 200: { description: 'The bytes' }, default: PROBLEM },
}
