import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { auditSchema, createAudit } from '../src/audit/audit.ts'
import { checkAudit, readAudit } from '../src/audit/read-audit.ts'
import { migrate } from '../src/database/migrate.ts'
import { startDatabases } from './databases.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

const ada = { name: 'Ada' }

async function openLog(name: 'embedded' | 'postgresql') {
  const database = await databases.open(name)
  await migrate(database, [auditSchema])
  return { database, audit: createAudit(() => 1_790_000_000_000) }
}

test.for(databases.names)('%s: lines are chained, whoever writes at the same time', async (name) => {
  const { database, audit } = await openLog(name)
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      audit.note(database, {
        actor: ada,
        action: 'collection.make',
        subject: `c${index}`,
        details: { index },
      }),
    ),
  )
  const entries = await readAudit(database, { limit: 3 })
  expect(entries.map(({ sequence }) => sequence)).toEqual([20, 19, 18])
  expect(await checkAudit(database)).toMatchObject({ isWhole: true, entries: 20, head: entries[0]?.hash })
  await database.close()
})

test.for(databases.names)('%s: a line stands if and only if what it tells of happened', async (name) => {
  const { database, audit } = await openLog(name)
  const failing = database.transaction(async (queries) => {
    await audit.note(queries, { actor: ada, action: 'a.b', subject: 'x' })
    throw new Error('stop')
  })
  await expect(failing).rejects.toThrow('stop')
  expect(await readAudit(database, { limit: 10 })).toEqual([])
  expect(await checkAudit(database)).toMatchObject({ isWhole: true, entries: 0 })
  await database.close()
})

test('a line that is changed, taken out or cut off is found', async () => {
  const changes = [
    ["UPDATE audit SET subject = 'y' WHERE sequence = 2", 2],
    [`UPDATE audit SET details = '{"a":2}' WHERE sequence = 1`, 1],
    ['DELETE FROM audit WHERE sequence = 2', 2],
    ['DELETE FROM audit WHERE sequence = 3', 3],
    ["UPDATE audit_head SET hash = '00'", 4],
  ] as const
  for (const [change, brokenAt] of changes) {
    const { database, audit } = await openLog('embedded')
    for (const subject of ['a', 'b', 'c'])
      await audit.note(database, { actor: ada, action: 'a.b', subject, details: { a: 1 } })
    await database.query(change)
    expect(await checkAudit(database), change).toMatchObject({ isWhole: false, brokenAt })
    await database.close()
  }
})

test.for(databases.names)(
  '%s: whatever somebody calls their things, the log keeps it and holds',
  async (name) => {
    const { database, audit } = await openLog(name)
    const text = fc.string({ unit: 'binary', maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(text, text, fc.dictionary(text, text), async (subject, actor, details) => {
        await audit.note(database, { actor: { name: actor }, action: 'a.b', subject, details })
      }),
      { numRuns: 40 },
    )
    await audit.note(database, { actor: ada, action: 'a.b', subject: 'a\u0000\ud800b' })
    expect(await checkAudit(database)).toMatchObject({ isWhole: true })
    expect((await readAudit(database, { limit: 1 }))[0]?.subject).toBe('a\ufffd\ufffdb')
    await database.close()
  },
)

test.for(databases.names)('%s: the log is searched, signs of patterns taken as they are', async (name) => {
  const { database, audit } = await openLog(name)
  for (const subject of ['100 % Gold', '1000 Golds', 'under_score'])
    await audit.note(database, { actor: ada, action: 'collection.make', subject })
  const found = async (search: string) =>
    (await readAudit(database, { limit: 9, search })).map(({ subject }) => subject)
  expect(await found('0 % g')).toEqual(['100 % Gold'])
  expect(await found('r_s')).toEqual(['under_score'])
  expect(await found('ADA')).toHaveLength(3)
  expect((await readAudit(database, { limit: 9, before: 2 })).map(({ sequence }) => sequence)).toEqual([1])
  await database.close()
})
