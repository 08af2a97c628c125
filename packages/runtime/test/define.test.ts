import { hash, struct, text, u8, u16, u32, u64 } from '@demiurge/codec'
import { MemoryState } from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { call, createRuntime, defineModule, entriesOf, stateMap } from '../src/index.ts'
import { counter } from './counter.ts'

const nothing = call({ doc: 'Nothing.', params: struct({ of: u8 }), weight: 1, run: () => undefined })
const base = { name: 'a', version: 1, doc: '', calls: { nothing }, events: {}, errors: {} } as const

test('names that could be confused in keys, methods or receipts are refused at start', () => {
  for (const name of ['', 'A', 'a.b', 'a/b', '1a', 'ä', 'a b'])
    expect(() => defineModule({ ...base, name }), name).toThrow(RangeError)
  expect(() => defineModule({ ...base, calls: { 'do.it': nothing } })).toThrow('do.it')
  expect(() => defineModule({ ...base, errors: { 'b.Code': 'Of another module.' } })).toThrow(
    'must begin with "a."',
  )
  expect(defineModule(base)).toBe(base)
})

test('two modules of one name cannot be told apart and do not start', () => {
  const admission = { errors: {}, admit: () => 0n }
  expect(() => createRuntime([counter, defineModule(base), counter], admission)).toThrow(
    'two modules named "counter"',
  )
})

test('a state key can be told from the path and the key, and read back', () => {
  const byHash = stateMap('a/byHash', hash, u8)
  const id = `0x${'ab'.repeat(32)}`
  expect(byHash.keyOf(id)).toBe(`a/byHash/${id}`)
  const byText = stateMap('a/byText', text(16), u8)
  expect(byText.keyOf('hé')).toBe('a/byText/0x68c3a9')
  const byBoth = stateMap('a/byBoth', struct({ n: u16, of: u32 }), u8)
  expect(byBoth.keyOf({ n: 1, of: 2 })).toBe('a/byBoth/0x010002000000')
  expect(byBoth.parseKey('a/byBoth/0x010002000000')).toEqual({ n: 1, of: 2 })
})

test('different keys never share a state key, in whatever order they are asked for', () => {
  const map = stateMap('a/map', struct({ name: text(8), n: u16 }), u64)
  const key = fc.record({ name: fc.string({ maxLength: 2 }), n: fc.nat(3) })
  fc.assert(
    fc.property(fc.array(key, { maxLength: 30 }), (keys) => {
      const seen = new Map<string, string>()
      for (const each of keys) {
        const stateKey = map.keyOf(each)
        const plain = JSON.stringify([each.name, each.n])
        expect(seen.get(stateKey) ?? plain).toBe(plain)
        seen.set(stateKey, plain)
        expect(map.parseKey(stateKey)).toEqual(each)
      }
    }),
  )
})

test('the entries of a map are found among others', () => {
  const state = new MemoryState()
  const map = stateMap('a/map', u16, u64)
  const other = stateMap('a/mapOfOthers', u16, u64)
  map.set({ state }, 1, 10n)
  other.set({ state }, 2, 20n)
  map.set({ state }, 3, 30n)
  map.delete({ state }, 1)
  expect([...entriesOf(map, state, (prefix) => state.keys(prefix))]).toEqual([[3, 30n]])
})
