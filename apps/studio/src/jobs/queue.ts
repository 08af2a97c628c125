import type { Database, Queries } from '../database/database.ts'
import { createAsking } from './asking.ts'
import { createHolding } from './holding.ts'
import type { ClaimedJob, Job } from './job.ts'

/** What is to be done. Of one kind one job at a time is under way for a subject. */
export interface JobWish {
  readonly kind: string
  readonly subject: string
  readonly input: unknown
  /** Name of who asks. */
  readonly by: string
  /** Who asks again with the same key gets the job that was made then, whatever became of it. */
  readonly requestKey?: string
}

/** How far a job is. */
export interface JobProgress {
  readonly phase: string
  readonly done: number
  readonly total: number
}

/** The queue of jobs, on the studio's database. All methods throw DatabaseError. */
export interface JobQueue {
  /** Asks for a job, within `to` when given; `isNew` is false where one with the same key is there already. */
  add(wish: JobWish, to?: Queries): Promise<{ readonly job: Job; readonly isNew: boolean }>
  /** Takes the oldest job that waits, or whose holder was not heard of for a lease; undefined when there is none. */
  claim(kinds: readonly string[], owner: string): Promise<ClaimedJob | undefined>
  /** Holds the job for another lease and tells how far it is. False when it is no longer this claim's: paused, cancelled or lost. */
  beat(job: ClaimedJob, progress?: JobProgress): Promise<boolean>
  /** The job is done. Nothing happens, and false comes back, when it is no longer this claim's. */
  finish(job: ClaimedJob, result: unknown, to?: Queries): Promise<boolean>
  /** The attempt failed: the job waits and is tried again, or is given up when `isFinal` or after MOST_FAILURES. */
  fail(job: ClaimedJob, failure: string, isFinal: boolean): Promise<boolean>
  /** Gives the job back unharmed: its holder is leaving. */
  release(job: ClaimedJob): Promise<boolean>
  /** Lets every running job wait: for a database whose only runner has just begun. */
  releaseAll(): Promise<number>
  pause(id: string): Promise<Job>
  /** Lets a paused or failed job wait again. */
  resume(id: string): Promise<Job>
  cancel(id: string): Promise<Job>
  find(id: string): Promise<Job | undefined>
  /** The newest first. */
  list(wish?: {
    readonly subject?: string
    readonly kind?: string
    readonly limit?: number
  }): Promise<readonly Job[]>
  /** Jobs that changed at or after this time (Unix ms). */
  changedSince(ms: number): Promise<readonly Job[]>
}

/** How a queue is made. */
export interface QueueOptions {
  readonly database: Database
  /** Unix ms. */
  readonly nowMs: () => number
  /** Told of every change that this process makes. */
  readonly onChange: (job: Job) => void
}

/** The queue of the studio's jobs. */
export function createQueue(options: QueueOptions): JobQueue {
  return { ...createHolding(options), ...createAsking(options) }
}
