import { byteList, encode, toHex } from '@demiurge/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStateTree, MemoryState, Overlay, readRecord } from '../src/index.ts'
import { keyToBytes } from '../src/key.ts'
import { plainHasher, referenceRoot } from './reference.ts'

const value = byteList(90)
const digits = (n: number, bytes = 32): string => `0x${n.toString(16).padStart(bytes * 2, '0')}`

/** Names of every form a table can meet: digits of the usual length, of another, upper case, plain text. */
const name = fc.oneof(
  { weight: 6, arbitrary: fc.nat(40).map((n) => digits(n)) },
  fc.nat(5).map((n) => digits(n, 34)),
  fc.nat(5).map((n) => digits(n, 70)),
  fc.constantFrom('', '0x', '0x0', '0xAB', 'ab', '0xab', `0x${'AB'.repeat(32)}`, `0x${'é'.repeat(64)}`),
)
const entry = fc.record({
  space: fc.constantFrom('', 'a/', 'b/c/'),
  name,
  bytes: fc.option(fc.uint8Array({ maxLength: 90 }), { freq: 4 }),
})
const history = fc.array(fc.array(entry, { maxLength: 30 }), { maxLength: 6 })
const seed = fc.tuple(fc.integer(), fc.integer(), fc.integer(), fc.integer())

const contentOf = (state: MemoryState): [string, string][] =>
  [...state.keys('')]
    .map((key): [string, string] => [key, toHex(state.bytes(key) ?? new Uint8Array())])
    .sort()

test('a state is like a map of keys, and its tree has the root of that map, whatever names and values are', () => {
  fc.assert(
    fc.property(history, seed, fc.nat(6), (rounds, seed, attachAt) => {
      const state = new MemoryState({ seed })
      const tree = createStateTree({ hasher: plainHasher, depth: 2, capacity: 1 })
      const model = new Map<string, Uint8Array>()
      for (const [round, entries] of rounds.entries()) {
        if (round === attachAt) state.attach(tree)
        const overlay = new Overlay(round % 2 === 0 ? state : new MemoryState())
        for (const [i, { space, name, bytes }] of entries.entries()) {
          const encoded = bytes === null ? undefined : encode(value, bytes)
          if (round % 2 === 0) overlay.write(space, name, value, bytes ?? undefined)
          else if (i % 2 === 0) state.write(space, name, value, bytes ?? undefined)
          else state.load(space + name, encoded ?? null)
          if (encoded === undefined) model.delete(space + name)
          else model.set(space + name, encoded)
        }
        expect(readRecord(overlay.record())).toEqual(overlay.changes())
        if (round % 2 === 0) overlay.writeInto(state)
        if (round >= attachAt) expect(tree.commit()).toBe(referenceRoot(model))
      }
      expect(state.size).toBe(model.size)
      expect(contentOf(state)).toEqual([...model].map(([key, bytes]) => [key, toHex(bytes)]).sort())
      for (const [key, bytes] of model) expect(state.bytes(key)).toEqual(bytes)
    }),
    { numRuns: 200 },
  )
})

test('many entries come and go and are all found', () => {
  const state = new MemoryState()
  for (let n = 0; n < 5_000; n++) state.write('a/', digits(n * 7919), value, Uint8Array.of(n & 255))
  for (let n = 0; n < 5_000; n += 3) state.write('a/', digits(n * 7919), value, undefined)
  for (let round = 0; round < 20; round++)
    for (let n = 0; n < 1_000; n++) {
      state.write('a/', digits(1 + n * 31, 32), value, Uint8Array.of(round))
      state.write('a/', digits(1 + n * 31, 32), value, undefined)
    }
  for (let n = 0; n < 5_000; n++)
    expect(state.read('a/', digits(n * 7919), value)).toEqual(
      n % 3 === 0 ? undefined : Uint8Array.of(n & 255),
    )
  expect(state.size).toBe(3_333)
})

test('no two keys have the same bytes: digits are told from the text they would spell', () => {
  const part = fc.constantFrom('a', '/', '0x', '61', '6', 'é', 'ff', '\u0000', 'ÿ', 'A', '0xff')
  const key = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(key, key, (one, other) => {
      expect(toHex(keyToBytes(one)) === toHex(keyToBytes(other))).toBe(one === other)
    }),
    { numRuns: 2_000 },
  )
  expect(toHex(keyToBytes('a/0x6162'))).toBe('0x612fff6162')
  expect(toHex(keyToBytes('a/ab'))).toBe('0x612f6162')
})

test('a copy of a state that follows by records stays the same as the first one', () => {
  fc.assert(
    fc.property(history, seed, fc.nat(3), (rounds, seed, copyAt) => {
      const state = new MemoryState({ seed })
      let copy: MemoryState | undefined
      for (const [round, entries] of rounds.entries()) {
        // As it is sent to another thread.
        if (round === copyAt) copy = MemoryState.from(structuredClone(state.image()))
        const overlay = new Overlay(state)
        for (const { space, name, bytes } of entries) overlay.write(space, name, value, bytes ?? undefined)
        const record = overlay.record()
        overlay.writeInto(state)
        copy?.loadRecord(record)
        if (copy !== undefined) expect(contentOf(copy)).toEqual(contentOf(state))
        if (copy !== undefined) expect(copy.size).toBe(state.size)
      }
    }),
    { numRuns: 200 },
  )
})

test('a record that was cut off is refused', () => {
  const overlay = new Overlay(new MemoryState())
  for (let n = 0; n < 3; n++) overlay.write('a/', digits(n), value, new Uint8Array(9))
  const record = overlay.record()
  const whole = new Set([0, record.length / 3, (record.length / 3) * 2])
  for (let length = 0; length < record.length; length++)
    if (!whole.has(length))
      expect(() => new MemoryState().loadRecord(record.slice(0, length)), `${length} bytes`).toThrow(
        RangeError,
      )
})
