import { toHex } from '@demiurge/codec'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Argon2Parameters, type KeystoreCrypto, portableKeystoreCrypto } from '../src/index.ts'
import { nativeKeystoreCrypto, randomBytes } from '../src/native/index.ts'
import { webKeystoreCrypto } from '../src/web/index.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What is told of progress, which only JavaScript tells. */
const told = vi.fn<(share: number) => void>()
afterEach(() => {
  vi.restoreAllMocks()
  told.mockReset()
})

/** What every implementation makes of the same. */
async function answersOf(password: Uint8Array, salt: Uint8Array, cost: Argon2Parameters): Promise<string[]> {
  const cryptos = [portableKeystoreCrypto(randomBytes), webKeystoreCrypto(told), nativeKeystoreCrypto]
  const answers: string[] = []
  for (const { argon2id } of cryptos) answers.push(toHex(await argon2id(password, salt, cost)))
  return answers
}

// In the order of portable, web, native.
const alike = (hex: string): string[] => [hex, hex, hex]

describe('argon2id is one function in noble, in WebAssembly and in OpenSSL', () => {
  test('of drawn passwords, salts and costs within the bounds of a keystore', {
    timeout: 120_000,
  }, async () => {
    const password = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map(utf8),
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
    )
    const salt = fc.uint8Array({ minLength: 16, maxLength: 16 })
    // Lengths that no number of lanes divides are among them.
    const cost = fc.record({
      memoryKib: fc.integer({ min: 8192, max: 9000 }),
      passes: fc.integer({ min: 1, max: 2 }),
      parallelism: fc.integer({ min: 1, max: 8 }),
    })
    await fc.assert(
      fc.asyncProperty(password, salt, cost, async (...drawn) => {
        const [portable = '', ...others] = await answersOf(...drawn)
        expect([portable, ...others]).toEqual(alike(portable))
      }),
      { numRuns: 15 },
    )
    expect(told).not.toHaveBeenCalled()
  })

  test('of the empty password, and of the most passes', async () => {
    const salt = new Uint8Array(16).fill(3)
    const light = { memoryKib: 8192, passes: 1, parallelism: 1 }
    const [empty = '', ...others] = await answersOf(new Uint8Array(), salt, light)
    expect([empty, ...others]).toEqual(alike(empty))
    const [most = '', ...rest] = await answersOf(utf8('tide'), salt, { ...light, passes: 16, parallelism: 8 })
    expect([most, ...rest]).toEqual(alike(most))
  })

  // RFC 9106's own vectors have a secret and associated data, which keystores do not; these are of the reference implementation's test.c.
  test.for([
    [256, 2, 1, '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
    [256, 2, 2, '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037'],
    [65_536, 1, 1, 'f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98'],
  ] as const)(
    'of the known answer to %i KiB, %i passes, %i lanes',
    async ([memoryKib, passes, parallelism, answer]) => {
      const cost = { memoryKib, passes, parallelism }
      expect(await answersOf(utf8('password'), utf8('somesalt'), cost)).toEqual(alike(`0x${answer}`))
    },
  )
})

describe('argon2id in a browser', () => {
  const cost = { memoryKib: 8192, passes: 1, parallelism: 1 }
  const salt = new Uint8Array(16).fill(5)
  const stretch = ({ argon2id }: KeystoreCrypto): Promise<Uint8Array> => argon2id(utf8('tide'), salt, cost)
  test('runs in WebAssembly, and claims no progress that it cannot see', async () => {
    const instantiate = vi.spyOn(WebAssembly, 'instantiate')
    await stretch(webKeystoreCrypto(told))
    expect(instantiate).toHaveBeenCalled()
    expect(told).not.toHaveBeenCalled()
  })

  test('is noble where WebAssembly may not be compiled, and tells how far it is', async () => {
    vi.spyOn(WebAssembly, 'instantiate').mockRejectedValue(
      new WebAssembly.CompileError('the policy forbids it'),
    )
    expect(await stretch(webKeystoreCrypto(told))).toEqual(await stretch(nativeKeystoreCrypto))
    const shares = told.mock.calls.map(([share]) => share)
    expect(shares.length).toBeGreaterThan(10)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
  })
})
