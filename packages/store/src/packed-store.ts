import type { Store } from '@demiurge/state'
import { packValue, Room, unpackValue } from './compressed-value.ts'

/** Memory for so many batches is kept from one to the next. */
const MOST_ROOMS = 2

/**
 * An engine under the one rule of compression: what it is given to keep is packed by packValue, what it returns is unpacked. The engine
 * must have taken the values of a batch for its own when `batch` resolves: their memory is used again.
 */
export function packStore(engine: Store): Store {
  const rooms: Room[] = []
  const unpacked = async (stored: Uint8Array | undefined): Promise<Uint8Array | undefined> =>
    stored === undefined ? undefined : unpackValue(stored)
  return {
    engine: engine.engine,
    get: async (key) => unpacked(await engine.get(key)),
    getMany: async (keys) => Promise.all((await engine.getMany(keys)).map(unpacked)),
    async batch(operations) {
      const room = rooms.pop() ?? new Room()
      try {
        const packed = operations.map(({ value }) =>
          value === undefined ? undefined : packValue(value, room),
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
      for await (const [key, value] of engine.iterate(range)) yield [key, await unpackValue(value)]
    },
    flush: () => engine.flush(),
    close: () => engine.close(),
  }
}
