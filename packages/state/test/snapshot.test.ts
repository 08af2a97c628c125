import { portableMerkleHasher } from '@demiurge/crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  chunkOf,
  createStateTree,
  inPathOrder,
  rootOfSubtrees,
  type StateEntry,
  StateError,
  subtreeRoot,
} from '../src/index.ts'

const hasher = portableMerkleHasher

function chunksOf(entries: readonly StateEntry[], depth: number): StateEntry[][] {
  const chunks: StateEntry[][] = Array.from({ length: 2 ** depth }, () => [])
  for (const entry of entries) chunks[chunkOf(entry.key, depth, hasher)]?.push(entry)
  return chunks.map((chunk) => [...inPathOrder(chunk, hasher)])
}

function rootsOf(chunks: readonly (readonly StateEntry[])[], depth: number): string[] {
  return chunks.map((chunk, index) => subtreeRoot(chunk, { depth, index }, hasher))
}

function entriesOf(numbers: readonly number[]): StateEntry[] {
  return [...new Set(numbers)].map((n) => ({ key: `map/${n}`, value: Uint8Array.of(n & 0xff, n >> 8, 7) }))
}

const someEntries = fc.array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 60 }).map(entriesOf)
const someDepth = fc.integer({ min: 0, max: 6 })

test('the chunks of any state at any depth lead to its root', () => {
  fc.assert(
    fc.property(someEntries, someDepth, (entries, depth) => {
      const tree = createStateTree({ hasher, capacity: 128 })
      for (const { key, value } of entries) tree.set(key, value)
      expect(rootOfSubtrees(rootsOf(chunksOf(entries, depth), depth), hasher)).toBe(tree.commit())
    }),
  )
})

test('whatever is altered in a chunk changes the hash of its subtree or is refused', () => {
  fc.assert(
    fc.property(someEntries, someDepth, fc.nat(), fc.nat(), (entries, depth, which, how) => {
      const chunks = chunksOf(entries, depth)
      const index = chunkOf(entries[which % Math.max(1, entries.length)]?.key ?? '', depth, hasher)
      const chunk = chunks[index] ?? []
      if (chunk.length === 0) return
      const at = which % chunk.length
      const entry = chunk[at] as StateEntry
      const altered = [
        chunk.toSpliced(at, 1),
        chunk.toSpliced(at, 1, { ...entry, key: `${entry.key}x` }),
        chunk.toSpliced(at, 1, {
          ...entry,
          value: entry.value.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
        }),
        chunk.toSpliced(at, 0, entry),
        chunk.toSpliced(at, 0, { key: 'one more', value: new Uint8Array(1) }),
        [...chunk].reverse(),
      ][how % 6] as StateEntry[]
      if (how % 6 === 5 && chunk.length === 1) return
      const place = { depth, index }
      const before = subtreeRoot(chunk, place, hasher)
      let root = ''
      try {
        root = subtreeRoot(altered, place, hasher)
      } catch (error) {
        expect(error).toBeInstanceOf(StateError)
      }
      expect(root).not.toBe(before)
    }),
  )
})

test('an entry in the wrong chunk, twice, or out of order is named', () => {
  const chunks = chunksOf(entriesOf([1, 2, 3, 4, 5, 6, 7, 8]), 1)
  const [left = [], right = []] = chunks
  const codeOf = (entries: readonly StateEntry[]): string => {
    try {
      return subtreeRoot(entries, { depth: 1, index: 0 }, hasher)
    } catch (error) {
      return error instanceof StateError ? error.code : String(error)
    }
  }
  expect(codeOf([...left, ...right])).toBe('snapshot.WrongPlace')
  expect(codeOf([...left].reverse())).toBe('snapshot.BadOrder')
  expect(codeOf([...left, ...left.slice(-1)])).toBe('snapshot.BadOrder')
})
