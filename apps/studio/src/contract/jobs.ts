/** Where a job stands. `waiting` ones are taken in order; `failed` ones were tried as often as they may be. */
export type JobState = 'waiting' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled'

/** `GET /studio/jobs` (newest first), `GET /studio/jobs/ID`; `POST /studio/jobs/ID/pause`, `…/resume`, `…/cancel`. */
export interface JobView {
  readonly id: string
  /** Such as `collection.make`. */
  readonly kind: string
  /** What it is about: for `collection.make` the collection's identifier. */
  readonly subject: string
  readonly state: JobState
  /** What it does now, for people: `layers`, `pieces`, `finish`. */
  readonly phase: string
  readonly done: number
  /** 0 while unknown. */
  readonly total: number
  /** How often it was begun; more than 1 where a worker was lost. */
  readonly attempts: number
  /** Why it failed, for people. */
  readonly failure?: string
  /** Unix ms. */
  readonly createdMs: number
  readonly startedMs?: number
  readonly endedMs?: number
  /** Name of who asked for it. */
  readonly by: string
}

/** `GET /studio/events`: server-sent events, one of these as JSON in each `data`. The state of everything under way comes first. */
export type StudioEvent =
  | { readonly type: 'job'; readonly job: JobView }
  | { readonly type: 'collection'; readonly id: string; readonly revision: number; readonly isGone: boolean }
