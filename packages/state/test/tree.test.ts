import { createStateTree, EMPTY_ROOT, StateError } from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groundHasher, plainHasher, referenceRoot } from './reference.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const key = (n: number): string => `nft/items/${n}`

/** A few keys that meet often, so that runs insert, change and delete the same ones. */
const change = fc.record({
  key: fc.nat(199).map(key),
  value: fc.option(fc.uint8Array({ maxLength: 40 }), { freq: 3 }),
})
const commits = fc.array(fc.array(change, { maxLength: 60 }), { maxLength: 8 })

test('an empty tree has the terminator as its root, and a tree of one leaf has that leaf', () => {
  const tree = createStateTree({ hasher: plainHasher })
  expect(tree.commit()).toBe(EMPTY_ROOT)
  expect(EMPTY_ROOT).toBe(`0x${'00'.repeat(32)}`)
  tree.set('system/chain', bytes(1))
  expect(tree.commit()).toBe(referenceRoot([['system/chain', bytes(1)]]))
  tree.delete('system/chain')
  expect(tree.commit()).toBe(EMPTY_ROOT)
})

test.each([1, 4, 8, 12])('random changes give the root of the definition, from depth %i on', (depth) => {
  fc.assert(
    fc.property(commits, (rounds) => {
      const tree = createStateTree({ hasher: plainHasher, depth, capacity: 4 })
      const model = new Map<string, Uint8Array>()
      for (const round of rounds) {
        for (const { key, value } of round) {
          if (value === null) tree.delete(key)
          else tree.set(key, value)
          if (value === null) model.delete(key)
          else model.set(key, value)
        }
        expect(tree.commit()).toBe(referenceRoot(model))
        expect(tree.size).toBe(model.size)
      }
      for (let n = 0; n < 200; n++) expect(tree.has(key(n))).toBe(model.has(key(n)))
    }),
    { numRuns: 40 },
  )
})

test('the root is a function of the set alone: order, detours and commits between do not show', () => {
  const sets = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 12 }), fc.uint8Array({ maxLength: 8 })), {
    selector: ([key]) => key,
    maxLength: 80,
  })
  fc.assert(
    fc.property(sets, fc.infiniteStream(fc.nat()), (entries, choices) => {
      const straight = createStateTree({ hasher: plainHasher, depth: 6 })
      for (const [key, value] of entries) straight.set(key, value)
      const winding = createStateTree({ hasher: plainHasher, depth: 1, capacity: 1 })
      const shuffled = [...entries]
      const next = (limit: number): number => (choices.next().value ?? 0) % limit
      while (shuffled.length > 0) {
        const [[key, value] = ['', bytes()]] = shuffled.splice(next(shuffled.length), 1)
        winding.set(`${key}?`, value)
        if (next(3) === 0) winding.commit()
        winding.set(key, bytes(next(256)))
        winding.set(key, value)
        winding.delete(`${key}?`)
        if (entries.some(([other]) => other === `${key}?`)) winding.set(`${key}?`, bytes())
      }
      for (const [key, value] of entries) winding.set(key, value)
      expect(winding.commit()).toBe(straight.commit())
    }),
    { numRuns: 60 },
  )
})

test('a tree that starts with room for one leaf grows to twenty thousand and shrinks to none', () => {
  const tree = createStateTree({ hasher: plainHasher, capacity: 1 })
  const model = new Map<string, Uint8Array>()
  for (let n = 0; n < 20_000; n++) {
    tree.set(key(n), bytes(n & 255))
    model.set(key(n), bytes(n & 255))
    if (n % 7001 === 0) expect(tree.commit()).toBe(referenceRoot(model))
  }
  expect(tree.commit()).toBe(referenceRoot(model))
  for (let n = 0; n < 20_000; n++) tree.delete(key(n))
  expect(tree.commit()).toBe(EMPTY_ROOT)
  expect(tree.size).toBe(0)
})

test('a value that is set to itself and a missing key that is deleted leave the root as it is', () => {
  const tree = createStateTree({ hasher: plainHasher, depth: 2 })
  for (let n = 0; n < 50; n++) tree.set(key(n), bytes(n))
  const root = tree.commit()
  tree.set(key(7), bytes(7))
  tree.delete('never/there')
  expect(tree.commit()).toBe(root)
})

test('keys ground into one bucket cost their attacker, not the tree', () => {
  const hasher = groundHasher()
  const tree = createStateTree({ hasher, depth: 8 })
  const model = new Map<string, Uint8Array>()
  for (let n = 0; n < 20_000; n++) tree.set(`ground/${n}`, bytes(n & 255))
  tree.commit()
  for (let n = 300; n < 20_000; n++) tree.delete(`ground/${n}`)
  for (let n = 0; n < 300; n++) model.set(`ground/${n}`, bytes(n & 255))
  expect(tree.commit()).toBe(referenceRoot(model, hasher))
  hasher.pairs = 0
  tree.set('ground/0', bytes(99))
  tree.commit()
  expect(hasher.pairs).toBeLessThan(256)
})

test('changes must be committed before anything is proved', () => {
  const tree = createStateTree({ hasher: plainHasher })
  tree.set('a', bytes(1))
  expect(() => tree.prove('a')).toThrow(expect.objectContaining({ code: 'state.Uncommitted' }))
  tree.commit()
  expect(tree.prove('a').present).toBe(true)
})

test('what a proof could not carry is refused', () => {
  const tree = createStateTree({ hasher: plainHasher })
  const invalid = expect.objectContaining({ code: 'state.InvalidKey' })
  expect(() => tree.set('x'.repeat(513), bytes())).toThrow(invalid)
  expect(() => tree.set('é'.repeat(257), bytes())).toThrow(invalid)
  expect(() => tree.delete('half \ud800 pair')).toThrow(invalid)
  expect(() => tree.set('x', new Uint8Array(2 ** 20 + 1))).toThrow(
    expect.objectContaining({ code: 'state.ValueTooLarge' }),
  )
  expect(() => createStateTree({ hasher: plainHasher, depth: 25 })).toThrow(StateError)
  expect(() => createStateTree({ hasher: plainHasher, capacity: 0 })).toThrow(StateError)
  expect(tree.commit()).toBe(EMPTY_ROOT)
})
