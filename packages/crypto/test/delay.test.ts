import { pbkdf2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { delayLink, linkSalt } from '../src/index.ts'
import { computeDelay, findFalseLink, nativeDelayLink } from '../src/native/index.ts'

const start = new Uint8Array(32).fill(7)

test('both implementations give the same links, and they are PBKDF2 of RFC 8018', async () => {
  for (const [number, iterations] of [
    [0, 1],
    [1, 2],
    [63, 1_000],
  ] as const) {
    const link = delayLink(start, number, { window: 5n, iterations })
    expect(link).toEqual(await nativeDelayLink(start, number, { window: 5n, iterations }))
    expect(link).toEqual(new Uint8Array(pbkdf2Sync(start, linkSalt(5n, number), iterations, 32, 'sha256')))
  }
  // RFC 7914 section 11: the vector of PBKDF2-HMAC-SHA-256 with "passwd" and "salt", 1 iteration, begins so.
  expect(pbkdf2Sync('passwd', 'salt', 1, 32, 'sha256').toString('hex')).toBe(
    '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc',
  )
})

test('a delay is made link by link, and every false link is found', async () => {
  const delay = { start, window: 9n, segments: 6, iterations: 50 }
  const ends = await computeDelay(delay)
  let at: Uint8Array = start
  for (const [number, end] of ends.entries()) {
    at = delayLink(at, number, delay)
    expect(end).toEqual(at)
  }
  expect(await findFalseLink(delay, ends)).toBeUndefined()
  for (let number = 0; number < 6; number++) {
    const altered = ends.map((end, i) => (i === number ? end.map((byte) => byte ^ 1) : end))
    expect(await findFalseLink(delay, altered)).toBe(number)
  }
  expect(await findFalseLink(delay, ends.slice(0, 5))).toBe(5)
  expect(await findFalseLink({ ...delay, window: 10n }, ends)).toBe(0)
  await expect(computeDelay(delay, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
})
