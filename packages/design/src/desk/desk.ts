import type { DeskAnswer, DeskRequest, Tasks } from './message.ts'

/** A refusal or failure inside a worker, as it arrives on the page: the code and message of the original error. */
export class DeskError extends Error {
  override readonly name = 'DeskError'
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }
}

/** How a task is followed and ended. */
export interface AskOptions<P> {
  /** Aborting asks the worker to stop; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: P) => void
  /** Buffers that move to the worker instead of being copied. */
  readonly transfer?: readonly Transferable[]
}

/** A worker that does named tasks. */
export interface Desk<T extends Tasks<T>> {
  ask<N extends keyof T & string>(
    name: N,
    input: T[N]['input'],
    options?: AskOptions<T[N]['progress']>,
  ): Promise<T[N]['result']>
  /** Whether the worker runs: it does from the first task on. */
  readonly isStarted: () => boolean
  /** Ends the worker; what it still did is rejected. */
  close(): void
}

interface Open {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
  readonly onProgress: ((progress: never) => void) | undefined
}

/** Opens a desk on a worker that runs `serveDesk`. The worker is started when the first task comes. */
export function createDesk<T extends Tasks<T>>(start: () => Worker): Desk<T> {
  const open = new Map<number, Open>()
  let worker: Worker | undefined
  let lastId = 0

  const receive = ({ data }: MessageEvent<DeskAnswer>): void => {
    const task = open.get(data.id)
    if (task === undefined) return
    // The worker's side of the same task table wrote it.
    if (data.kind === 'progress') task.onProgress?.(data.progress as never)
    else open.delete(data.id)
    if (data.kind === 'done') task.resolve(data.result)
    if (data.kind === 'failed') task.reject(new DeskError(data.message, data.code))
  }
  const fail = (message: string): void => {
    for (const { reject } of open.values()) reject(new DeskError(message, undefined))
    open.clear()
    worker?.terminate()
    worker = undefined
  }
  const post = (request: DeskRequest, transfer: readonly Transferable[] = []): void => {
    if (worker === undefined) {
      worker = start()
      worker.addEventListener('message', receive)
      worker.addEventListener('error', ({ message }) => fail(`a background worker failed: ${message}`))
    }
    worker.postMessage(request, [...transfer])
  }
  const run = <N extends keyof T & string>(
    name: N,
    input: T[N]['input'],
    { signal, onProgress, transfer }: AskOptions<T[N]['progress']> = {},
  ): Promise<T[N]['result']> => {
    signal?.throwIfAborted()
    const id = ++lastId
    const result = new Promise<T[N]['result']>((resolve, reject) =>
      open.set(id, { resolve: resolve as Open['resolve'], reject, onProgress }),
    )
    const cancel = (): void => post({ kind: 'cancel', id })
    signal?.addEventListener('abort', cancel)
    post({ kind: 'ask', id, name, input }, transfer)
    return result.finally(() => signal?.removeEventListener('abort', cancel))
  }
  return {
    isStarted: () => worker !== undefined,
    ask: async (name, input, options) => run(name, input, options),
    close: () => fail('the background worker was closed'),
  }
}

/** What a task sees of its caller. */
export interface TaskControl<P> {
  readonly signal: AbortSignal
  readonly progress: (progress: P) => void
}

/** The implementation of a table of tasks. */
export type TaskHandlers<T extends Tasks<T>> = {
  readonly [N in keyof T]: (
    input: T[N]['input'],
    control: TaskControl<T[N]['progress']>,
  ) => Promise<T[N]['result']>
}

/** Serves tasks inside a worker. */
export function serveDesk<T extends Tasks<T>>(handlers: TaskHandlers<T>): void {
  const running = new Map<number, AbortController>()
  const table = new Map<string, (input: never, control: TaskControl<unknown>) => Promise<unknown>>(
    Object.entries(handlers),
  )
  const answer = (message: DeskAnswer): void => postMessage(message)
  const serve = async ({ id, name, input }: Extract<DeskRequest, { kind: 'ask' }>): Promise<void> => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const handler = table.get(name)
      if (handler === undefined) throw new Error(`there is no task ${name}`)
      const progress = (value: unknown): void => answer({ kind: 'progress', id, progress: value })
      // The page's side of the same task table wrote it.
      const result = await handler(input as never, { signal: controller.signal, progress })
      answer({ kind: 'done', id, result })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const code: unknown = Object(error).code
      answer({ kind: 'failed', id, message, code: typeof code === 'string' ? code : undefined })
    } finally {
      running.delete(id)
    }
  }
  addEventListener('message', ({ data }: MessageEvent<DeskRequest>) => {
    if (data.kind === 'ask') void serve(data)
    else running.get(data.id)?.abort(new DeskError('cancelled', 'cancelled'))
  })
}
