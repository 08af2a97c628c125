import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { openStore, type StoreErrorCode } from '@demiurge/store'
import postgres from 'postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '../../../test/postgresql-server.ts'
import { startEngines } from './engines.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const engines = await startEngines()
const { server } = engines
const url = server?.url ?? ''
afterAll(() => engines[Symbol.asyncDispose]())

const failsWith = (code: StoreErrorCode) => expect.objectContaining({ name: 'StoreError', code })
const key = Uint8Array.of(1)
const value = Uint8Array.of(2, 3)

/** The error of opening with other options than those that would work; all that could ever be logged of it has no password. */
async function refusal(options: { url: string; schema?: string; directory?: string }): Promise<unknown> {
  await using folder = await temporaryDirectory()
  try {
    const store = await openStore({ engine: 'postgresql', directory: folder.path, ...options })
    await store.close()
    return 'opened'
  } catch (error) {
    const shown = inspect(error, { depth: 20, showHidden: true })
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'wrong-secret'])
      expect(shown).not.toContain(secret)
    expect(JSON.stringify(error)).not.toContain('wrong-secret')
    return error
  }
}

/** Runs statements as the server's owner. */
async function asOwner(...statements: readonly string[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  for (const statement of statements) await sql.unsafe(statement)
  await sql.end()
}

test.each([
  'no url at all',
  'mysql://ada:wrong-secret@127.0.0.1/x',
  'postgresql://ada:wrong-secret@127.0.0.1',
  'postgresql://127.0.0.1/x',
  'postgresql://ada:wrong-secret@127.0.0.1/x?sslmode=perhaps',
  'postgresql://ada:wrong-secret@127.0.0.1/x?passfile=y',
  'postgresql://ada:wrong-secret%@127.0.0.1/x',
  'postgresql://ada:wrong-secret@127.0.0.1:99999/x',
  '',
])('an address that cannot be used is refused without being repeated: %s', async (address) => {
  expect(await refusal({ url: address })).toMatchObject({ code: 'store.InvalidUrl' })
})

test('a server that is not there is named, with what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  await new Promise((resolve) => taken.close(resolve))
  const error = await refusal({ url: `postgresql://ada:wrong-secret@127.0.0.1:${port}/chain` })
  expect(error).toMatchObject({
    code: 'store.ServerUnreachable',
    message: `PostgreSQL at 127.0.0.1:${port}/chain cannot be reached (ECONNREFUSED): start it, or correct the address`,
  })
})

describe.skipIf(server === undefined)('with a server', () => {
  test('a wrong password, a missing database, a missing right and a bad schema name each say what to do', async () => {
    expect(await refusal({ url: url.replace(encodeURIComponent(PASSWORD), 'wrong-secret') })).toMatchObject({
      code: 'store.AccessDenied',
      message: expect.stringMatching(/refuses user "demiurge" .*correct user and password/),
    })
    expect(await refusal({ url: url.replace(/\/postgres$/, '/nowhere') })).toMatchObject({
      code: 'store.DatabaseMissing',
      message: expect.stringMatching(/has no database "nowhere": create it with "createdb nowhere"/),
    })
    await asOwner(`create role eve login password 'wrong-secret'`)
    const asEve = url.replace(/\/\/.*@/, '//eve:wrong-secret@')
    expect(await refusal({ url: asEve })).toMatchObject({
      code: 'store.AccessDenied',
      message: expect.stringMatching(/grant create on database "postgres" to it/),
    })
    expect(await refusal({ url, schema: 'x; drop schema public' })).toMatchObject({
      code: 'store.InvalidUrl',
    })
  })

  test('an address that was wrong leaves no mark in the folder', async () => {
    await using folder = await temporaryDirectory()
    const wrong = url.replace(/\/postgres$/, '/nowhere')
    await expect(openStore({ engine: 'postgresql', directory: folder.path, url: wrong })).rejects.toThrow()
    await (await openStore({ engine: 'rocksdb', directory: folder.path })).close()
  })

  test('a folder keeps the name of its schema, and auto finds the data through it', async () => {
    await using folder = await temporaryDirectory()
    const directory = folder.path
    const first = await openStore({ engine: 'postgresql', directory, url })
    await first.batch([{ key, value }])
    await first.close()
    expect(await readFile(join(directory, 'ENGINE'), 'utf8')).toMatch(
      /^postgresql 1 demiurge_[0-9a-f]{12}\n$/,
    )
    const second = await openStore({ engine: 'auto', directory, url })
    expect([second.engine, await second.get(key)]).toEqual(['postgresql', value])
    await second.close()
    await expect(openStore({ engine: 'auto', directory })).rejects.toThrow(failsWith('store.InvalidUrl'))
    for (const other of [{ engine: 'rocksdb' }, { engine: 'auto', schema: 'another' }] as const)
      await expect(openStore({ ...other, directory, url })).rejects.toThrow(failsWith('store.EngineMismatch'))
  })

  test('nodes share a database by schemas; one schema has one writer, whatever folder it comes from', async () => {
    await using one = await temporaryDirectory()
    await using two = await temporaryDirectory()
    await using three = await temporaryDirectory()
    const open = (directory: string, schema: string) =>
      openStore({ engine: 'postgresql', directory, url, schema })
    const ada = await open(one.path, 'ada')
    const bob = await open(two.path, 'bob')
    await ada.batch([{ key, value }])
    expect(await bob.get(key)).toBeUndefined()
    await expect(open(three.path, 'ada')).rejects.toThrow(
      /schema ada of PostgreSQL at .* is in use by another process/,
    )
    await ada.close()
    const again = await open(three.path, 'ada')
    expect(await again.get(key)).toEqual(value)
    await again.close()
    await bob.close()
  })

  test('a schema of another format is refused, and so is one without a mark', async () => {
    await using folder = await temporaryDirectory()
    const open = () => openStore({ engine: 'postgresql', directory: folder.path, url, schema: 'later' })
    await (await open()).close()
    await asOwner(`update later.mark set format = 'postgresql 2'`)
    await expect(open()).rejects.toThrow(
      /schema later .* says "postgresql 2", this version reads "postgresql 1"/,
    )
    await asOwner('delete from later.mark')
    await expect(open()).rejects.toThrow(failsWith('store.EngineMismatch'))
  })

  test('a server that can lose what was acknowledged is noticed', async () => {
    await using folder = await temporaryDirectory()
    const notices: string[] = []
    const onNotice = (notice: string) => notices.push(notice)
    await (await openStore({ engine: 'postgresql', directory: folder.path, url, onNotice })).close()
    expect(notices).toEqual([
      expect.stringMatching(/has fsync off: a loss of power there can lose what was ack/),
    ])
  })

  test('a writer whose connection is ended writes no more, and neither does what it left half-way', async () => {
    await using folder = await temporaryDirectory()
    const store = await openStore({ engine: 'postgresql', directory: folder.path, url, schema: 'ended' })
    await store.batch([{ key, value }])
    await asOwner(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()`,
    )
    await expect(store.batch([{ key, value: key }])).rejects.toThrow(failsWith('store.ServerLost'))
    await expect(store.get(key)).rejects.toThrow(failsWith('store.ServerLost'))
    await expect(store.getMany([key])).rejects.toThrow(failsWith('store.ServerLost'))
    await store.close()
    const again = await openStore({ engine: 'postgresql', directory: folder.path, url })
    expect(await again.get(key)).toEqual(value)
    await again.close()
  })

  test('a batch of many statements is one transaction', async () => {
    await using folder = await temporaryDirectory()
    const store = await openStore({ engine: 'postgresql', directory: folder.path, url, schema: 'large' })
    await asOwner(
      `create function large.refuse() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`,
      `create trigger refuse before insert on large.entries for each row when (new.key = '\\x00ff') execute function large.refuse()`,
    )
    const entries = Array.from({ length: 25_000 }, (_, n) => ({ key: Buffer.from(`k${n}`), value }))
    const failing = store.batch([...entries, { key: Uint8Array.of(0, 0xff), value }])
    await expect(failing).rejects.toThrow(/postgresql failed at 127\.0\.0\.1:.*the disk is full/)
    expect(await store.getMany([Buffer.from('k0'), Buffer.from('k24999')])).toEqual([undefined, undefined])
    await store.batch(entries)
    expect(await store.getMany([Buffer.from('k0'), Buffer.from('k24999')])).toEqual([value, value])
    await store.close()
  })

  test('iterations beyond the bound wait for others to end', async () => {
    await using folder = await temporaryDirectory()
    const store = await openStore({ engine: 'postgresql', directory: folder.path, url })
    await store.batch(Array.from({ length: 200 }, (_, n) => ({ key: Uint8Array.of(1 + n), value })))
    const open = Array.from({ length: 8 }, () => store.iterate()[Symbol.asyncIterator]())
    for (const iteration of open) await iteration.next()
    let isThrough = false
    const ninth = (async () => {
      for await (const _ of store.iterate()) break
      isThrough = true
    })()
    await store.getMany([key])
    expect(isThrough).toBe(false)
    await open.pop()?.return?.()
    await ninth
    await store.close()
  })
})
