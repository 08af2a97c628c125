import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '@demiurge/state'
import { type CachedStore, cacheStore } from './cached-store.ts'
import { makeDirectory } from './durable-files.ts'
import {
  type DiskEngine,
  type EngineMark,
  newEngineMark,
  readEngineMark,
  writeEngineMark,
} from './engine-mark.ts'
import { lockedError, reasonOf, StoreError } from './error.ts'
import { guardStore } from './guarded-store.ts'
import { openLevelDb } from './leveldb.ts'
import { openValueLog } from './log/value-log.ts'
import { createMemoryEngine } from './memory.ts'
import { openOnServer } from './open-on-server.ts'
import { packStore } from './packed-store.ts'
import { openRocksDb } from './rocksdb.ts'

/** How a store that outlives the process is opened. */
export interface DiskStoreOptions {
  /** The folder, created when missing. One process has it at a time. With PostgreSQL it only says where the data are. */
  readonly directory: string
  /** `auto` takes the engine that wrote the folder; for a new one RocksDB, or LevelDB where RocksDB cannot be loaded. */
  readonly engine: 'auto' | DiskEngine | 'postgresql'
  /** PostgreSQL's address, `postgresql://user:password@host:port/database`; needed where the engine is or turns out to be PostgreSQL. */
  readonly url?: string | undefined
  /** The schema of that database; without it the folder's own, which a new folder is given a fresh name for. */
  readonly schema?: string | undefined
  /** Memory for values that were read or written lately; none when left out. */
  readonly cacheBytes?: number | undefined
  /** Keys that the cache is for; all when not given. */
  readonly isCached?: ((key: Uint8Array) => boolean) | undefined
  /** Keys whose values are never deleted: large ones go to a log beside the engine, which need not copy them again and again. */
  readonly isPermanent?: ((key: Uint8Array) => boolean) | undefined
  /** Told, in a sentence, when something else is used than was to be expected. */
  readonly onNotice?: (notice: string) => void
}

/** How a store is opened; one in memory needs nothing else. */
export type StoreOptions = DiskStoreOptions | { readonly engine: 'memory' }

/** Loads an engine's native library and opens it in a folder. */
export type OpenEngine = () => Promise<(folder: string) => Promise<Store>>

const engines: Readonly<Record<DiskEngine, OpenEngine>> = {
  rocksdb: async () => {
    const { default: library } = await import('rocksdb-native')
    return (folder) => openRocksDb(library, folder)
  },
  leveldb: async () => {
    const { ClassicLevel } = await import('classic-level')
    return (folder) => openLevelDb(ClassicLevel, folder)
  },
}

/**
 * The folders that are open here. The engines lock theirs against other processes, but LevelDB's lock does not outlive an attempt to
 * take it a second time in one process: closing any descriptor of a file ends the process's POSIX locks on it.
 */
const openFolders = new Set<string>()

/**
 * Opens a store. Throws StoreError `store.Locked` (another process has the folder), `store.EngineMismatch` (another engine wrote it),
 * `store.EngineUnavailable` (the engine's library cannot be loaded on this machine), `store.Engine` (the engine cannot open it), and
 * those of openPostgresql.
 */
export async function openStore(options: StoreOptions): Promise<CachedStore> {
  return openStoreOn(engines, options)
}

/** openStore with the engines given, so that a machine without one of them can be told apart from this one. */
export async function openStoreOn(
  available: Readonly<Record<DiskEngine, OpenEngine>>,
  options: StoreOptions,
): Promise<CachedStore> {
  if (options.engine === 'memory')
    return { ...guardStore(createMemoryEngine()), cache: { hits: 0, misses: 0, bytes: 0 } }
  await makeDirectory(options.directory)
  const folder = await realpath(options.directory)
  if (openFolders.has(folder)) throw lockedError(folder, undefined)
  openFolders.add(folder)
  try {
    const opened = await openMarked(available, options)
    const engine = cacheStore(opened, options.cacheBytes ?? 0, options.isCached)
    const close = (): Promise<void> => engine.close().finally(() => openFolders.delete(folder))
    const { ahead } = opened
    return { ...guardStore({ ...engine, close }), cache: engine.cache, ...(ahead && { ahead }) }
  } catch (error) {
    openFolders.delete(folder)
    throw error
  }
}

async function openMarked(
  available: Readonly<Record<DiskEngine, OpenEngine>>,
  options: DiskStoreOptions,
): Promise<Store> {
  const { directory, engine } = options
  const written = await readEngineMark(directory)
  if (written !== undefined && engine !== 'auto' && engine !== written.engine)
    throw new StoreError(
      'store.EngineMismatch',
      `${directory} was written by ${written.engine} and cannot be opened with ${engine}: use ${written.engine} or auto, or another folder`,
    )
  const wanted = written?.engine ?? engine
  if (wanted === 'postgresql') return packStore(await openOnServer(options, written))
  return openOnDisk(available, options, { wanted, written })
}

async function openOnDisk(
  available: Readonly<Record<DiskEngine, OpenEngine>>,
  { directory, isPermanent, onNotice }: DiskStoreOptions,
  { wanted, written }: { readonly wanted: 'auto' | DiskEngine; readonly written: EngineMark | undefined },
): Promise<Store> {
  const { name, open } = await (wanted === 'auto'
    ? loadPreferred(available, onNotice)
    : load(available, wanted, directory))
  const mark = written ?? newEngineMark(name)
  // Before the engine writes anything, so that no folder is ever without its mark.
  if (written === undefined) await writeEngineMark(directory, mark)
  const folder = join(directory, name)
  const store = await open(folder).catch((error: unknown) => rethrow(error, name, folder))
  if (name === 'leveldb' && mark.format === 1) return store
  // Also where no key is permanent now: the store may hold places of values that were.
  const log = await openValueLog({ directory: join(directory, 'values') })
  return packStore(store, { log, isPermanent: isPermanent ?? (() => false) })
}

interface LoadedEngine {
  readonly name: DiskEngine
  readonly open: (folder: string) => Promise<Store>
}

async function load(
  available: Readonly<Record<DiskEngine, OpenEngine>>,
  name: DiskEngine,
  directory: string,
): Promise<LoadedEngine> {
  try {
    return { name, open: await available[name]() }
  } catch (cause) {
    throw new StoreError(
      'store.EngineUnavailable',
      `${directory} needs ${name}, whose library cannot be loaded here: ${reasonOf(cause)}`,
      { cause },
    )
  }
}

async function loadPreferred(
  available: Readonly<Record<DiskEngine, OpenEngine>>,
  onNotice: ((notice: string) => void) | undefined,
): Promise<LoadedEngine> {
  try {
    return { name: 'rocksdb', open: await available.rocksdb() }
  } catch (error) {
    onNotice?.(
      `RocksDB cannot be loaded here (${reasonOf(error)}); LevelDB is used instead, which writes more slowly. ` +
        'On Linux RocksDB needs the package libatomic1.',
    )
    return { name: 'leveldb', open: await available.leveldb() }
  }
}

function rethrow(error: unknown, name: DiskEngine, folder: string): never {
  if (error instanceof StoreError) throw error
  throw new StoreError('store.Engine', `${name} cannot open ${folder}: ${reasonOf(error)}`, { cause: error })
}
