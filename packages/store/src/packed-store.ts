import type { Store } from '@demiurge/state'
import { packValue, unpackValue } from './compressed-value.ts'

/** An engine under the one rule of compression: what it is given to keep is packed by packValue, what it returns is unpacked. */
export function packStore(engine: Store): Store {
  const unpacked = async (stored: Uint8Array | undefined): Promise<Uint8Array | undefined> =>
    stored === undefined ? undefined : unpackValue(stored)
  return {
    engine: engine.engine,
    get: async (key) => unpacked(await engine.get(key)),
    getMany: async (keys) => Promise.all((await engine.getMany(keys)).map(unpacked)),
    async batch(operations) {
      const values = await Promise.all(
        operations.map(({ value }) => (value === undefined ? undefined : packValue(value))),
      )
      await engine.batch(operations.map(({ key }, i) => ({ key, value: values[i] })))
    },
    async *iterate(range) {
      for await (const [key, value] of engine.iterate(range)) yield [key, await unpackValue(value)]
    },
    flush: () => engine.flush(),
    close: () => engine.close(),
  }
}
