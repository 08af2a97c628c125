import { ApiError, RPC_CODES } from '@demiurge/api'
import type { Json } from '@demiurge/codec'
import { SdkError } from '../error.ts'

/** A JSON-RPC 2.0 request. */
export function rpcRequest(id: number, method: string, params: Json): Json {
  return { jsonrpc: '2.0', id, method, params }
}

/** What a node said to one request: a result, or why there is none. */
export type RpcAnswer =
  | { readonly id: number | null; readonly result: unknown }
  | { readonly id: number | null; readonly error: ApiError }

/** Reads a JSON-RPC 2.0 response; throws SdkError `transport.BadAnswer` when it is none. */
export function readAnswer(json: unknown): RpcAnswer {
  const { id, result, error } = fieldsOf(json)
  if (typeof id !== 'number' && id !== null) throw badAnswer('it has no id')
  if (error !== undefined) return { id, error: readError(error) }
  if (result === undefined) throw badAnswer('it has neither result nor error')
  return { id, result }
}

/** Reads the members of a JSON object; anything else has none. */
export function fieldsOf(json: unknown): { readonly [name: string]: unknown } {
  return typeof json === 'object' && json !== null ? (json as { readonly [name: string]: unknown }) : {}
}

/** The error member of a response (JSON-RPC 2.0, 5.1); `data.code` is the stable string. */
function readError(json: unknown): ApiError {
  const { code, message, data } = fieldsOf(json)
  const number = typeof code === 'number' ? code : RPC_CODES.internal
  const { code: stable } = fieldsOf(data)
  return new ApiError(
    typeof stable === 'string' ? stable : `rpc.${number}`,
    typeof message === 'string' ? message : 'the node answered with an error and no message',
    { number },
  )
}

/** The error for an answer that breaks the protocol. */
export function badAnswer(reason: string): SdkError {
  return new SdkError(
    'transport.BadAnswer',
    `the answer is not JSON-RPC 2.0: ${reason}. Is this the address of a node?`,
  )
}
