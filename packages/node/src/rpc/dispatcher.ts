import {
  ApiError,
  type MethodName,
  methods,
  openRpc,
  type ParamsOf,
  type ResultOf,
  RPC_CODES,
} from '@demiurge/api'
import { type Codec, CodecError, fromJson, type Json, toJson } from '@demiurge/codec'
import { CryptoError } from '@demiurge/crypto'
import { LedgerError } from '@demiurge/ledger'
import { RuntimeError } from '@demiurge/runtime'

/** What answers each method of the contract. */
export type Handlers = {
  readonly [K in MethodName]: (
    params: ParamsOf<(typeof methods)[K]>,
  ) => ResultOf<(typeof methods)[K]> | Promise<ResultOf<(typeof methods)[K]>>
}

/** Requests in one batch. */
const BATCH_LIMIT = 1_000

/** JSON-RPC 2.0 over the contract: whatever comes in, an answer or an error in its form goes out. */
export interface Dispatcher {
  /** Answers a request or a batch; undefined when there was nothing but notifications. */
  answer(body: unknown): Promise<Json | undefined>
  /** Calls one method with parameters as JSON. Throws what the handler throws. */
  call(name: string, params: unknown): Promise<Json>
}

/** Builds the dispatcher. `onBug` hears of exceptions that no rule explains; clients get a bare `internal error`. */
export function createDispatcher(
  handlers: Handlers,
  version: string,
  onBug: (error: unknown) => void,
): Dispatcher {
  const builtIn: Readonly<Record<string, () => unknown>> = {
    rpc_methods: () => [...Object.keys(methods), 'rpc_methods', 'rpc.discover'].sort(),
    'rpc.discover': () => openRpc(version),
  }

  const call = async (name: string, params: unknown): Promise<Json> => {
    const special = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined
    if (special !== undefined) return special() as Json
    if (!Object.hasOwn(methods, name))
      throw new ApiError('rpc.MethodNotFound', `there is no method "${name}"; rpc_methods lists them`, {
        number: RPC_CODES.methodNotFound,
        status: 404,
      })
    const method = methods[name as MethodName] as { params: Codec<unknown>; result: Codec<unknown> }
    const handler = handlers[name as MethodName] as (params: unknown) => unknown
    return toJson(method.result, await handler(readParams(method.params, params)))
  }

  const answerOne = async (given: unknown): Promise<Json | undefined> => {
    const request = readRequest(given)
    if (request.error !== undefined) return failure(request.id, request.error)
    try {
      const result = await call(request.method, request.params)
      return request.isNotification ? undefined : { jsonrpc: '2.0', id: request.id, result }
    } catch (error) {
      const known = asApiError(error)
      if (known.code === 'internal') onBug(error)
      return request.isNotification ? undefined : failure(request.id, known)
    }
  }

  return {
    call,
    async answer(body) {
      if (!Array.isArray(body)) return answerOne(body)
      if (body.length === 0) return failure(null, invalid('a batch holds at least one request'))
      if (body.length > BATCH_LIMIT)
        return failure(null, invalid(`a batch of ${body.length} requests is longer than ${BATCH_LIMIT}`))
      const answers = (await Promise.all(body.map(answerOne))).filter((each) => each !== undefined)
      return answers.length === 0 ? undefined : answers
    },
  }
}

type Request =
  | { readonly error: ApiError; readonly id: string | number | null }
  | {
      readonly error?: undefined
      readonly id: string | number | null
      readonly method: string
      readonly params: unknown
      readonly isNotification: boolean
    }

/** One request as JSON-RPC 2.0 section 4 has it. */
function readRequest(given: unknown): Request {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { id: null, error: invalid('a request is an object with jsonrpc, method, params and id') }
  const { jsonrpc, id: givenId = null, method, params } = given as Record<string, unknown>
  const isId = typeof givenId === 'string' || typeof givenId === 'number' || givenId === null
  const id = isId ? givenId : null
  if (!isId || jsonrpc !== '2.0' || typeof method !== 'string')
    return { id, error: invalid('jsonrpc must be "2.0", method a string, id a string or number') }
  return { id, method, params, isNotification: !Object.hasOwn(given, 'id') }
}

function readParams(codec: Codec<unknown>, params: unknown): unknown {
  try {
    return fromJson(codec, withAbsent(codec, params ?? {}))
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    throw new ApiError('rpc.InvalidParams', `params.${error.message}`, {
      number: RPC_CODES.invalidParams,
      cause: error,
    })
  }
}

/** JSON-RPC knows parameters by position too; ours go by name only, and the error says so. */
function withAbsent(codec: Codec<unknown>, params: unknown): unknown {
  if (!Array.isArray(params)) return params
  if (params.length === 0) return {}
  const names = Object.keys((codec.schema.properties ?? {}) as Record<string, Json>)
  throw new ApiError('rpc.InvalidParams', `params go by name: an object with ${names.join(', ')}`, {
    number: RPC_CODES.invalidParams,
  })
}

function invalid(message: string): ApiError {
  return new ApiError('rpc.InvalidRequest', message, { number: RPC_CODES.invalidRequest })
}

/** An error as JSON-RPC 2.0 answers it (section 5.1). */
export function failure(id: string | number | null, { number, message, code }: ApiError): Json {
  return { jsonrpc: '2.0', id, error: { code: number, message, data: { code } } }
}

/** Any exception as the error a client sees; what is not a rule of ours becomes `internal` without its text. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof LedgerError || error instanceof RuntimeError || error instanceof CryptoError)
    return new ApiError(error.code, error.message, { cause: error })
  if (error instanceof CodecError)
    return new ApiError('rpc.InvalidParams', error.message, { number: RPC_CODES.invalidParams, cause: error })
  return new ApiError('internal', 'the node failed to answer; its log has the reason', {
    number: RPC_CODES.internal,
    status: 500,
    cause: error,
  })
}
