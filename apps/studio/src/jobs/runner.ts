import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { StudioError } from '../error.ts'
import type { ClaimedJob, Job } from './job.ts'
import type { JobProgress, JobQueue } from './queue.ts'

/** What a running job is given. */
export interface JobContext {
  /** Aborted when the job is paused, cancelled or lost, or the studio closes: what is under way is to end soon. */
  readonly signal: AbortSignal
  readonly report: (progress: JobProgress) => void
}

/** A kind of job. */
export interface JobKind {
  /** Such as `collection.make`. */
  readonly name: string
  /**
   * Does it, from wherever an earlier attempt had come to, and gives its result, which is kept as JSON. Throws StudioError when another
   * attempt cannot help; anything else is tried again.
   */
  run(job: Job, context: JobContext): Promise<unknown>
}

/** Takes jobs and does them, one after the other. */
export interface JobRunner {
  /** There may be something to do. */
  wake(): void
  /** A job is no longer to be done here; looked at anew at once. */
  recheck(id: string): void
  /** Gives what it does back to the queue and ends. */
  close(): Promise<void>
}

/** How a runner is made. */
export interface RunnerOptions {
  readonly queue: JobQueue
  readonly kinds: readonly JobKind[]
  readonly logger: Logger
  /** How often the queue is looked at for work. */
  readonly pollMs: number
  /** How often a running job's lease is renewed and its progress written down; then it is found out whether it was paused elsewhere. */
  readonly beatMs: number
  /** Told how far a job is, at most ten times a second. */
  readonly onProgress: (job: Job) => void
  /** Whether this process may take jobs now: false while another one holds the studio's folder. Asked before each. */
  readonly mayRun?: () => Promise<boolean>
}

/** Progress is told so often. */
const REPORT_MS = 100

/** Starts a runner. */
export function startRunner(options: RunnerOptions): JobRunner {
  const { queue, kinds, logger, pollMs, mayRun = async () => true } = options
  const owner = `${hostname()}/${process.pid}`
  const closing = new AbortController()
  const alarm = createAlarm()
  let current: { readonly id: string; readonly recheck: () => void } | undefined

  const takeOne = async (): Promise<boolean> => {
    if (!(await mayRun())) return false
    const job = await queue.claim(
      kinds.map(({ name }) => name),
      owner,
    )
    const kind = kinds.find(({ name }) => name === job?.kind)
    if (job === undefined || kind === undefined) return false
    const recheck = createAlarm()
    current = { id: job.id, recheck: recheck.ring }
    await runJob(options, { job, kind, closing: closing.signal, recheck })
    current = undefined
    return true
  }

  const loop = (async () => {
    while (!closing.signal.aborted) {
      const found = await takeOne().catch((error: unknown) => {
        logger.warn({ err: error }, 'jobs cannot be taken at the moment')
        return false
      })
      if (!found && !closing.signal.aborted) await alarm.within(pollMs)
    }
  })()

  return {
    wake: alarm.ring,
    recheck(id) {
      if (current?.id === id) current.recheck()
    },
    async close() {
      closing.abort()
      alarm.ring()
      await loop
    },
  }
}

interface Run {
  readonly job: ClaimedJob
  readonly kind: JobKind
  readonly closing: AbortSignal
  readonly recheck: Alarm
}

/** Does one job while it keeps hold of it. Throws DatabaseError when what became of it cannot be written down: its lease runs out then. */
async function runJob({ queue, logger, beatMs, onProgress }: RunnerOptions, run: Run): Promise<void> {
  const { job, kind, closing, recheck } = run
  const ending = new AbortController()
  const signal = AbortSignal.any([ending.signal, closing])
  const reporter = createReporter(job, onProgress)
  const holding = holdJob({ queue, job, beatMs, recheck, ending, latest: () => reporter.latest })
  const log = logger.child({ job: job.id, kind: job.kind, subject: job.subject })
  log.info({ attempt: job.attempts }, 'a job begins')
  try {
    const result = await kind.run(job, { signal, report: reporter.report })
    reporter.close()
    // `finish` takes what was told last for the whole.
    if (reporter.latest !== undefined) await queue.beat(job, reporter.latest)
    if (await queue.finish(job, result)) log.info('a job is done')
  } catch (error) {
    reporter.close()
    if (closing.aborted) await queue.release(job)
    else if (!ending.signal.aborted) {
      log.warn({ err: error }, 'an attempt of a job failed')
      const isFinal = error instanceof StudioError
      await queue.fail(job, error instanceof Error ? error.message : String(error), isFinal)
    }
  } finally {
    ending.abort()
    recheck.ring()
    await holding
  }
}

interface Holding {
  readonly queue: JobQueue
  readonly job: ClaimedJob
  readonly beatMs: number
  readonly recheck: Alarm
  readonly ending: AbortController
  readonly latest: () => JobProgress | undefined
}

/** Beats until the job ends or is somebody else's; then what runs is told to end. */
async function holdJob({ queue, job, beatMs, recheck, ending, latest }: Holding): Promise<void> {
  while (!ending.signal.aborted) {
    await recheck.within(beatMs)
    if (ending.signal.aborted) return
    // While the database does not answer the lease stands; when it has run out, the next beat says so.
    const isMine = await queue.beat(job, latest()).catch(() => true)
    if (!isMine) ending.abort()
  }
}

/** Passes on what is reported, not more often than REPORT_MS; the last of it always. */
function createReporter(job: Job, tell: (job: Job) => void) {
  let latest: JobProgress | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const send = () => {
    timer = undefined
    if (latest !== undefined && !isClosed) tell({ ...job, state: 'running', ...latest })
  }
  return {
    get latest() {
      return latest
    },
    report(progress: JobProgress) {
      const isNewPhase = progress.phase !== latest?.phase
      latest = progress
      if (isNewPhase && timer === undefined) send()
      timer ??= setTimeout(send, REPORT_MS)
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

interface Alarm {
  readonly ring: () => void
  /** Waits for the next ring, or so long. A ring while nobody waits is not lost. */
  readonly within: (ms: number) => Promise<void>
}

function createAlarm(): Alarm {
  let isRung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      isRung = true
      wake?.()
    },
    async within(ms) {
      if (!isRung) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        const timer = setTimeout(resolve, ms)
        await promise
        clearTimeout(timer)
        wake = undefined
      }
      isRung = false
    },
  }
}
