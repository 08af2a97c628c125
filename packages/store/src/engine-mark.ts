import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileDurably } from './durable-files.ts'
import { StoreError } from './error.ts'

/** The engines that keep data in a folder. */
export type DiskEngine = 'rocksdb' | 'leveldb'

/** What a folder says about the engine that its store was written by. */
export interface EngineMark {
  readonly engine: DiskEngine | 'postgresql'
  /** How the engine's values are written. */
  readonly format: number
  /** PostgreSQL's: the data are on a server, in this schema of the database; empty for the others. */
  readonly schema: string
}

const FILE = 'ENGINE'

/** What is written now; raised when it can no longer be read by older code. */
const FORMATS = { rocksdb: 1, leveldb: 2, postgresql: 1 }
/** LevelDB's first format has values that are not packed. */
const READABLE = ['rocksdb 1', 'leveldb 1', 'leveldb 2', 'postgresql 1']

/** The mark of a folder that is new to an engine. */
export function newEngineMark(engine: EngineMark['engine'], schema = ''): EngineMark {
  return { engine, format: FORMATS[engine], schema }
}

/** Which engine wrote a folder; undefined when none did. Throws StoreError `store.EngineMismatch` for one that is unknown here. */
export async function readEngineMark(directory: string): Promise<EngineMark | undefined> {
  const text = await readFile(join(directory, FILE), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const [engine = '', format = '', schema = '', ...more] = text.trim().split(' ')
  if (!READABLE.includes(`${engine} ${format}`) || more.length > 0 || (schema === '') !== isOnDisk(engine))
    throw new StoreError(
      'store.EngineMismatch',
      `${join(directory, FILE)} says "${text.trim().slice(0, 60)}", this version reads "${READABLE.join('", "')}"`,
    )
  return { engine: engine as EngineMark['engine'], format: Number(format), schema }
}

/** Notes which engine writes a folder. */
export function writeEngineMark(directory: string, { engine, format, schema }: EngineMark): Promise<void> {
  return writeFileDurably(join(directory, FILE), Buffer.from(`${`${engine} ${format} ${schema}`.trim()}\n`))
}

function isOnDisk(engine: string): boolean {
  return engine !== 'postgresql'
}
