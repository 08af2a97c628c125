import { type ChildProcess, fork } from 'node:child_process'
import type { Logger } from 'pino'
import { StudioError } from '../error.ts'
import type { RenderAnswer, RenderFailure, RenderQuestion, Tasks } from './tasks.ts'

/** The process that was asked died of the question, or was killed. */
export class RenderProcessEnded extends Error {
  override readonly name = 'RenderProcessEnded'

  constructor(how: string) {
    super(`the render process ended (${how})`)
  }
}

/** What else belongs to a question. */
export interface AskOptions<N> {
  /** Aborting ends the task; what is asked next goes on undisturbed. */
  readonly signal: AbortSignal
  readonly onNews?: (news: N) => void
  /** A task that was told to end and did not within so many ms is ended with its process; 5,000 when left out. */
  readonly stopMs?: number
}

/** A process that draws: whatever happens in it happens to it alone. It is started when it is needed, and ends when it was not for a minute. */
export interface RenderProcess {
  /**
   * Asks for a task; questions are answered one after the other. Rejects with StudioError for a refusal, with Error when the process died or
   * failed, with the signal's reason when aborted.
   */
  ask<T extends keyof Tasks>(
    task: T,
    input: Tasks[T]['input'],
    options: AskOptions<Tasks[T]['news']>,
  ): Promise<Tasks[T]['output']>
  /** Questions that wait or are being answered. */
  readonly load: number
  /** Process number while there is one. */
  readonly pid: number | undefined
  close(): Promise<void>
}

const STOP_MS = 5_000
const IDLE_MS = 60_000
/** What a render process is given of the environment: no secrets of the node. */
const ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'NODE_COMPILE_CACHE']

/** A render process; nothing is started yet. */
export function createRenderProcess(logger: Logger): RenderProcess {
  let child: ChildProcess | undefined
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  let load = 0
  let numbers = 0

  const running = (): ChildProcess => {
    clearTimeout(idle)
    if (child?.connected === true && child.exitCode === null && child.signalCode === null) return child
    child = startProgram(logger)
    return child
  }
  const rest = () => {
    clearTimeout(idle)
    idle = setTimeout(() => child?.kill('SIGKILL'), IDLE_MS)
    idle.unref()
  }
  return {
    get load() {
      return load
    },
    get pid() {
      return child?.exitCode === null && child.signalCode === null ? child.pid : undefined
    },
    ask(task, input, options) {
      load++
      const mine = last.then(async () => {
        options.signal.throwIfAborted()
        const question = { type: 'ask', id: ++numbers, task, input } as const
        return (await converse(running(), question, options as AskOptions<unknown>)) as never
      })
      last = mine
        .catch(() => {})
        .then(() => {
          load--
          rest()
        })
      return mine
    },
    async close() {
      clearTimeout(idle)
      const ending = child
      child = undefined
      if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
      const ended = new Promise((resolve) => ending.once('exit', resolve))
      ending.kill('SIGKILL')
      await ended
    },
  }
}

function startProgram(logger: Logger): ChildProcess {
  const env = Object.fromEntries(
    ENVIRONMENT.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const child = fork(new URL('./render-program.ts', import.meta.url), {
    serialization: 'advanced',
    env,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.stderr?.on('data', (text: Buffer) =>
    logger.warn({ pid: child.pid, text: text.toString() }, 'a render process says'),
  )
  child.on('error', (error) => logger.error({ err: error }, 'a render process cannot be started or told'))
  return child
}

/** One question and its answer. */
async function converse(
  child: ChildProcess,
  question: Extract<RenderQuestion, { type: 'ask' }>,
  { signal, onNews, stopMs = STOP_MS }: AskOptions<unknown>,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  let deadline: NodeJS.Timeout | undefined
  const hear = (answer: RenderAnswer) => {
    if (answer.type === 'ready' || answer.id !== question.id) return
    if (answer.type === 'news') onNews?.(answer.news)
    else if (answer.type === 'done') resolve(answer.output)
    else reject(signal.aborted ? signal.reason : errorOf(answer.failure))
  }
  const died = (code: number | null, how: string | null) =>
    reject(signal.aborted ? signal.reason : new RenderProcessEnded(how ?? `code ${code}`))
  const stop = () => {
    child.send({ type: 'stop', id: question.id } satisfies RenderQuestion, () => {})
    deadline = setTimeout(() => child.kill('SIGKILL'), stopMs)
  }
  child.on('message', hear)
  child.once('exit', died)
  signal.addEventListener('abort', stop, { once: true })
  try {
    child.send(question, (error) => error && reject(error))
    return await promise
  } finally {
    clearTimeout(deadline)
    child.off('message', hear)
    child.off('exit', died)
    signal.removeEventListener('abort', stop)
  }
}

function errorOf({ message, code, status = 422, field }: RenderFailure): Error {
  if (code === undefined) return new Error(message)
  return new StudioError(code, message, { status, ...(field === undefined ? {} : { field }) })
}
