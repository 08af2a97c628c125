import { expect, test } from 'vitest'
import { createQueryCache, queryKey } from '../src/client/query-cache.ts'

/** Lets the promises that are settled by now take effect. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('two views that ask the same share one request', async () => {
  const cache = createQueryCache(() => 7)
  let requests = 0
  const load = async (): Promise<string> => {
    requests++
    return 'answer'
  }
  cache.load('key', load)
  cache.load('key', load)
  expect(cache.read('key').pending).toBe(true)
  await settle()
  expect(requests).toBe(1)
  expect(cache.read('key')).toEqual({ data: 'answer', error: undefined, pending: false, at: 7 })
})

test('an error leaves the old answer in sight, and the next answer takes the error away', async () => {
  const cache = createQueryCache(() => 0)
  cache.write('key', 'old')
  cache.load('key', () => Promise.reject(new Error('the node is away')))
  await settle()
  expect(cache.read('key')).toMatchObject({ data: 'old', error: { message: 'the node is away' } })
  cache.load('key', async () => 'new')
  await settle()
  expect(cache.read('key')).toMatchObject({ data: 'new', error: undefined })
})

test('listeners hear of changes until they leave', async () => {
  const cache = createQueryCache(() => 0)
  let heard = 0
  const leave = cache.subscribe('key', () => heard++)
  cache.load('key', async () => 1)
  await settle()
  expect(heard).toBe(2)
  leave()
  cache.write('key', 2)
  expect(heard).toBe(2)
})

test('answers that nobody looks at are forgotten, others never', () => {
  const cache = createQueryCache(() => 0)
  cache.subscribe('watched', () => undefined)
  cache.write('watched', 'kept')
  for (let i = 0; i < 600; i++) cache.write(`key ${i}`, i)
  cache.subscribe('one more', () => undefined)()
  expect(cache.read('watched').data).toBe('kept')
  expect(cache.read('key 0').data).toBeUndefined()
  expect(cache.read('key 599').data).toBe(599)
})

test('keys tell a number from a text and a bigint', () => {
  expect(queryKey('m', { a: 1n })).toBe(queryKey('m', { a: 1n }))
  expect(new Set([queryKey('m', { a: 1n }), queryKey('m', { a: 1 }), queryKey('m', { a: '1' })]).size).toBe(3)
})
