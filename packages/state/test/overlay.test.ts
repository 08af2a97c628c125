import { byteList, encode, toHex, u32, u64 } from '@demiurge/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryState, Observer, Overlay, type Sum } from '../src/index.ts'

const filled = (entries: Readonly<Record<string, bigint>>): MemoryState => {
  const state = new MemoryState()
  for (const [key, value] of Object.entries(entries)) state.write('', key, u64, value)
  return state
}
const contentOf = (state: MemoryState): Record<string, string> =>
  Object.fromEntries(
    [...state.keys('')].sort().map((key) => [key, toHex(state.bytes(key) ?? new Uint8Array())]),
  )

test('an overlay reads through and keeps its writes to itself until they are handed over', () => {
  const base = filled({ a: 1n, b: 2n })
  const overlay = new Overlay(base)
  expect(overlay.read('', 'a', u64)).toBe(1n)
  overlay.write('', 'a', u64, 10n)
  overlay.write('', 'b', u64, undefined)
  overlay.write('', 'c', u64, 30n)
  expect([overlay.read('', 'a', u64), overlay.read('', 'b', u64), overlay.read('', 'c', u64)]).toEqual([
    10n,
    undefined,
    30n,
  ])
  expect(base.read('', 'a', u64)).toBe(1n)
  overlay.writeInto(base)
  expect(contentOf(base)).toEqual(contentOf(filled({ a: 10n, c: 30n })))
})

test('changes are the writes as canonical bytes, null where a key went away, nothing where it was only read', () => {
  const overlay = new Overlay(filled({ a: 1n, b: 2n, c: 3n }))
  overlay.read('', 'a', u64)
  overlay.write('', 'c', u64, 33n)
  overlay.write('', 'b', u64, undefined)
  expect(overlay.changes()).toEqual([
    { key: 'c', bytes: encode(u64, 33n) },
    { key: 'b', bytes: null },
  ])
})

test('a rollback undoes exactly what came after its mark, and marks nest', () => {
  const overlay = new Overlay(filled({ a: 1n }))
  overlay.write('', 'a', u64, 2n)
  const outer = overlay.mark()
  overlay.write('', 'a', u64, 3n)
  const inner = overlay.mark()
  overlay.write('', 'a', u64, undefined)
  overlay.write('', 'b', u64, 5n)
  overlay.rollback(inner)
  expect([overlay.read('', 'a', u64), overlay.read('', 'b', u64)]).toEqual([3n, undefined])
  overlay.rollback(outer)
  expect(overlay.changes()).toEqual([{ key: 'a', bytes: encode(u64, 2n) }])
})

test('what was written and undone is no change at all', () => {
  const overlay = new Overlay(filled({ a: 1n }))
  const mark = overlay.mark()
  overlay.write('', 'a', u64, 2n)
  overlay.write('', 'b', u64, 2n)
  overlay.rollback(mark)
  expect(overlay.changes()).toEqual([])
})

test('what is settled cannot be undone, and trying is an error', () => {
  const overlay = new Overlay(new MemoryState())
  const before = overlay.mark()
  overlay.write('', 'a', u64, 1n)
  overlay.settle()
  const after = overlay.mark()
  overlay.write('', 'a', u64, 2n)
  const late = overlay.mark()
  expect(() => overlay.rollback(before)).toThrow(RangeError)
  overlay.rollback(after)
  expect(overlay.read('', 'a', u64)).toBe(1n)
  expect(() => overlay.rollback(late)).toThrow('is gone')
})

test('an overlay on an overlay is a trial that can be thrown away', () => {
  const base = filled({ a: 1n })
  const overlay = new Overlay(base)
  overlay.write('', 'a', u64, 2n)
  const trial = new Overlay(overlay)
  trial.write('', 'a', u64, 3n)
  expect(overlay.read('', 'a', u64)).toBe(2n)
  trial.writeInto(overlay)
  overlay.writeInto(base)
  expect(base.read('', 'a', u64)).toBe(3n)
})

test('two overlays on one state do not see each other, and one that is dropped is as if it had never been', () => {
  const base = filled({ a: 1n, b: 2n })
  const dropped = new Overlay(base)
  const kept = new Overlay(base)
  dropped.write('', 'a', u64, 10n)
  kept.write('', 'b', u64, 20n)
  dropped.write('', 'b', u64, undefined)
  dropped.write('', 'c', u64, 30n)
  expect([kept.read('', 'a', u64), kept.read('', 'b', u64), kept.read('', 'c', u64)]).toEqual([
    1n,
    20n,
    undefined,
  ])
  kept.write('', 'a', u64, 11n)
  expect([dropped.read('', 'a', u64), dropped.read('', 'b', u64)]).toEqual([10n, undefined])
  kept.writeInto(base)
  expect(contentOf(base)).toEqual(contentOf(filled({ a: 11n, b: 20n })))
  const next = new Overlay(base)
  expect([next.read('', 'a', u64), next.read('', 'b', u64), next.read('', 'c', u64)]).toEqual([
    11n,
    20n,
    undefined,
  ])
})

test('an overlay on a state that has changed since is refused: it would mix two versions', () => {
  const base = filled({ a: 1n })
  const [first, second, third] = [new Overlay(base), new Overlay(base), new Overlay(base)]
  third.write('', 'b', u64, 3n)
  first.write('', 'a', u64, 2n)
  first.writeInto(base)
  expect(() => second.read('', 'a', u64)).toThrow('has changed')
  expect(() => third.writeInto(base)).toThrow('has changed')
  expect(() => first.writeInto(base)).toThrow('has changed')
  expect(contentOf(base)).toEqual(contentOf(filled({ a: 2n })))
})

test('state loaded from bytes is decoded when it is read and encoded as it was', () => {
  const state = new MemoryState()
  state.load('a', encode(u32, 7))
  expect(state.bytes('a')).toEqual(encode(u32, 7))
  expect(state.read('', 'a', u32)).toBe(7)
  expect(state.bytes('a')).toEqual(encode(u32, 7))
  state.load('a', encode(u32, 8))
  expect(state.read('', 'a', u32)).toBe(8)
  state.load('a', null)
  expect([state.read('', 'a', u32), state.bytes('a'), state.size]).toEqual([undefined, undefined, 0])
})

test('bytes that are not what the codec expects are refused when they are read', () => {
  const state = new MemoryState()
  state.load('a', new Uint8Array(3))
  expect(() => state.read('', 'a', u64)).toThrow('too few')
})

test('keys are listed by prefix', () => {
  const state = filled({ 'x/1': 1n, 'x/2': 2n, 'xy/1': 3n })
  expect([...state.keys('x/')]).toEqual(['x/1', 'x/2'])
  expect(state.size).toBe(3)
})

type Step =
  | { readonly kind: 'write'; readonly key: string; readonly value: bigint | undefined }
  | { readonly kind: 'mark' | 'rollback' | 'settle' | 'commit' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      value: fc.option(fc.bigInt({ min: 0n, max: 9n }), { nil: undefined }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('mark', 'rollback', 'settle', 'commit') }) },
)

test('whatever is written, marked, undone and settled, an overlay is like a map that is copied at every mark', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const base = filled({ a: 1n, b: 2n })
      let overlay = new Overlay(base)
      let model = new Map([
        ['a', 1n],
        ['b', 2n],
      ])
      let marks: { mark: number; model: Map<string, bigint> }[] = []
      for (const step of steps) {
        if (step.kind === 'write') {
          overlay.write('', step.key, u64, step.value)
          if (step.value === undefined) model.delete(step.key)
          else model.set(step.key, step.value)
        } else if (step.kind === 'mark') marks.push({ mark: overlay.mark(), model: new Map(model) })
        else if (step.kind === 'rollback') {
          const last = marks.pop()
          if (last === undefined) continue
          overlay.rollback(last.mark)
          model = last.model
        } else {
          marks = []
          overlay.settle()
          if (step.kind === 'settle') continue
          overlay.writeInto(base)
          overlay = new Overlay(base)
        }
        for (const key of ['a', 'b', 'c', 'd']) expect(overlay.read('', key, u64)).toBe(model.get(key))
      }
      overlay.writeInto(base)
      expect(contentOf(base)).toEqual(contentOf(filled(Object.fromEntries(model))))
    }),
  )
})

test('changes applied as bytes give the same state as values handed over', () => {
  const value = fc.option(fc.uint8Array({ maxLength: 6 }), { nil: undefined })
  const writes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), value), { maxLength: 30 })
  fc.assert(
    fc.property(writes, (list) => {
      const [direct, loaded] = [new MemoryState(), new MemoryState()]
      for (const [key, bytes] of list) {
        const overlay = new Overlay(direct)
        overlay.write('', key, byteList(6), bytes)
        for (const change of overlay.changes()) loaded.load(change.key, change.bytes)
        overlay.writeInto(direct)
      }
      expect(contentOf(loaded)).toEqual(contentOf(direct))
    }),
  )
})

const total: Sum<bigint> = { codec: u64, add: (value, amount) => (value ?? 0n) + amount }
const KEYS = ['a', 'b', 'c'] as const
const key = fc.constantFrom(...KEYS)
const deed = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), key, amount: fc.bigInt({ min: 1n, max: 9n }) }),
  fc.record({ kind: fc.constant('read' as const), key }),
  fc.record({ kind: fc.constant('write' as const), key, amount: fc.option(fc.bigInt({ min: 0n, max: 9n })) }),
  fc.record({
    kind: fc.constantFrom('put', 'put sum', 'put nothing'),
    key,
    amount: fc.bigInt({ min: 1n, max: 9n }),
  }),
  fc.record({ kind: fc.constantFrom('mark', 'rollback', 'settle', 'commit') }),
)

test('sums that are put off and values that came as bytes are like values that were written at once', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const base = filled({ a: 1n, b: 2n })
      let overlay = new Overlay(base)
      let model = new Map([
        ['a', 1n],
        ['b', 2n],
      ])
      let marks: { mark: number; model: Map<string, bigint> }[] = []
      const settle = (): void => {
        overlay.settle()
        marks = []
      }
      for (const { kind, ...rest } of deeds) {
        const { key = 'a', amount = null } = rest as { key?: string; amount?: bigint | null }
        if (kind === 'read') expect(overlay.read('', key, u64)).toBe(model.get(key))
        else if (kind === 'add') overlay.add('', key, total, amount ?? 0n)
        else if (kind === 'write') overlay.write('', key, u64, amount ?? undefined)
        else if (kind === 'mark') marks.push({ mark: overlay.mark(), model: new Map(model) })
        else if (kind === 'rollback') {
          const last = marks.pop()
          if (last !== undefined) overlay.rollback(last.mark)
          model = last?.model ?? model
        } else settle()
        if (kind === 'put') overlay.put(overlay.locate('', key), encode(u64, amount ?? 0n), 0, 8)
        if (kind === 'put nothing') overlay.put(overlay.locate('', key), new Uint8Array(), 0, -1)
        if (kind === 'put sum') overlay.addLasting(overlay.locate('', key), total, amount ?? 0n)
        if (kind === 'commit') {
          overlay.writeInto(base)
          overlay = new Overlay(base)
        }
        if (kind === 'add' || kind === 'put sum') model.set(key, (model.get(key) ?? 0n) + (amount ?? 0n))
        if (kind === 'put' || (kind === 'write' && amount !== null)) model.set(key, amount ?? 0n)
        if (kind === 'put nothing' || (kind === 'write' && amount === null)) model.delete(key)
      }
      overlay.writeInto(base)
      expect(contentOf(base)).toEqual(contentOf(filled(Object.fromEntries(model))))
    }),
    { numRuns: 300 },
  )
})

test('an observer says what a transaction looked at, what it changed, and what it only added to', () => {
  const observer = new Observer()
  const overlay = new Overlay(filled({ a: 1n, b: 2n, pot: 5n }), observer)
  const names = (entries: readonly { readonly name: string }[]): string[] => entries.map(({ name }) => name)
  observer.begin()
  overlay.read('', 'a', u64)
  overlay.write('', 'b', u64, 3n)
  overlay.add('', 'pot', total, 7n)
  const mark = overlay.mark()
  overlay.write('', 'c', u64, 4n)
  overlay.add('', 'pot', total, 100n)
  overlay.rollback(mark)
  overlay.add('', 'pot', total, 1n)
  overlay.settle()
  expect(names(observer.looked)).toEqual(['a', 'b', 'c'])
  expect(names(observer.written)).toEqual(['b'])
  expect(observer.added.map(({ entry, amount }) => [entry.name, amount])).toEqual([['pot', 8n]])
  observer.begin()
  overlay.add('', 'pot', total, 2n)
  expect(overlay.read('', 'pot', u64)).toBe(15n)
  overlay.settle()
  expect([names(observer.looked), names(observer.written), observer.added]).toEqual([['pot'], ['pot'], []])
})

test('what is known as bytes only goes into the state below, and nowhere else', () => {
  const overlay = new Overlay(filled({ a: 1n }))
  overlay.put(overlay.locate('', 'a'), encode(u64, 2n), 0, 8)
  overlay.put(overlay.locate('', 'gone'), new Uint8Array(), 0, -1)
  expect(overlay.changes()).toEqual([
    { key: 'a', bytes: encode(u64, 2n) },
    { key: 'gone', bytes: null },
  ])
  expect(() => overlay.writeInto(new MemoryState())).toThrow('known as bytes only')
})
