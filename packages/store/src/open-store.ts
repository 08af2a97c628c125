import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '@demiurge/state'
import { makeDirectory } from './durable-files.ts'
import { type DiskEngine, readEngineMark, writeEngineMark } from './engine-mark.ts'
import { lockedError, reasonOf, StoreError } from './error.ts'
import { guardStore } from './guarded-store.ts'
import { openLevelDb } from './leveldb.ts'
import { createMemoryEngine } from './memory.ts'
import { openRocksDb } from './rocksdb.ts'

/** How a store on disk is opened. */
export interface DiskStoreOptions {
  /** The folder, created when missing. One process has it at a time. */
  readonly directory: string
  /** `auto` takes the engine that wrote the folder; for a new one RocksDB, or LevelDB where RocksDB cannot be loaded. */
  readonly engine: 'auto' | DiskEngine
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
 * `store.EngineUnavailable` (the engine's library cannot be loaded on this machine), `store.Engine` (the engine cannot open it).
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return openStoreOn(engines, options)
}

/** openStore with the engines given, so that a machine without one of them can be told apart from this one. */
export async function openStoreOn(
  available: Readonly<Record<DiskEngine, OpenEngine>>,
  options: StoreOptions,
): Promise<Store> {
  if (options.engine === 'memory') return guardStore(createMemoryEngine())
  await makeDirectory(options.directory)
  const folder = await realpath(options.directory)
  if (openFolders.has(folder)) throw lockedError(folder, undefined)
  openFolders.add(folder)
  try {
    const engine = await openOnDisk(available, options)
    const close = (): Promise<void> => engine.close().finally(() => openFolders.delete(folder))
    return guardStore({ ...engine, close })
  } catch (error) {
    openFolders.delete(folder)
    throw error
  }
}

async function openOnDisk(
  available: Readonly<Record<DiskEngine, OpenEngine>>,
  { directory, engine, onNotice }: DiskStoreOptions,
): Promise<Store> {
  const written = await readEngineMark(directory)
  if (written !== undefined && engine !== 'auto' && engine !== written)
    throw new StoreError(
      'store.EngineMismatch',
      `${directory} was written by ${written} and cannot be opened with ${engine}: use ${written} or auto, or another folder`,
    )
  const wanted = written ?? (engine === 'auto' ? undefined : engine)
  const { name, open } = await (wanted === undefined
    ? loadPreferred(available, onNotice)
    : load(available, wanted, directory))
  // Before the engine writes anything, so that no folder is ever without its mark.
  if (written === undefined) await writeEngineMark(directory, name)
  const folder = join(directory, name)
  return open(folder).catch((error: unknown) => rethrow(error, name, folder))
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
