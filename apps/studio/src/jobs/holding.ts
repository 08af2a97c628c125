import { randomUUID } from 'node:crypto'
import type { Database, Queries, SqlValue } from '../database/database.ts'
import { type ClaimedJob, type Job, jobOf } from './job.ts'
import type { JobProgress, QueueOptions } from './queue.ts'

/** How long a job is held without a heartbeat. */
export const LEASE_MS = 30_000
/** A job is given up after so many failed attempts. */
export const MOST_FAILURES = 5
/** The first wait after a failure; each further one is four times as long. */
const FIRST_WAIT_MS = 1_000

const MINE = "id = $1 AND state = 'running' AND lease = $2"
const FREE =
  "((state = 'waiting' AND not_before_ms <= $1) OR (state = 'running' AND lease_until_ms < $1)) AND failures < $2"

/** What runners do: methods of `JobQueue`. */
export function createHolding(options: QueueOptions) {
  const { database, nowMs, onChange } = options
  const update = (to: Queries, sql: string, ...values: readonly SqlValue[]) =>
    updateOne(to, onChange, sql, values)
  return {
    claim: (kinds: readonly string[], owner: string) => claimJob(options, { kinds, owner }),
    async beat({ id, lease }: ClaimedJob, progress?: JobProgress): Promise<boolean> {
      const now = nowMs()
      const hold = `lease_until_ms = $3, changed_ms = $4`
      const job =
        progress === undefined
          ? await update(database, `${hold} WHERE ${MINE}`, id, lease, now + LEASE_MS, now)
          : await update(
              database,
              `${hold}, phase = $5, done = $6, total = $7 WHERE ${MINE}`,
              ...[id, lease, now + LEASE_MS, now, progress.phase, progress.done, progress.total],
            )
      return job !== undefined
    },
    async finish({ id, lease }: ClaimedJob, result: unknown, to: Queries = database): Promise<boolean> {
      const job = await update(
        to,
        `state = 'done', result = $3, done = total, failure = NULL, ended_ms = $4, changed_ms = $4, active_key = NULL, lease = NULL WHERE ${MINE}`,
        ...[id, lease, JSON.stringify(result ?? null), nowMs()],
      )
      return job !== undefined
    },
    async fail({ id, lease, failures }: ClaimedJob, failure: string, isFinal: boolean): Promise<boolean> {
      const now = nowMs()
      const isOver = isFinal || failures + 1 >= MOST_FAILURES
      const values = [id, lease, failure, now]
      const job = isOver
        ? await update(
            database,
            `state = 'failed', failure = $3, failures = failures + 1, ended_ms = $4, changed_ms = $4, active_key = NULL, lease = NULL WHERE ${MINE}`,
            ...values,
          )
        : await update(
            database,
            `state = 'waiting', failure = $3, failures = failures + 1, not_before_ms = $5, changed_ms = $4, lease = NULL WHERE ${MINE}`,
            ...values,
            now + FIRST_WAIT_MS * 4 ** failures,
          )
      return job !== undefined
    },
    async release({ id, lease }: ClaimedJob): Promise<boolean> {
      const job = await update(
        database,
        `state = 'waiting', changed_ms = $3, lease = NULL WHERE ${MINE}`,
        ...[id, lease, nowMs()],
      )
      return job !== undefined
    },
    async releaseAll(): Promise<number> {
      const rows = await database.query(
        "UPDATE jobs SET state = 'waiting', failures = failures + 1, changed_ms = $1, lease = NULL WHERE state = 'running' RETURNING *",
        nowMs(),
      )
      for (const row of rows) onChange(jobOf(row))
      return rows.length
    },
  }
}

/** Jobs whose holders were lost so often that nobody is to take them again. */
async function giveUpLost(database: Database, now: number, onChange: (job: Job) => void): Promise<void> {
  const rows = await database.query(
    `UPDATE jobs SET state = 'failed', failure = $3, ended_ms = $1, changed_ms = $1, active_key = NULL, lease = NULL
     WHERE (state = 'running' AND lease_until_ms < $1 AND failures >= $2 - 1) OR (state = 'waiting' AND failures >= $2) RETURNING *`,
    now,
    MOST_FAILURES,
    `its worker was lost ${MOST_FAILURES} times; resume lets it be tried again`,
  )
  for (const row of rows) onChange(jobOf(row))
}

async function claimJob(
  { database, nowMs, onChange }: QueueOptions,
  { kinds, owner }: { readonly kinds: readonly string[]; readonly owner: string },
): Promise<ClaimedJob | undefined> {
  const now = nowMs()
  const lease = `${owner}/${randomUUID()}`
  const names = kinds.map((_, i) => `$${i + 5}`).join(', ')
  await giveUpLost(database, now, onChange)
  const job = await updateOne(
    database,
    onChange,
    `state = 'running', attempts = attempts + 1, failures = failures + (CASE WHEN state = 'running' THEN 1 ELSE 0 END),
     lease = $3, lease_until_ms = $4, started_ms = COALESCE(started_ms, $1), changed_ms = $1
     WHERE id = (SELECT id FROM jobs WHERE ${FREE} AND kind IN (${names}) ORDER BY sequence LIMIT 1) AND ${FREE}`,
    [now, MOST_FAILURES, lease, now + LEASE_MS, ...kinds],
  )
  return job && { ...job, lease }
}

/** Changes one row of jobs, tells of it, and gives it; undefined when the condition does not hold. */
async function updateOne(
  to: Queries,
  onChange: (job: Job) => void,
  sql: string,
  values: readonly SqlValue[],
): Promise<Job | undefined> {
  const [row] = await to.query(`UPDATE jobs SET ${sql} RETURNING *`, ...values)
  if (row === undefined) return undefined
  const job = jobOf(row)
  onChange(job)
  return job
}
