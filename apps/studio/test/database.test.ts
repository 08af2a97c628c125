import { afterAll, expect, test } from 'vitest'
import { DatabaseError } from '../src/database/database.ts'
import { migrate } from '../src/database/migrate.ts'
import { startDatabases } from './databases.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

const THINGS = {
  part: 'things',
  steps: ['CREATE TABLE things (id TEXT PRIMARY KEY, state TEXT NOT NULL, at_ms BIGINT, bytes BYTEA)'],
}

test.for(databases.names)('%s: values come back as they were given', async (name) => {
  const database = await databases.open(name)
  await migrate(database, [THINGS])
  const bytes = Uint8Array.of(0, 1, 255)
  await database.query('INSERT INTO things VALUES ($1, $2, $3, $4)', 'ä', 'waiting', 1_790_000_000_000, bytes)
  await database.query('INSERT INTO things VALUES ($1, $2, $3, $4)', 'b', 'waiting', null, null)
  const [first, second] = await database.query('SELECT * FROM things ORDER BY at_ms')
  const [row, empty] = first?.id === 'ä' ? [first, second] : [second, first]
  expect(row).toMatchObject({ id: 'ä', state: 'waiting', at_ms: 1_790_000_000_000 })
  expect(Uint8Array.from(row?.bytes as Uint8Array)).toEqual(bytes)
  expect(empty).toMatchObject({ at_ms: null, bytes: null })
  await database.close()
})

test.for(databases.names)('%s: a transaction happens, or nothing of it', async (name) => {
  const database = await databases.open(name)
  await migrate(database, [THINGS])
  const failing = database.transaction(async (queries) => {
    await queries.query("INSERT INTO things (id, state) VALUES ('a', 'waiting')")
    throw new Error('stop')
  })
  await expect(failing).rejects.toThrow('stop')
  expect(await database.query('SELECT id FROM things')).toHaveLength(0)
  const twice = database.transaction(async (queries) => {
    await queries.query("INSERT INTO things (id, state) VALUES ('a', 'waiting')")
    await queries.query("INSERT INTO things (id, state) VALUES ('a', 'waiting')")
  })
  const error = await twice.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DatabaseError)
  expect(error).toMatchObject({ isConflict: true })
  expect(await database.query('SELECT id FROM things')).toHaveLength(0)
  await expect(database.query('SELECT nothing')).rejects.toMatchObject({ isConflict: false })
  await database.close()
})

test.for(databases.names)('%s: of many that claim one row, one gets it', async (name) => {
  const database = await databases.open(name)
  await migrate(database, [THINGS])
  await database.query("INSERT INTO things (id, state) VALUES ('a', 'waiting')")
  const claim = () =>
    database.query(
      "UPDATE things SET state = 'running' WHERE id = (SELECT id FROM things WHERE state = 'waiting' LIMIT 1) AND state = 'waiting' RETURNING id",
    )
  const claims = await Promise.all(Array.from({ length: 8 }, claim))
  expect(claims.flat()).toHaveLength(1)
  await database.close()
})

test.for(databases.names)('%s: steps of a schema happen once, whoever comes first', async (name) => {
  const database = await databases.open(name)
  for (let round = 0; round < 10; round++) {
    await database.query('DROP TABLE IF EXISTS things')
    await database.query('DROP TABLE IF EXISTS migrations')
    await Promise.all(Array.from({ length: 8 }, () => migrate(database, [THINGS])))
  }
  const more = { ...THINGS, steps: [...THINGS.steps, 'ALTER TABLE things ADD COLUMN title TEXT'] }
  await migrate(database, [more])
  await migrate(database, [more])
  await database.query("INSERT INTO things (id, state, title) VALUES ('a', 'b', 'c')")
  await database.close()
})
