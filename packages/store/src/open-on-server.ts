import { randomBytes } from 'node:crypto'
import type { Store } from '@demiurge/state'
import { type EngineMark, newEngineMark, readEngineMark, writeEngineMark } from './engine-mark.ts'
import { StoreError } from './error.ts'

/** What of a store's options says where on a server it is. */
export interface ServerStoreOptions {
  readonly directory: string
  readonly url?: string | undefined
  readonly schema?: string | undefined
  readonly onNotice?: ((notice: string) => void) | undefined
}

/**
 * Opens the PostgreSQL store that a folder stands for; a new folder is given a schema, and its mark keeps the name. Throws what
 * openPostgresql throws, and StoreError `store.EngineMismatch` when the folder stands for another schema.
 */
export async function openOnServer(
  { directory, url, schema, onNotice }: ServerStoreOptions,
  written: EngineMark | undefined,
): Promise<Store> {
  if (url === undefined || url === '')
    throw new StoreError(
      'store.InvalidUrl',
      `${directory} keeps its data in PostgreSQL, whose address is not given: write postgresql://user@host:port/database`,
    )
  if (written !== undefined && schema !== undefined && schema !== written.schema)
    throw new StoreError(
      'store.EngineMismatch',
      `${directory} keeps its data in schema ${written.schema}, not in ${schema}: leave the schema out, or choose another folder`,
    )
  const { checkServer, openPostgresql } = await import('./postgresql/postgresql.ts')
  if (written === undefined) {
    const mark = newEngineMark('postgresql', schema ?? `demiurge_${randomBytes(6).toString('hex')}`)
    // A mistake in the address must not leave a mark behind.
    await checkServer(url, mark.schema)
    await writeEngineMark(directory, mark)
  }
  // Read again: of two processes that begin in one new folder both then take the same schema, and one finds it locked.
  const mark = await readEngineMark(directory)
  return openPostgresql({ url, schema: mark?.schema ?? '', onNotice })
}
