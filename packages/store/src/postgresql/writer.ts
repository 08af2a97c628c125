import type { StoreOperation } from '@demiurge/state'
import { byteaArray } from './bytea-array.ts'
import type { Session } from './session.ts'

/** A statement carries at most so much, but at least one entry: its text is twice as long, and memory on both sides several times. */
const STATEMENT_BYTES = 8 << 20
const STATEMENT_ENTRIES = 10_000
/** Batches that wait are written together up to here. */
const GROUP_BYTES = 16 << 20

interface Waiting {
  readonly operations: readonly StoreOperation[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes batches in the order they are given, each in one transaction. Batches that arrive while one is written are written together by
 * the next transaction: the server then waits for its disk once for all of them.
 */
export function createWriter(
  session: Session,
  table: string,
): (operations: readonly StoreOperation[]) => Promise<void> {
  // A delete and an insert of one statement see the same moment, which is right only because no key is in both.
  const statement = `with gone as (delete from ${table} where key = any($3::bytea[]))
    insert into ${table} (key, value) select * from unnest($1::bytea[], $2::bytea[])
    on conflict (key) do update set value = excluded.value`
  let waiting: Waiting[] = []
  let writing = false

  const write = async (operations: readonly StoreOperation[]): Promise<void> => {
    const [first, ...more] = statementsOf(operations)
    if (first === undefined) return
    if (more.length === 0) {
      await session.query(statement, first)
      return
    }
    await session.query('begin')
    try {
      for (const parameters of [first, ...more]) await session.query(statement, parameters)
      await session.query('commit')
    } catch (error) {
      // Fails when the connection is gone, and the transaction with it.
      await session.query('rollback').catch(() => {})
      throw error
    }
  }

  const run = async (): Promise<void> => {
    writing = true
    while (waiting.length > 0) {
      const group = takeGroup(waiting)
      waiting = waiting.slice(group.length)
      try {
        await write(lastOfEachKey(group.flatMap(({ operations }) => operations)))
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    writing = false
  }

  return (operations) =>
    new Promise((resolve, reject) => {
      waiting.push({ operations, resolve, reject })
      if (!writing) void run()
    })
}

function takeGroup(waiting: readonly Waiting[]): readonly Waiting[] {
  let bytes = 0
  const end = waiting.findIndex(({ operations }, i) => {
    bytes += operations.reduce((sum, operation) => sum + sizeOf(operation), 0)
    return i > 0 && bytes > GROUP_BYTES
  })
  return end === -1 ? waiting : waiting.slice(0, end)
}

const sizeOf = ({ key, value }: StoreOperation): number => key.length + (value?.length ?? 0)

/** PostgreSQL refuses to insert one key twice in a statement; of several operations for a key the last counts anyway. */
function lastOfEachKey(operations: readonly StoreOperation[]): readonly StoreOperation[] {
  const last = new Map(
    operations.map((operation) => [Buffer.from(operation.key).toString('latin1'), operation]),
  )
  return last.size === operations.length ? operations : [...last.values()]
}

/** The parameters of the statements that write some operations: keys and values to put, keys to delete. */
function statementsOf(operations: readonly StoreOperation[]): readonly (readonly string[])[] {
  const statements: string[][] = []
  let start = 0
  let bytes = 0
  operations.forEach((operation, i) => {
    bytes += sizeOf(operation)
    const next = operations[i + 1]
    const isFull =
      i + 1 - start === STATEMENT_ENTRIES || bytes + (next === undefined ? 0 : sizeOf(next)) > STATEMENT_BYTES
    if (next !== undefined && !isFull) return
    statements.push(parametersOf(operations.slice(start, i + 1)))
    start = i + 1
    bytes = 0
  })
  return statements
}

function parametersOf(operations: readonly StoreOperation[]): string[] {
  const keys: Uint8Array[] = []
  const values: Uint8Array[] = []
  const gone: Uint8Array[] = []
  for (const { key, value } of operations) {
    if (value === undefined) gone.push(key)
    else {
      keys.push(key)
      values.push(value)
    }
  }
  return [keys, values, gone].map(byteaArray)
}
