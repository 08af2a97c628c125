import type { Logger } from 'pino'
import { type AskOptions, createRenderProcess, type RenderProcess } from './render-process.ts'
import type { Tasks } from './tasks.ts'

/** Render processes that answer what somebody waits for: previews, rarities, pictures that were uploaded. */
export interface RenderDesk {
  ask<T extends keyof Tasks>(
    task: T,
    input: Tasks[T]['input'],
    options: AskOptions<Tasks[T]['news']>,
  ): Promise<Tasks[T]['output']>
  close(): Promise<void>
}

/** Nobody waits any more: what does not end by itself, because it reckons without a pause, is ended. */
const STOP_MS = 300

/** A desk of so many processes; the one with the shortest queue is asked. */
export function createDesk(logger: Logger, processes: number): RenderDesk {
  const all = Array.from({ length: processes }, () => createRenderProcess(logger))
  return {
    ask(task, input, options) {
      const [first] = all.toSorted((a, b) => a.load - b.load || startCost(a) - startCost(b))
      if (first === undefined) throw new RangeError('a desk has at least one process')
      return first.ask(task, input, { stopMs: STOP_MS, ...options })
    },
    close: async () => {
      await Promise.all(all.map((each) => each.close()))
    },
  }
}

function startCost({ pid }: RenderProcess): number {
  return pid === undefined ? 1 : 0
}
