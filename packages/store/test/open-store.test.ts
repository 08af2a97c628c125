import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore, type StoreErrorCode } from '@demiurge/store'
import { describe, expect, test } from 'vitest'
import { openLevelDb } from '../src/leveldb.ts'
import { type OpenEngine, openStoreOn } from '../src/open-store.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const key = Uint8Array.of(1)
const value = Uint8Array.of(2, 3)
const failsWith = (code: StoreErrorCode) => expect.objectContaining({ name: 'StoreError', code })

describe.each(['leveldb', 'rocksdb'] as const)('%s', (engine) => {
  test('what was written is there after reopening, with the engine named or with auto', async () => {
    await using folder = await temporaryDirectory()
    const first = await openStore({ directory: folder.path, engine })
    await first.batch([{ key, value }])
    await first.close()
    expect(await readFile(join(folder.path, 'ENGINE'), 'utf8')).toBe(
      engine === 'leveldb' ? 'leveldb 2\n' : 'rocksdb 1\n',
    )
    for (const again of [engine, 'auto'] as const) {
      const store = await openStore({ directory: folder.path, engine: again })
      expect(store.engine).toBe(engine)
      expect(await store.get(key)).toEqual(value)
      await store.close()
    }
  })

  test('a folder is open once: for this process and for every other', async () => {
    await using folder = await temporaryDirectory()
    const store = await openStore({ directory: folder.path, engine })
    await expect(openStore({ directory: folder.path, engine })).rejects.toThrow(failsWith('store.Locked'))
    expect(await openInAnotherProcess(folder.path)).toBe('store.Locked')
    await store.close()
    expect(await openInAnotherProcess(folder.path)).toBe('opened')
  })

  test('a folder is not opened with another engine than the one that wrote it', async () => {
    await using folder = await temporaryDirectory()
    await (await openStore({ directory: folder.path, engine })).close()
    const other = engine === 'leveldb' ? 'rocksdb' : 'leveldb'
    await expect(openStore({ directory: folder.path, engine: other })).rejects.toThrow(
      failsWith('store.EngineMismatch'),
    )
  })
})

test('a LevelDB folder whose values were written as they are is read, and written, as it was', async () => {
  await using folder = await temporaryDirectory()
  const { ClassicLevel } = await import('classic-level')
  const old = await openLevelDb(ClassicLevel, join(folder.path, 'leveldb'))
  await old.batch([{ key, value }])
  await old.close()
  await writeFile(join(folder.path, 'ENGINE'), 'leveldb 1\n')
  for (const _ of [1, 2]) {
    const store = await openStore({ directory: folder.path, engine: 'auto' })
    expect(await store.get(key)).toEqual(value)
    await store.batch([{ key, value }])
    await store.close()
  }
  expect(await readFile(join(folder.path, 'ENGINE'), 'utf8')).toBe('leveldb 1\n')
})

test('a mark that this version does not know is refused', async () => {
  await using folder = await temporaryDirectory()
  await writeFile(join(folder.path, 'ENGINE'), 'rocksdb 2\n')
  await expect(openStore({ directory: folder.path, engine: 'auto' })).rejects.toThrow(
    failsWith('store.EngineMismatch'),
  )
})

test('where RocksDB cannot be loaded, auto says so and uses LevelDB, and goes on with it later', async () => {
  await using folder = await temporaryDirectory()
  const missing: OpenEngine = () =>
    Promise.reject(new Error('libatomic.so.1: cannot open shared object file'))
  const leveldb: OpenEngine = async () => {
    const { ClassicLevel } = await import('classic-level')
    return (path) => openLevelDb(ClassicLevel, path)
  }
  const notices: string[] = []
  const store = await openStoreOn(
    { rocksdb: missing, leveldb },
    { directory: folder.path, engine: 'auto', onNotice: (notice) => notices.push(notice) },
  )
  expect(store.engine).toBe('leveldb')
  expect(notices).toEqual([expect.stringMatching(/libatomic\.so\.1.*LevelDB is used instead/)])
  await store.close()
  const again = await openStore({ directory: folder.path, engine: 'auto' })
  expect(again.engine).toBe('leveldb')
  await again.close()
})

test('a folder that RocksDB wrote says what it needs where RocksDB cannot be loaded', async () => {
  await using folder = await temporaryDirectory()
  await (await openStore({ directory: folder.path, engine: 'rocksdb' })).close()
  const missing: OpenEngine = () => Promise.reject(new Error('no binary for this platform'))
  await expect(
    openStoreOn({ rocksdb: missing, leveldb: missing }, { directory: folder.path, engine: 'auto' }),
  ).rejects.toThrow(failsWith('store.EngineUnavailable'))
})

/** Opens and closes the store in a process of its own; its answer is `opened` or an error code. */
async function openInAnotherProcess(directory: string): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'open-child.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  await once(child, 'close')
  return output
}
