/**
 * @module What a render process runs: one task at a time, asked and answered over the channel to the studio that started it. It ends
 * with the studio, however that ends.
 */
import { constants, setPriority } from 'node:os'
import { CollectionError } from '@demiurge/art'
import { workOutRevision } from '../collections/revision.ts'
import { StudioError } from '../error.ts'
import { checkPicture } from '../uploads/check-picture.ts'
import { makeArchive } from './archive.ts'
import { makePieces } from './make.ts'
import { countPieces, countRarity, drawPreview } from './preview.ts'
import type { RenderAnswer, RenderFailure, RenderQuestion, Tasks } from './tasks.ts'

/** How a task is done: it ends soon when the signal is aborted. */
type TaskWork = {
  readonly [T in keyof Tasks]: (
    input: Tasks[T]['input'],
    control: { readonly signal: AbortSignal; readonly tell: (news: Tasks[T]['news']) => void },
  ) => Promise<Tasks[T]['output']>
}

const WORK: TaskWork = {
  picture: checkPicture,
  make: makePieces,
  preview: drawPreview,
  rarity: countRarity,
  revision: async (wish) => workOutRevision(wish),
  combinations: countPieces,
  archive: makeArchive,
}

// The chain goes on first: threads that are started from here on have this priority as well.
try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
} catch {
  // Not every system lets a process do it; then it is drawn with the priority of everything else.
}

const running = new Map<number, AbortController>()

process.on('message', (question: RenderQuestion) => {
  if (question.type === 'stop') running.get(question.id)?.abort()
  else void answer(question.id, question.task, question.input)
})
// The studio is gone: what is drawn is kept, and whoever comes next goes on with it.
process.on('disconnect', () => process.exit(0))
send({ type: 'ready' })

async function answer(id: number, task: keyof Tasks, input: unknown): Promise<void> {
  const control = new AbortController()
  running.set(id, control)
  const work = WORK[task] as (input: unknown, control: object) => Promise<unknown>
  try {
    const tell = (news: unknown) => send({ type: 'news', id, news })
    send({ type: 'done', id, output: await work(input, { signal: control.signal, tell }) })
  } catch (error) {
    send({ type: 'failed', id, failure: failureOf(error) })
  } finally {
    running.delete(id)
  }
}

function send(message: RenderAnswer): void {
  // A studio that has just gone cannot be told; `disconnect` ends this process.
  process.send?.(message, undefined, {}, () => {})
}

/** Those of the collection engine that would come again. */
const LASTING: readonly string[] = [
  'collection.definition',
  'collection.layers',
  'collection.infeasible',
  'collection.memory',
  'collection.changed',
]

function failureOf(error: unknown): RenderFailure {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof StudioError) {
    const { code, status, field } = error
    return { message, code, status, ...(field === undefined ? {} : { field }) }
  }
  if (error instanceof CollectionError && LASTING.includes(error.code))
    return {
      message,
      code: error.code,
      status: 422,
      ...(error.field === undefined ? {} : { field: error.field }),
    }
  return { message }
}
