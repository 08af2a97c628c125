import type { JobState, JobView } from '../contract/jobs.ts'
import type { Row } from '../database/database.ts'

/** A job as the queue knows it. */
export interface Job {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly state: JobState
  /** What is to be done, as its kind understands it. */
  readonly input: unknown
  /** What came of it; none until it is done. */
  readonly result: unknown
  readonly phase: string
  readonly done: number
  readonly total: number
  readonly attempts: number
  /** Attempts that failed since it was asked for, or resumed. */
  readonly failures: number
  readonly failure: string | undefined
  readonly by: string
  /** Unix ms. */
  readonly createdMs: number
  readonly startedMs: number | undefined
  readonly endedMs: number | undefined
}

/** A job of which this claim is the only one: whoever holds another has lost it. */
export interface ClaimedJob extends Job {
  readonly lease: string
}

/** A row of the table `jobs`. */
export function jobOf(row: Row): Job {
  const optional = (value: Row[string] | undefined) => (typeof value === 'number' ? value : undefined)
  return {
    id: String(row.id),
    kind: String(row.kind),
    subject: String(row.subject),
    state: String(row.state) as JobState,
    input: JSON.parse(String(row.input)),
    result: typeof row.result === 'string' ? JSON.parse(row.result) : undefined,
    phase: String(row.phase),
    done: Number(row.done),
    total: Number(row.total),
    attempts: Number(row.attempts),
    failures: Number(row.failures),
    failure: typeof row.failure === 'string' ? row.failure : undefined,
    by: String(row.made_by),
    createdMs: Number(row.created_ms),
    startedMs: optional(row.started_ms),
    endedMs: optional(row.ended_ms),
  }
}

/** What the page is told of a job. */
export function viewOf(job: Job): JobView {
  const { id, kind, subject, state, phase, done, total, attempts, failure, createdMs, by } = job
  return {
    ...{ id, kind, subject, state, phase, done, total, attempts, createdMs, by },
    ...(failure === undefined || state === 'done' ? {} : { failure }),
    ...(job.startedMs === undefined ? {} : { startedMs: job.startedMs }),
    ...(job.endedMs === undefined ? {} : { endedMs: job.endedMs }),
  }
}

/** Where jobs can still go on from. */
export function isActive({ state }: Pick<Job, 'state'>): boolean {
  return state === 'waiting' || state === 'running' || state === 'paused'
}
