import { fromHex, parseAddress, toHex } from '@demiurge/codec'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CryptoError,
  createKeystore,
  createMnemonic,
  deriveSigner,
  H,
  inspectKeystore,
  mnemonicToSeed,
  openKeystore,
  portableKeystoreCrypto,
} from '../src/index.ts'
import { headerBytes } from '../src/keystore.ts'
import { nativeKeystoreCrypto as crypto, nativeSuites, randomBytes } from '../src/native/index.ts'

const cost = { memoryKib: 8192, passes: 1, parallelism: 1 }
const mnemonic = createMnemonic(randomBytes)
const keys = [{ suite: 'ml-dsa-65', account: 0, index: 0 }]
const { address } = deriveSigner(mnemonicToSeed(mnemonic), keys, { suites: nativeSuites })
const contents = { mnemonic, label: 'Atelier', accounts: [{ name: 'main', address, keys }] }
const password = 'correct horse'
const file = await createKeystore(contents, password, { crypto, cost })
const code = (expected: string) =>
  expect.objectContaining({ name: 'CryptoError', code: `keystore.${expected}` })

/** The file with one thing changed and its checksum left as it was. */
function edited(from: string | RegExp, to: string): string {
  const changed = file.replace(from, to)
  expect(changed).not.toBe(file)
  return changed
}

/** The same file with the checksum that fits it, as a forger would write it. */
function withChecksum(changed: string): string {
  const json = JSON.parse(changed)
  const accounts = json.header.accounts.map((each: { address: string }) => ({
    ...each,
    address: parseAddress(each.address),
  }))
  const header = headerBytes({ ...json.header, accounts })
  return JSON.stringify({ ...json, checksum: toHex(H(header, fromHex(json.ciphertext))) })
}

test('a keystore opens with its password and gives everything back', async () => {
  expect(await openKeystore(file, password, crypto)).toEqual(contents)
})

test('a keystore made in Node opens with the portable engine, and the other way round', async () => {
  const portable = portableKeystoreCrypto(randomBytes)
  expect(await openKeystore(file, password, portable)).toEqual(contents)
  expect(
    await openKeystore(
      await createKeystore(contents, password, { crypto: portable, cost }),
      password,
      crypto,
    ),
  ).toEqual(contents)
})

test('without the password it shows label and addresses and nothing of the secret', () => {
  const header = inspectKeystore(file)
  expect(header.label).toBe('Atelier')
  expect(header.accounts).toEqual(contents.accounts)
  expect(file).toContain('dem1')
  for (const word of new Set(mnemonic.split(' '))) expect(file.includes(`${word} `)).toBe(false)
})

test('by default the password is stretched over 64 MiB in three passes', async () => {
  const strong = await createKeystore(contents, password, { crypto })
  expect(inspectKeystore(strong).kdf.value.cost).toEqual({ memoryKib: 65_536, passes: 3, parallelism: 1 })
  expect(await openKeystore(strong, password, crypto)).toEqual(contents)
})

test('the same contents and password never give the same file', async () => {
  expect(await createKeystore(contents, password, { crypto, cost })).not.toBe(file)
})

test('a wrong password is called a wrong password', async () => {
  await expect(openKeystore(file, 'wrong horse', crypto)).rejects.toThrow(code('WrongPassword'))
  await expect(openKeystore(file, '', crypto)).rejects.toThrow(/does not open the keystore "Atelier"/)
})

test('one password typed on two keyboards is one password', async () => {
  const composed = await createKeystore(contents, 'caf\u00e9', { crypto, cost })
  expect(await openKeystore(composed, 'cafe\u0301', crypto)).toEqual(contents)
})

test('a damaged file is called damaged, even with the right password', async () => {
  const damaged = [
    file.slice(0, -20),
    edited('Atelier', 'atelier'),
    edited(/"ciphertext": "0x./, '"ciphertext": "0x'),
    edited('"index": 0', '"index": 1'),
    edited('"index": 0', '"index": "zero"'),
    edited('dem1', 'dem1q'),
  ]
  for (const one of damaged) {
    await expect(openKeystore(one, password, crypto)).rejects.toThrow(code('Damaged'))
    expect(() => inspectKeystore(one)).toThrow(/the keystore file is damaged: /)
  }
})

test('whoever changes the file and mends its checksum still cannot make it open', async () => {
  const forged = withChecksum(edited('Atelier', 'Forgery'))
  expect(inspectKeystore(forged).label).toBe('Forgery')
  await expect(openKeystore(forged, password, crypto)).rejects.toThrow(code('WrongPassword'))
})

test('other files and newer versions are told apart from damaged ones', () => {
  for (const other of ['{}', '[]', 'null', '5', '{"header":{"format":"geth"}}'])
    expect(() => inspectKeystore(other)).toThrow(code('NotAKeystore'))
  expect(() => inspectKeystore(edited('"version": 1', '"version": 3'))).toThrow(
    /of version 3.*reads versions 1 and 2: update/,
  )
})

test('parameters that would cost gigabytes, or protect nothing, are refused before any work', async () => {
  const weak = createKeystore(contents, password, { crypto, cost: { ...cost, memoryKib: 1024 } })
  await expect(weak).rejects.toThrow(/memoryKib is 1024, it must be between 8192 and 1048576/)
  const hostile = withChecksum(edited('"memoryKib": 8192', '"memoryKib": 4000000000'))
  await expect(openKeystore(hostile, password, crypto)).rejects.toThrow(code('BadParameters'))
})

test('hostile files are refused with a code and nothing else', () => {
  const json = fc.oneof(
    fc.json(),
    fc.string(),
    fc.tuple(fc.nat(file.length), fc.string()).map(([at, text]) => file.slice(0, at) + text + file.slice(at)),
  )
  fc.assert(
    fc.property(json, (text) => {
      try {
        return inspectKeystore(text).label === 'Atelier'
      } catch (error) {
        return error instanceof CryptoError
      }
    }),
    { numRuns: 300 },
  )
})

describe('a second factor', () => {
  const factor = {
    credential: new Uint8Array([7, 7]),
    relyingParty: 'localhost',
    label: 'Key',
    salt: `0x${'5a'.repeat(32)}`,
  }
  const answer = new Uint8Array(32).fill(9)
  const guarded = createKeystore(contents, password, { crypto, cost, second: { factor, answer } })

  test('opens together with the password, and neither opens alone', async () => {
    const kept = await guarded
    expect(inspectKeystore(kept)).toMatchObject({ version: 2, secondFactor: factor })
    expect(await openKeystore(kept, password, crypto, answer)).toEqual(contents)
    expect(await openKeystore(kept, password, portableKeystoreCrypto(randomBytes), answer)).toEqual(contents)
    await expect(openKeystore(kept, password, crypto)).rejects.toThrow(code('FactorNeeded'))
    await expect(openKeystore(kept, 'wrong horse', crypto, answer)).rejects.toThrow(code('WrongPassword'))
    await expect(openKeystore(kept, password, crypto, new Uint8Array(32))).rejects.toThrow(
      code('WrongPassword'),
    )
    await expect(openKeystore(kept, password, crypto, answer.subarray(1))).rejects.toThrow(code('BadFactor'))
  })

  test('cannot be cut off: a forger who writes the file as one without gets nothing', async () => {
    const { header, ciphertext } = JSON.parse(await guarded)
    const { secondFactor: _, ...plain } = header
    const forged = withChecksum(
      JSON.stringify({ header: { ...plain, version: 1 }, ciphertext, checksum: '' }),
    )
    expect(inspectKeystore(forged).secondFactor).toBeUndefined()
    await expect(openKeystore(forged, password, crypto)).rejects.toThrow(code('WrongPassword'))
  })

  test('does not change keystores without one: those of version 1 open as before', async () => {
    expect(inspectKeystore(file).version).toBe(1)
    expect(await openKeystore(file, password, crypto, answer)).toEqual(contents)
    const mixed = (await guarded).replace('"version": 2', '"version": 1')
    expect(() => inspectKeystore(mixed)).toThrow(code('Damaged'))
  })
})
