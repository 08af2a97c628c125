/** The queue: each job is done once, whoever dies; nobody holds what another has. */
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import type { JobView } from '../src/contract/index.ts'
import { migrate } from '../src/database/migrate.ts'
import { StudioError } from '../src/error.ts'
import { LEASE_MS, MOST_FAILURES } from '../src/jobs/holding.ts'
import type { ClaimedJob } from '../src/jobs/job.ts'
import { createQueue, type JobQueue } from '../src/jobs/queue.ts'
import { startRunner } from '../src/jobs/runner.ts'
import { jobsSchema } from '../src/jobs/schema.ts'
import { startDatabases } from './databases.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

const KINDS = ['draw']
const wish = (subject: string) => ({ kind: 'draw', subject, input: { subject }, by: 'Ada' })

/** A queue with a clock of its own. */
async function openQueue(name: 'embedded' | 'postgresql') {
  const database = await databases.open(name)
  await migrate(database, [jobsSchema])
  const clock = { ms: 1_000_000 }
  const changes: string[] = []
  const queue = createQueue({
    database,
    nowMs: () => clock.ms,
    onChange: ({ subject, state }) => changes.push(`${subject} ${state}`),
  })
  return { queue, clock, changes, [Symbol.asyncDispose]: () => database.close() }
}

const claimed = async (queue: JobQueue, owner = 'a'): Promise<ClaimedJob> => {
  const job = await queue.claim(KINDS, owner)
  if (job === undefined) throw new Error('nothing could be claimed')
  return job
}

test.for(databases.names)('%s: asking twice gives the same job, until it has ended', async (name) => {
  await using opened = await openQueue(name)
  const { queue } = opened
  const both = await Promise.all([queue.add(wish('cats')), queue.add(wish('cats'))])
  expect(new Set(both.map(({ job }) => job.id)).size).toBe(1)
  expect(both.filter(({ isNew }) => isNew)).toHaveLength(1)
  expect((await queue.add(wish('dogs'))).isNew).toBe(true)
  const job = await claimed(queue)
  expect(job.subject).toBe('cats')
  await queue.finish(job, { pieces: 3 })
  expect(await queue.find(job.id)).toMatchObject({ state: 'done', result: { pieces: 3 } })
  expect((await queue.add(wish('cats'))).isNew).toBe(true)
  const keyed = await queue.add({ ...wish('birds'), requestKey: 'k' })
  await queue.cancel(keyed.job.id)
  expect((await queue.add({ ...wish('birds'), requestKey: 'k' })).job.id).toBe(keyed.job.id)
  expect((await queue.list()).map(({ subject }) => subject)).toEqual(['birds', 'cats', 'dogs', 'cats'])
})

test.for(databases.names)('%s: of many that claim at once, each job is one claim', async (name) => {
  await using opened = await openQueue(name)
  const { queue } = opened
  for (let i = 0; i < 4; i++) await queue.add(wish(String(i)))
  const got: string[] = []
  const work = async (owner: string) => {
    for (let misses = 0; misses < 5; ) {
      const job = await queue.claim(KINDS, owner)
      if (job === undefined) misses++
      else got.push(job.subject)
    }
  }
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(work))
  expect(got.sort()).toEqual(['0', '1', '2', '3'])
})

test.for(databases.names)(
  '%s: a job whose holder is gone is taken over, and the old holder has lost it',
  async (name) => {
    await using opened = await openQueue(name)
    const { queue, clock } = opened
    await queue.add(wish('cats'))
    const lost = await claimed(queue, 'dead')
    clock.ms += LEASE_MS - 1
    expect(await queue.claim(KINDS, 'b')).toBeUndefined()
    expect(await queue.beat(lost, { phase: 'pieces', done: 5, total: 9 })).toBe(true)
    clock.ms += LEASE_MS + 1
    const taken = await claimed(queue, 'b')
    expect(taken).toMatchObject({ id: lost.id, attempts: 2, done: 5 })
    expect(await queue.beat(lost)).toBe(false)
    expect(await queue.finish(lost, 1)).toBe(false)
    expect(await queue.fail(lost, 'late', false)).toBe(false)
    expect(await queue.finish(taken, 2)).toBe(true)
    expect(await queue.find(lost.id)).toMatchObject({ state: 'done', result: 2 })
  },
)

test.for(databases.names)('%s: what fails is tried again after growing waits, and given up', async (name) => {
  await using opened = await openQueue(name)
  const { queue, clock } = opened
  const { job } = await queue.add(wish('cats'))
  const waits: number[] = []
  for (let i = 0; i < MOST_FAILURES; i++) {
    const began = clock.ms
    let mine = await queue.claim(KINDS, 'a')
    while (mine === undefined) {
      clock.ms += 500
      mine = await queue.claim(KINDS, 'a')
    }
    waits.push(clock.ms - began)
    await queue.fail(mine, 'no paint', false)
  }
  expect(waits).toEqual([0, 1_000, 4_000, 16_000, 64_000])
  expect(await queue.find(job.id)).toMatchObject({ state: 'failed', failure: 'no paint', attempts: 5 })
  await queue.resume(job.id)
  await queue.fail(await claimed(queue), 'no paint at all', true)
  expect(await queue.find(job.id)).toMatchObject({ state: 'failed', attempts: 6 })
})

test.for(databases.names)('%s: a job is paused, resumed and cancelled, whoever holds it', async (name) => {
  await using opened = await openQueue(name)
  const { queue } = opened
  const { job } = await queue.add(wish('cats'))
  const mine = await claimed(queue)
  expect(await queue.pause(job.id)).toMatchObject({ state: 'paused' })
  expect(await queue.beat(mine)).toBe(false)
  expect(await queue.claim(KINDS, 'b')).toBeUndefined()
  expect((await queue.add(wish('cats'))).job.id).toBe(job.id)
  await queue.resume(job.id)
  await claimed(queue, 'b')
  expect(await queue.cancel(job.id)).toMatchObject({ state: 'cancelled' })
  await expect(queue.resume(job.id)).rejects.toMatchObject({ code: 'job.Ended', status: 409 })
  await expect(queue.pause('none')).rejects.toMatchObject({ code: 'job.Unknown', status: 404 })
})

type Step =
  | { readonly do: 'add' | 'pause' | 'resume' | 'cancel'; readonly subject: number }
  | { readonly do: 'claim' | 'beat' | 'finish' | 'fail' | 'release' | 'crash'; readonly worker: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'restart' }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('add', 'pause', 'resume', 'cancel'), subject: fc.nat(2) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constantFrom('claim', 'beat', 'finish', 'fail', 'release', 'crash'),
        worker: fc.nat(2),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(2 * LEASE_MS) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
  ) as fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 60 },
)

test('embedded: whatever happens, a job has one holder, is done once at most, and ends when it is worked on', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      await using opened = await openQueue('embedded')
      const { queue, clock } = opened
      const held = new Map<number, ClaimedJob>()
      const ids = new Set<string>()
      const finished: string[] = []
      const finish = async (job: ClaimedJob) => {
        if (await queue.finish(job, null)) finished.push(job.id)
      }
      const controls = async (what: 'pause' | 'resume' | 'cancel', subject: string) => {
        const [job] = await queue.list({ subject, limit: 1 })
        if (job !== undefined)
          await queue[what](job.id).catch((error: unknown) => expect(error).toBeInstanceOf(StudioError))
      }
      for (const step of story) {
        if (step.do === 'wait') clock.ms += step.ms
        else if (step.do === 'restart') await queue.releaseAll()
        else if ('subject' in step) {
          const subject = String(step.subject)
          if (step.do === 'add') ids.add((await queue.add(wish(subject))).job.id)
          else await controls(step.do, subject)
        } else {
          const mine = held.get(step.worker)
          if (step.do === 'claim' && mine === undefined) {
            const job = await queue.claim(KINDS, String(step.worker))
            if (job !== undefined) held.set(step.worker, job)
          } else if (mine !== undefined && step.do === 'beat') await queue.beat(mine)
          else if (mine !== undefined && step.do !== 'claim') {
            held.delete(step.worker)
            if (step.do === 'finish') await finish(mine)
            else if (step.do === 'fail') await queue.fail(mine, 'why', false)
            else if (step.do === 'release') await queue.release(mine)
          }
        }
        const running = (await queue.list()).filter(({ state }) => state === 'running')
        expect(new Set(running.map(({ subject }) => subject)).size).toBe(running.length)
      }
      // From here on somebody works: everything ends, and what was done stays done.
      for (const id of ids) if ((await queue.find(id))?.state === 'paused') await queue.resume(id)
      for (let i = 0; i < 40; i++) {
        clock.ms += 10 * LEASE_MS
        const job = await queue.claim(KINDS, 'last')
        if (job !== undefined) await finish(job)
      }
      expect(new Set(finished).size).toBe(finished.length)
      for (const id of ids) {
        const job = await queue.find(id)
        expect(['done', 'failed', 'cancelled']).toContain(job?.state)
        expect(job?.state === 'done').toBe(finished.includes(id))
      }
    }),
    { numRuns: 60 },
  )
})

test('a runner tells progress not more often than ten times a second, gives back what it holds, and tries again', async () => {
  await using opened = await openQueue('embedded')
  const { queue } = opened
  const told: JobView['done'][] = []
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const attempts: number[] = []
  const runner = () =>
    startRunner({
      queue,
      logger: pino({ level: 'silent' }),
      pollMs: 5,
      beatMs: 5,
      onProgress: ({ done }) => told.push(done),
      kinds: [
        {
          name: 'draw',
          async run({ attempts: attempt }, { signal, report }) {
            attempts.push(attempt)
            for (let done = 1; done <= 10_000; done++) report({ phase: 'pieces', done, total: 10_000 })
            begin()
            if (attempt > 1) return 'drawn'
            return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          },
        },
      ],
    })
  const { job } = await queue.add(wish('cats'))
  const first = runner()
  await begun
  await first.close()
  expect(await queue.find(job.id)).toMatchObject({ state: 'waiting', failures: 0 })
  const second = runner()
  const ended = async (): Promise<unknown> => {
    const { state } = (await queue.find(job.id)) ?? {}
    return state === 'done' ? state : new Promise((resolve) => setImmediate(() => resolve(ended())))
  }
  await ended()
  await second.close()
  expect(attempts).toEqual([1, 2])
  expect(told.length).toBeLessThan(10)
  expect(await queue.find(job.id)).toMatchObject({ state: 'done', result: 'drawn', done: 10_000 })
})
