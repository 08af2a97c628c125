import type { Store, StoreOperation, StoreRange } from '@demiurge/state'
import { reasonOf, StoreError } from './error.ts'

/** What an index of PostgreSQL takes is 2,704 bytes for a key and what stands beside it. */
const MAX_KEY_BYTES = 2048
/** Twice as long as text, which is how PostgreSQL is given it, a value must stay below the longest string there is. */
const MAX_VALUE_BYTES = 128 << 20

type Entry = readonly [key: Uint8Array, value: Uint8Array]

/**
 * What all engines have in common: keys and ranges are checked, errors are coded, and nothing reaches an engine that is closed or
 * that closes. Engines below may assume valid input and that `close` comes once, last, with no call running.
 */
export function guardStore(engine: Store): Store {
  const running = new Set<Promise<unknown>>()
  const iterations = new Set<AsyncIterator<Entry>>()
  let closing: Promise<void> | undefined

  const checkOpen = (): void => {
    if (closing !== undefined) throw new StoreError('store.Closed', `the ${engine.engine} store is closed`)
  }

  const call = async <T>(action: () => Promise<T>): Promise<T> => {
    checkOpen()
    const promise = action()
    running.add(promise)
    try {
      return await promise
    } catch (error) {
      throw coded(error, engine.engine)
    } finally {
      running.delete(promise)
    }
  }

  async function* iterate(range: StoreRange = {}): AsyncGenerator<Entry> {
    checkOpen()
    if (!checkRange(range)) return
    const inner = engine.iterate(range)[Symbol.asyncIterator]()
    iterations.add(inner)
    try {
      for (;;) {
        range.signal?.throwIfAborted()
        const step = await inner.next().catch((error: unknown) => {
          checkOpen()
          throw coded(error, engine.engine)
        })
        checkOpen()
        if (step.done === true) return
        const [key, value] = step.value
        yield [plain(key), plain(value)]
      }
    } finally {
      iterations.delete(inner)
      await inner.return?.()
    }
  }

  const close = async (): Promise<void> => {
    await Promise.allSettled([...iterations].map((iteration) => iteration.return?.()))
    await Promise.allSettled(running)
    await engine.close()
  }

  return {
    engine: engine.engine,
    get: async (key) => plain(await call(() => engine.get(checkKey(key)))),
    getMany: async (keys) => (await call(() => engine.getMany(keys.map(checkKey)))).map(plain),
    batch: (operations) => call(() => engine.batch(checkOperations(operations))),
    iterate,
    flush: () => call(() => engine.flush()),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function checkKey(key: Uint8Array): Uint8Array {
  if (key.length < 1 || key.length > MAX_KEY_BYTES)
    throw new StoreError(
      'store.InvalidKey',
      `a key has 1 to ${MAX_KEY_BYTES} bytes, this one has ${key.length}`,
    )
  return key
}

function checkOperations(operations: readonly StoreOperation[]): readonly StoreOperation[] {
  for (const { key, value } of operations) {
    checkKey(key)
    if (value !== undefined && value.length > MAX_VALUE_BYTES)
      throw new StoreError(
        'store.InvalidValue',
        `a value has at most ${MAX_VALUE_BYTES} bytes, this one has ${value.length}`,
      )
  }
  return operations
}

/** Whether anything can be in the range; throws for a limit that is no number of entries. */
function checkRange({ gte, lt, limit }: StoreRange): boolean {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0))
    throw new StoreError('store.InvalidRange', `limit is ${limit}, it must be a number of entries from 0`)
  if (limit === 0 || lt?.length === 0) return false
  return gte === undefined || lt === undefined || Buffer.compare(gte, lt) < 0
}

/** The same bytes without Buffer's own ideas, such as a `slice` that does not copy. */
function plain<T extends Uint8Array | undefined>(bytes: T): T | Uint8Array {
  return Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes
}

function coded(error: unknown, engine: string): unknown {
  if (error instanceof StoreError) return error
  return new StoreError('store.Engine', `${engine} failed: ${reasonOf(error)}`, { cause: error })
}
