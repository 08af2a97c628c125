import { type Check, checkMetadata, checkStatement, type Metadata, parseCanonicalJson } from '@demiurge/art'
import { type Json, toJson } from '@demiurge/codec'
import type { Suites } from '@demiurge/crypto'
import { demiurge } from '@demiurge/modules'
import type { Client } from '../client.ts'
import { finalCalls, type ReadRequest } from './signing-request.ts'

/** One call as it will be executed: `module.name`, what that does, and its parameters as JSON. */
export interface ExplainedCall {
  readonly method: string
  readonly doc: string
  readonly params: { readonly [name: string]: Json }
}

/** The work of a request, fetched by the hashes that are signed and held against them. */
export interface ExplainedWork {
  readonly file: Uint8Array
  readonly mediaType: string
  readonly metadata: Metadata
  /** Whether file, metadata and statement say the same; the signatures are told by the request itself. */
  readonly checks: readonly Pick<Check<string>, 'name' | 'ok' | 'detail'>[]
}

/** What the calls of a request do, read from the very bytes that are signed. */
export function explainCalls({ request, signedStatement }: ReadRequest): readonly ExplainedCall[] {
  const calls = finalCalls(request, signedStatement)
  return demiurge.prepare(calls).calls.map(({ definition, params }, i) => ({
    method: calls[i]?.method ?? '',
    doc: definition.doc,
    params: Object(toJson(definition.params, params)),
  }))
}

/**
 * The work that a request mints, undefined where it mints none. Throws ApiError when the node does not have its files, SdkError
 * `asset.Mismatch` when it hands out others, and MetadataError for metadata that are no work's.
 */
export async function fetchRequestedWork(
  client: Client,
  { request, signedStatement }: ReadRequest,
  suites: Suites,
): Promise<ExplainedWork | undefined> {
  const said = request.statement?.statement
  if (said === undefined) return undefined
  const [file, metadataBytes] = await Promise.all([
    client.download(said.asset.sha256),
    client.download(said.metadata.sha256),
  ])
  const signed = signedStatement ?? {
    statement: said,
    authorization: { policy: request.policy, signatures: [] },
  }
  const checks = checkStatement(signed, { assetBytes: file, metadataBytes, suites })
  return {
    file,
    mediaType: said.asset.mediaType,
    metadata: checkMetadata('demiurge', parseCanonicalJson(metadataBytes)),
    checks: checks.filter(({ name }) => name !== 'signature'),
  }
}
