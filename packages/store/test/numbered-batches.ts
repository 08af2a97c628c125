import type { Store, StoreOperation } from '@demiurge/state'

/** Batches that can be told apart and told whole: number n puts so many entries and removes those of an older one. */
const entriesOf = (n: number): number => 1 + (n % 7)
const REMOVED_BEFORE = 25

const keyOf = (n: number, i: number): Uint8Array =>
  new TextEncoder().encode(`${String(n).padStart(8, '0')}.${i}`)
// Every fifth is large and compresses, so that both forms of a stored value are there.
const contentOf = (n: number, i: number): Uint8Array =>
  new TextEncoder().encode(`${n}.${i} `.repeat(n % 5 === 0 ? 4_000 : 20))

/** The operations of a batch. */
export function numberedBatch(n: number): readonly StoreOperation[] {
  const put = Array.from({ length: entriesOf(n) }, (_, i) => ({ key: keyOf(n, i), value: contentOf(n, i) }))
  const old = n - REMOVED_BEFORE
  const removed = old < 0 ? [] : Array.from({ length: entriesOf(old) }, (_, i) => keyOf(old, i))
  return [...put, ...removed.map((key) => ({ key, value: undefined }))]
}

/**
 * What is wrong with what a store holds, given which batches were acknowledged; empty when nothing is. Any batch that was not
 * acknowledged may be there too, but whole. Batches are given in order, several at once.
 */
export async function faultsOf(store: Store, acknowledged: ReadonlySet<number>): Promise<readonly string[]> {
  const found = new Map<number, number>()
  const faults: string[] = []
  for await (const [key, value] of store.iterate()) {
    const [number = '', index = ''] = new TextDecoder().decode(key).split('.')
    const n = Number(number)
    if (Buffer.compare(value, contentOf(n, Number(index))) !== 0)
      faults.push(`entry ${number}.${index} is changed`)
    found.set(n, (found.get(n) ?? 0) + 1)
  }
  const newest = Math.max(-1, ...acknowledged, ...found.keys())
  for (let n = 0; n <= newest; n++) {
    const count = found.get(n) ?? 0
    // Entries are removed by the batch that comes REMOVED_BEFORE later, if that was written.
    const remover = n + REMOVED_BEFORE
    const isRemoved = (found.get(remover) ?? 0) > 0 || acknowledged.has(remover)
    if (isRemoved ? count > 0 : count !== 0 && count !== entriesOf(n))
      faults.push(
        `batch ${n} has ${count} of ${entriesOf(n)} entries${isRemoved ? ', which were removed' : ''}`,
      )
    if (acknowledged.has(n) && count === 0 && !isRemoved && !wasRemovedLater(n, newest))
      faults.push(`batch ${n} was acknowledged and is not there`)
  }
  return faults
}

/** Whether a batch is so old that its remover is gone as well. */
function wasRemovedLater(n: number, newest: number): boolean {
  return n + 2 * REMOVED_BEFORE <= newest
}
