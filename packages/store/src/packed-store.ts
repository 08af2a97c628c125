import type { Store, StoreOperation } from '@demiurge/state'
import { packPlace, packValue, Room, unpackValue } from './compressed-value.ts'
import type { ValueLog, ValuePlace } from './log/value-log.ts'

/** Smaller values cost an engine less than the log's own sync. */
const MIN_LOGGED_BYTES = 1 << 14

/** Memory for so many batches is kept from one to the next. */
const MOST_ROOMS = 2

/** Where large values are kept that are written once and stay. */
export interface LargeValues {
  readonly log: ValueLog
  /** Whether the values of such keys are never deleted, and as good as never written again: the log takes no space back. */
  readonly isPermanent: (key: Uint8Array) => boolean
}

/**
 * An engine under the one rule of compression: what it is given to keep is packed by packValue, or written to the value log where one is
 * given; what it returns is unpacked. The engine must have taken the values of a batch for its own when `batch` resolves: their memory is used again.
 */
export function packStore(engine: Store, large?: LargeValues): Store {
  const rooms: Room[] = []
  const logged = large === undefined ? undefined : createLogged(large)
  const unpacked = async (stored: Uint8Array | undefined): Promise<Uint8Array | undefined> =>
    stored === undefined ? undefined : unpackValue(stored, large?.log)
  return {
    engine: engine.engine,
    get: async (key) => unpacked(await engine.get(key)),
    getMany: async (keys) => Promise.all((await engine.getMany(keys)).map(unpacked)),
    ...(logged === undefined ? {} : { ahead: logged.begin }),
    async batch(operations) {
      // The engine must never have a place whose value a loss of power can still take away.
      const places = await logged?.finish(operations)
      const room = rooms.pop() ?? new Room()
      try {
        const packed = operations.map(({ value }) =>
          value === undefined ? undefined : (places?.get(value) ?? packValue(value, room)),
        )
        const values = packed.some((each) => each instanceof Promise) ? await Promise.all(packed) : packed
        await engine.batch(
          operations.map(({ key }, i) => ({ key, value: values[i] as Uint8Array | undefined })),
        )
      } finally {
        room.clear()
        if (rooms.length < MOST_ROOMS) rooms.push(room)
      }
    },
    async *iterate(range) {
      for await (const [key, value] of engine.iterate(range))
        yield [key, await unpackValue(value, large?.log)]
    },
    flush: () => engine.flush(),
    close: async () => {
      await engine.close()
      await large?.log.close()
    },
  }
}

/** What of operations goes to the log: begun as soon as they are known, and waited for when they are written. */
function createLogged({ log, isPermanent }: LargeValues) {
  /** Values on their way, and what stands for each in the engine. */
  const begun = new WeakMap<Uint8Array, Promise<Uint8Array>>()
  const begin = (operations: readonly StoreOperation[]): readonly Uint8Array[] => {
    const values = operations.flatMap(({ key, value }) =>
      value !== undefined && value.length >= MIN_LOGGED_BYTES && isPermanent(key) ? value : [],
    )
    const fresh = values.filter((value) => !begun.has(value))
    if (fresh.length === 0) return values
    const places = log.append(fresh)
    for (const [i, value] of fresh.entries()) {
      const place = places.then((all) => packPlace(placeAt(all, i)))
      // Who writes the batch hears of it.
      place.catch(() => {})
      begun.set(value, place)
    }
    return values
  }
  return {
    begin(operations: readonly StoreOperation[]): void {
      begin(operations)
    },
    /** Resolves to what the engine keeps, by value, once all of it is durable. */
    async finish(
      operations: readonly StoreOperation[],
    ): Promise<ReadonlyMap<Uint8Array, Uint8Array> | undefined> {
      const values = begin(operations)
      if (values.length === 0) return undefined
      const found = new Map<Uint8Array, Uint8Array>()
      try {
        for (const value of values) {
          const place = await begun.get(value)
          if (place !== undefined) found.set(value, place)
        }
      } finally {
        // Its owner may fill the same memory with something else now.
        for (const value of values) begun.delete(value)
      }
      return found
    },
  }
}

function placeAt(places: readonly ValuePlace[], i: number): ValuePlace {
  const place = places[i]
  if (place === undefined) throw new RangeError(`the value log gave ${places.length} places, asked is ${i}`)
  return place
}
