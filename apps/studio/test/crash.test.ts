/** Nothing is lost when a process is killed in the middle: the same pieces come, byte for byte. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CollectionView, JobView } from '../src/contract/index.ts'
import { openRenderMachine } from '../src/index.ts'
import { startDatabases } from './databases.ts'
import {
  createClient,
  drawPng,
  openTestStudio,
  type StudioClient,
  temporaryFolder,
  untilEnded,
} from './open-studio.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

/** So few and so large that the middle of a making lasts. */
const COUNT = 100
const FIRST = { count: COUNT, size: 768, seed: 'a', format: 'png' } as const
/** Every piece but one is another; one of those is drawn again, which must not happen twice. */
const SECOND = { ...FIRST, seed: 'b', pins: [9], rerolls: [5, 17] }

/** A collection of 1,024 pieces whose files say nothing of when they were made. */
async function uploadMany(client: StudioClient): Promise<string> {
  const { id, revision } = await client.ask<CollectionView>('POST', '/collections', { name: 'Cats' })
  await client.ask('PATCH', `/collections/${id}`, {
    revision,
    definition: { createdAt: '2026-01-31T12:00:00Z' },
  })
  for (let layer = 0; layer < 5; layer++)
    for (let i = 0; i < 4; i++) {
      const body = `<circle cx="${10 + layer * 10}" cy="${12 + i * 12}" r="${9 + i}" fill="hsl(${layer * 60 + i * 15} 70% 50%)"/>`
      const response = await client.fetch(`/collections/${id}/files/${layer}-L${layer}/t${i}.png`, {
        method: 'PUT',
        body: Uint8Array.from(await drawPng(body, 256)),
      })
      expect(response.status).toBe(201)
    }
  return id
}

const make = (client: StudioClient, id: string, wish: object) =>
  client.ask<JobView>('POST', `/collections/${id}/make`, wish)
const provenance = async (client: StudioClient, id: string) =>
  (await client.ask<CollectionView>('GET', `/collections/${id}`)).made?.provenance

/** Pieces that were finished in a studio's folder, as its journals say. */
function finishedPieces(folder: string, id: string): number {
  const makings = join(folder, 'collections', id, 'makings')
  if (!existsSync(makings)) return 0
  return readdirSync(makings)
    .map((making) => join(makings, making, 'out', 'journal.jsonl'))
    .filter(existsSync)
    .reduce((sum, journal) => sum + readFileSync(journal, 'utf8').split('\n').length - 1, 0)
}

/** Asks for a making and resolves as soon as its first pieces are finished. */
async function begin(
  folder: string,
  client: StudioClient,
  { id, wish }: { id: string; wish: object },
): Promise<JobView> {
  const before = finishedPieces(folder, id)
  const job = await make(client, id, wish)
  while (finishedPieces(folder, id) < before + 3) await new Promise((resolve) => setTimeout(resolve, 5))
  return job
}

const uninterrupted: (string | undefined)[] = []
beforeAll(async () => {
  using folder = temporaryFolder()
  await using studio = await openTestStudio({ folder: folder.path })
  const id = await uploadMany(studio)
  for (const wish of [FIRST, SECOND]) {
    expect(await untilEnded(studio, (await make(studio, id, wish)).id)).toMatchObject({ state: 'done' })
    uninterrupted.push(await provenance(studio, id))
  }
}, 180_000)

async function killRenderers(parent: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args='])
  const pids = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, ...args]) => Number(ppid) === parent && args.join(' ').includes('render-program'))
    .map(([pid]) => Number(pid))
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  return pids.length
}

test('the render process is killed in the middle: another goes on at the last finished piece', async () => {
  using folder = temporaryFolder()
  await using studio = await openTestStudio({ folder: folder.path })
  const id = await uploadMany(studio)
  for (const [i, wish] of [FIRST, SECOND].entries()) {
    const job = await begin(folder.path, studio, { id, wish })
    expect(await killRenderers(process.pid)).toBeGreaterThan(0)
    expect(await untilEnded(studio, job.id)).toMatchObject({ state: 'done', attempts: 2, done: COUNT })
    expect(await provenance(studio, id)).toBe(uninterrupted[i])
  }
}, 180_000)

async function startProgram(
  folder: string,
): Promise<{ readonly client: StudioClient; readonly child: ChildProcess }> {
  const program = fileURLToPath(new URL('./studio-program.ts', import.meta.url))
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { client: createClient(line.toString().trim()), child }
}

test('the whole studio is killed in the middle: the next one finishes it, at once', async () => {
  using folder = temporaryFolder()
  const first = await startProgram(folder.path)
  const id = await uploadMany(first.client)
  const job = await begin(folder.path, first.client, { id, wish: FIRST })
  const gone = once(first.child, 'exit')
  first.child.kill('SIGKILL')
  await gone
  const second = await startProgram(folder.path)
  expect(await untilEnded(second.client, job.id)).toMatchObject({ state: 'done', attempts: 2 })
  expect(await provenance(second.client, id)).toBe(uninterrupted[0])
  second.child.kill('SIGKILL')
}, 180_000)

test.runIf(databases.names.includes('postgresql'))(
  'two render machines and a studio share what there is to draw',
  async () => {
    using folder = temporaryFolder()
    const { databaseUrl = '' } = await databases.emptyUrl('postgresql')
    await using studio = await openTestStudio({ folder: folder.path, databaseUrl })
    const logger = pino({ level: 'silent' })
    const machines = await Promise.all(
      [1, 2].map(() => openRenderMachine({ databaseUrl, folder: folder.path, logger, threads: 1 })),
    )
    const ids = [await uploadMany(studio), await uploadMany(studio)]
    const jobs = await Promise.all(ids.map((id) => make(studio, id, FIRST)))
    for (const job of jobs)
      expect(await untilEnded(studio, job.id)).toMatchObject({ state: 'done', attempts: 1, done: COUNT })
    for (const id of ids) expect(await provenance(studio, id)).toBe(uninterrupted[0])
    await Promise.all(machines.map((machine) => machine.close()))
  },
  60_000,
)
