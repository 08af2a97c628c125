import { createSecretKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { createParsedKeys } from '../src/native/parsed-keys.ts'

test('a parsed key is kept, and the least recently used one is forgotten beyond the limit', () => {
  const parsed: number[] = []
  const keys = createParsedKeys((bytes) => {
    parsed.push(bytes[0] ?? -1)
    return createSecretKey(Buffer.from(bytes))
  }, 2)
  const one = Uint8Array.of(1)
  const first = keys.get(one)
  expect(keys.get(Uint8Array.of(1))).toBe(first)
  keys.get(Uint8Array.of(2))
  keys.get(one)
  keys.get(Uint8Array.of(3))
  expect(keys.size).toBe(2)
  keys.get(one)
  expect(parsed).toEqual([1, 2, 3])
  keys.get(Uint8Array.of(2))
  expect(parsed).toEqual([1, 2, 3, 2])
})

test('bytes that are no key are not remembered', () => {
  const keys = createParsedKeys(() => {
    throw new Error('no key')
  })
  expect(() => keys.get(Uint8Array.of(1))).toThrow('no key')
  expect(keys.size).toBe(0)
})
