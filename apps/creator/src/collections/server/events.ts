import type { JobView, StudioEvent } from '@demiurge/studio/contract'
import { STUDIO } from './studio-api.ts'

/** How fast a job goes, from what was told of it. */
export interface Pace {
  /** Pieces, or what else the job counts, in a second. */
  readonly perSecond: number
  /** Until the end, at this pace. */
  readonly leftMs: number
}

/** What the page knows of the studio's work, kept up to date by the server. */
export interface StudioEvents {
  readonly jobs: () => ReadonlyMap<string, JobView>
  readonly paceOf: (job: string) => Pace | undefined
  readonly subscribe: (listener: () => void) => () => void
  /** Every single event, for what must see each one. */
  readonly listen: (listener: (event: StudioEvent) => void) => () => void
  /** Takes over an answer that is newer than what was told. */
  readonly learn: (job: JobView) => void
  close(): void
}

/** Weight of the newest of the measurements of a pace. */
const NEWEST = 0.3

interface Mark {
  readonly done: number
  readonly atMs: number
  readonly phase: string
  readonly perSecond: number | undefined
}

/** Follows the studio. The browser connects again by itself whenever the stream ends; the server then tells everything anew. */
export function followStudio(
  open: () => EventTarget & { close(): void } = () => new EventSource(`${STUDIO}/events`),
  nowMs: () => number = () => performance.now(),
): StudioEvents {
  const states = new Set<() => void>()
  const listeners = new Set<(event: StudioEvent) => void>()
  const marks = new Map<string, Mark>()
  let jobs: ReadonlyMap<string, JobView> = new Map()
  const source = open()
  const learn = (job: JobView): void => {
    marks.set(job.id, measure(marks.get(job.id), job, nowMs()))
    jobs = new Map(jobs).set(job.id, job)
    for (const state of states) state()
  }
  source.addEventListener('message', (message) => {
    const event = readEvent(Object(message).data)
    if (event === undefined) return
    if (event.type === 'job') learn(event.job)
    for (const listener of listeners) listener(event)
  })
  return {
    jobs: () => jobs,
    learn,
    paceOf(id) {
      const job = jobs.get(id)
      const perSecond = marks.get(id)?.perSecond
      if (job === undefined || perSecond === undefined || perSecond <= 0 || job.state !== 'running')
        return undefined
      return { perSecond, leftMs: (1_000 * Math.max(0, job.total - job.done)) / perSecond }
    },
    subscribe(listener) {
      states.add(listener)
      return () => states.delete(listener)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => source.close(),
  }
}

/** A decaying average; a job that was paused, or went on with something else, is measured anew. */
function measure(before: Mark | undefined, { done, state, phase }: JobView, atMs: number): Mark {
  if (before === undefined || state !== 'running' || phase !== before.phase || done < before.done)
    return { done, atMs, phase, perSecond: undefined }
  const seconds = (atMs - before.atMs) / 1_000
  if (seconds <= 0 || done === before.done) return before
  const now = (done - before.done) / seconds
  const perSecond =
    before.perSecond === undefined ? now : before.perSecond + NEWEST * (now - before.perSecond)
  return { done, atMs, phase, perSecond }
}

function readEvent(data: unknown): StudioEvent | undefined {
  if (typeof data !== 'string') return undefined
  try {
    const event: unknown = JSON.parse(data)
    const { type } = Object(event)
    // The server and the page share the contract's types; a newer server's other events are not ours.
    return type === 'job' || type === 'collection' ? (event as StudioEvent) : undefined
  } catch {
    return undefined
  }
}
