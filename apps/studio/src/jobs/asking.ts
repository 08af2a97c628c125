import { randomUUID } from 'node:crypto'
import { DatabaseError, type Queries, type SqlValue } from '../database/database.ts'
import { StudioError } from '../error.ts'
import { type Job, jobOf } from './job.ts'
import type { JobWish, QueueOptions } from './queue.ts'

/** What people do: methods of `JobQueue`. */
export function createAsking({ database, nowMs, onChange }: QueueOptions) {
  const find = async (id: string, to: Queries = database): Promise<Job | undefined> => {
    const [row] = await to.query('SELECT * FROM jobs WHERE id = $1', id)
    return row && jobOf(row)
  }
  /** Changes a job that is in one of these states; refuses otherwise, and is content when it is where it is to go. */
  const move = async (id: string, to: string, from: readonly string[], set: string): Promise<Job> => {
    const states = from.map((each) => `'${each}'`).join(', ')
    const [row] = await database.query(
      `UPDATE jobs SET state = '${to}', lease = NULL, changed_ms = $2, ${set} WHERE id = $1 AND state IN (${states}) RETURNING *`,
      id,
      nowMs(),
    )
    if (row !== undefined) {
      onChange(jobOf(row))
      return jobOf(row)
    }
    const job = await find(id)
    if (job === undefined)
      throw new StudioError('job.Unknown', `there is no job ${id}`, { status: 404, field: 'id' })
    if (job.state === to || (to === 'waiting' && job.state === 'running')) return job
    throw new StudioError('job.Ended', `the job is ${job.state}: it cannot be ${to} any more`, {
      status: 409,
    })
  }
  return {
    find,
    add: (wish: JobWish, to?: Queries) => addJob({ database, nowMs, onChange }, wish, to),
    pause: (id: string) => move(id, 'paused', ['waiting', 'running'], 'failures = 0'),
    async resume(id: string): Promise<Job> {
      try {
        return await move(
          id,
          'waiting',
          ['paused', 'failed'],
          "failures = 0, not_before_ms = 0, failure = NULL, ended_ms = NULL, active_key = kind || '/' || subject",
        )
      } catch (error) {
        if (!(error instanceof DatabaseError && error.isConflict)) throw error
        throw new StudioError('job.Busy', 'another job for the same thing is under way', { status: 409 })
      }
    },
    cancel: (id: string) =>
      move(id, 'cancelled', ['waiting', 'running', 'paused'], 'ended_ms = $2, active_key = NULL'),
    async list(wish: { readonly subject?: string; readonly kind?: string; readonly limit?: number } = {}) {
      const values: SqlValue[] = [wish.limit ?? 100]
      const conditions = (['subject', 'kind'] as const).flatMap((column) => {
        const value = wish[column]
        return value === undefined ? [] : [`${column} = $${values.push(value)}`]
      })
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
      const rows = await database.query(
        `SELECT * FROM jobs ${where} ORDER BY sequence DESC LIMIT $1`,
        ...values,
      )
      return rows.map(jobOf)
    },
    async changedSince(ms: number): Promise<readonly Job[]> {
      const rows = await database.query('SELECT * FROM jobs WHERE changed_ms >= $1 ORDER BY sequence', ms)
      return rows.map(jobOf)
    },
  }
}

async function addJob({ database, nowMs, onChange }: QueueOptions, wish: JobWish, within?: Queries) {
  const { kind, subject, input, by, requestKey = null } = wish
  const activeKey = `${kind}/${subject}`
  const id = randomUUID()
  const insert = async (to: Queries): Promise<Job | undefined> => {
    const [next] = await to.query('UPDATE job_sequence SET last = last + 1 WHERE id = 1 RETURNING last')
    const [row] = await to.query(
      `INSERT INTO jobs (id, sequence, kind, subject, state, input, phase, done, total, attempts, failures, made_by, active_key, request_key, not_before_ms, created_ms, changed_ms)
       VALUES ($1, $2, $3, $4, 'waiting', $5, 'waiting', 0, 0, 0, 0, $6, $7, $8, 0, $9, $9) ON CONFLICT DO NOTHING RETURNING *`,
      ...[id, Number(next?.last), kind, subject, JSON.stringify(input), by, activeKey, requestKey, nowMs()],
    )
    return row && jobOf(row)
  }
  const existing = async (to: Queries): Promise<Job | undefined> => {
    const [row] = await to.query(
      'SELECT * FROM jobs WHERE request_key = $1 OR active_key = $2 ORDER BY CASE WHEN request_key = $1 THEN 0 ELSE 1 END LIMIT 1',
      requestKey,
      activeKey,
    )
    return row && jobOf(row)
  }
  const work = async (to: Queries) => {
    // What stands in the way may end between the two looks.
    for (let tries = 0; tries < 3; tries++) {
      const found = await existing(to)
      if (found !== undefined) return { job: found, isNew: false }
      const job = await insert(to)
      if (job !== undefined) return { job, isNew: true }
    }
    throw new StudioError('job.Busy', 'another job for the same thing is under way', { status: 409 })
  }
  const added = await (within === undefined ? database.transaction(work) : work(within))
  if (added.isNew) onChange(added.job)
  return added
}
