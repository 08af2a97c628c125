import type { Json } from '@demiurge/codec'
import { badAnswer, fieldsOf, readAnswer, rpcRequest } from './json-rpc.ts'

/** Requests in one HTTP body; a node refuses larger batches. */
export const MAX_BATCH = 100

interface Pending {
  readonly id: number
  readonly request: Json
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Calls made in the same turn travel together: what a page asks for at once costs one round trip. Each call gets its own result or
 * its own error.
 */
export function createBatcher(
  send: (body: Json) => Promise<Json>,
): (method: string, params: Json) => Promise<unknown> {
  let lastId = 0
  let waiting: Pending[] = []

  const flush = (): void => {
    const batch = waiting
    waiting = []
    for (let at = 0; at < batch.length; at += MAX_BATCH) void exchange(send, batch.slice(at, at + MAX_BATCH))
  }

  return (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      if (waiting.length === 0) void Promise.resolve().then(flush)
      waiting.push({ id, request: rpcRequest(id, method, params), resolve, reject })
    })
}

/** Sends calls and settles every one of them, whatever comes back. */
async function exchange(send: (body: Json) => Promise<Json>, calls: readonly Pending[]): Promise<void> {
  try {
    const [only] = calls
    const body = calls.length === 1 && only !== undefined ? only.request : calls.map(({ request }) => request)
    settle(calls, await send(body))
  } catch (error) {
    for (const { reject } of calls) reject(error)
  }
}

function settle(calls: readonly Pending[], body: Json): void {
  const answers = new Map<number, unknown>()
  for (const each of Array.isArray(body) ? body : [body]) {
    const { id, error } = fieldsOf(each)
    if (typeof id === 'number') answers.set(id, each)
    // JSON-RPC 2.0, 5: an id of null means that the request itself could not be read, and so none of the calls.
    else if (error !== undefined) throw errorOf(each)
  }
  for (const { id, resolve, reject } of calls) {
    try {
      const json = answers.get(id)
      if (json === undefined) throw badAnswer(`request ${id} was not answered`)
      const answer = readAnswer(json)
      if ('error' in answer) reject(answer.error)
      else resolve(answer.result)
    } catch (error) {
      reject(error)
    }
  }
}

function errorOf(json: unknown): unknown {
  const answer = readAnswer(json)
  return 'error' in answer ? answer.error : badAnswer('it has no id')
}
