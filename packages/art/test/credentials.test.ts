import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { deriveSigner, mnemonicToSeed, portableSuites } from '@demiurge/crypto'
import { nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { JPEG, PNG } from '@trustnxt/c2pa-ts/asset'
import { SuperBox } from '@trustnxt/c2pa-ts/jumbf'
import { ManifestStore } from '@trustnxt/c2pa-ts/manifest'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeCbor } from '../src/credentials/cbor.ts'
import { storePlace } from '../src/credentials/manifest-store.ts'
import { writeManifestStore } from '../src/credentials/write-store.ts'
import {
  assertionToCredential,
  claimLicence,
  createRecipe,
  credentialToAssertion,
  joinManifestStore,
  readRecipe,
  signCredential,
  signCredentials,
  splitManifestStore,
  withLicence,
} from '../src/index.ts'
import { checkCredentials, createRenderer, createStudioKey, readStudioKey } from '../src/native/index.ts'
import {
  checkCredentials as checkInBrowser,
  createBrowserStudioKey,
  openBrowserStudioKey,
} from '../src/web/credentials/index.ts'

const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const signerOf = (suite: string) =>
  deriveSigner(mnemonicToSeed(words), [{ suite, account: 0, index: 0 }], {
    suites: nativeSuites,
    random: randomBytes,
  })
const signer = signerOf('ml-dsa-65')
const pem = await createStudioKey('Studio of Ada')
const key = readStudioKey(pem)
const claim = claimLicence({ licence: 'gbu2', fields: { aiTraining: 'allowed' } })
const recipe = createRecipe({ pattern: 'guilloche', seed: 7, size: 48 })
const options = {
  title: 'First light',
  key,
  signer,
  createdAtMs: 1_790_000_000_000,
  claim,
  random: randomBytes,
}
const check = (file: Uint8Array<ArrayBuffer>) => checkCredentials(file, { suites: nativeSuites })

const plain: Record<string, Uint8Array<ArrayBuffer>> = {}
const signed: Record<string, Uint8Array<ArrayBuffer>> = {}
const of = (files: typeof plain, format: string) => files[format] ?? new Uint8Array()
const formats = ['png', 'jpeg'] as const

beforeAll(async () => {
  await using renderer = createRenderer({ threads: 1 })
  for (const format of formats) {
    const { bytes } = await renderer.render(recipe, { format })
    plain[format] = withLicence(bytes, claim)
    signed[format] = await signCredentials(of(plain, format), options)
  }
})

/** What the independent reader, which shares no code with ours or with c2pa-rs, says of a file. */
async function secondOpinion(file: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    const asset = file[0] === 0xff ? new JPEG(file) : new PNG(file)
    const store = asset.getManifestJUMBF()
    if (store === undefined) return false
    const result = await ManifestStore.read(SuperBox.fromBuffer(new Uint8Array(store))).validate(asset)
    return result.isValid
  } catch {
    return false
  }
}

/**
 * Where claim, assertions and signature stand in a store. What is around them (lengths, types and labels of boxes) is bound by no hash of
 * C2PA, nor are the chunk or segment that hold the store.
 */
function cborRanges(store: Uint8Array, from = 0, to = store.length): (readonly [from: number, to: number])[] {
  const view = new DataView(store.buffer, store.byteOffset, store.length)
  const ranges: (readonly [number, number])[] = []
  for (let at = from; at < to; at += view.getUint32(at)) {
    const end = at + view.getUint32(at)
    const type = new TextDecoder().decode(store.subarray(at + 4, at + 8))
    if (type === 'jumb') ranges.push(...cborRanges(store, at + 8, end))
    if (type === 'cbor') ranges.push([at + 8, end])
  }
  return ranges
}

/** The parts of a COSE_Sign1 that are signed or the signature itself: not its tag, its empty unprotected header, its null. */
function signedRanges([from, to]: readonly [number, number]): (readonly [from: number, to: number])[] {
  return [
    [from + 5, to - 68],
    [to - 64, to],
  ]
}

describe.each(formats)('%s', (format) => {
  test('is signed and holds, for us and for an independent reader; the picture and its recipe stay', async () => {
    const file = of(signed, format)
    const { verdict, checks, assertions, claimSigner, statement } = await check(file)
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    expect(verdict).toBe('authentic')
    expect(checks.map(({ name }) => name)).toEqual([
      'store',
      'claim',
      'layout',
      'statement',
      'source',
      'creator',
      'signature',
      'licence',
    ])
    expect(claimSigner).toEqual({ name: 'Studio of Ada', algorithm: 'Es256', isTrusted: false })
    expect(statement).toMatchObject({ creator: signer.address, licence: 'LicenseRef-GBU2' })
    expect(assertions.map(({ label }) => label)).toEqual([
      'c2pa.actions.v2',
      'org.demiurge.provenance',
      'org.demiurge.licence',
    ])
    expect(assertions[0]?.meaning).toBe('c2pa.created (algorithmicMedia)')
    expect(await secondOpinion(file)).toBe(true)
    expect(await checkInBrowser(file, { suites: portableSuites })).toEqual(await check(file))
    const { rest, store } = splitManifestStore(file)
    expect(rest).toEqual(of(plain, format))
    expect(joinManifestStore({ rest, store })).toEqual(file)
    expect(readRecipe(file)).toEqual(recipe)
  })

  test('any byte that changes is found by our check; by the other reader as well where C2PA binds it', async () => {
    const file = of(signed, format)
    const { store = new Uint8Array() } = splitManifestStore(file)
    const start = Buffer.from(file).indexOf(store)
    const contents = cborRanges(store)
    expect(contents).toHaveLength(6)
    const bound = [...contents.slice(0, -1), ...signedRanges(contents.at(-1) ?? [0, 0])]
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const altered = file.map((byte, i) => (i === at ? byte ^ change : byte))
        expect((await check(altered)).verdict).not.toMatch(/authentic|foreign/)
        const inBrowser = await checkInBrowser(altered, { suites: nativeSuites })
        expect(inBrowser.verdict).not.toMatch(/authentic|foreign/)
        const inStore = at - start
        const isBound =
          inStore < -20 ||
          inStore >= store.length + 4 ||
          bound.some(([from, to]) => inStore >= from && inStore < to)
        if (isBound) expect(await secondOpinion(altered)).toBe(false)
      }),
      { numRuns: 150 },
    )
  })

  test('bytes that are added, cut off or moved are found', async () => {
    const file = of(signed, format)
    const { rest, store } = splitManifestStore(file)
    const variants = [
      Uint8Array.of(...file, 0),
      file.slice(0, -1),
      file.slice(0, file.length / 2),
      joinManifestStore({ rest: of(plain, format === 'png' ? 'jpeg' : 'png'), store }),
      Uint8Array.of(...rest, ...(store ?? [])),
    ]
    for (const altered of variants) expect((await check(altered)).verdict).toMatch(/altered|none/)
    expect((await check(of(plain, format))).verdict).toBe('none')
  })

  test('hostile bytes are a verdict, never a crash', async () => {
    const opening = of(signed, format).slice(0, 60)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(60), async (bytes, cut) => {
        const file = Uint8Array.of(...opening.subarray(0, cut), ...bytes)
        expect((await check(file)).verdict).toMatch(/altered|none/)
        expect((await checkInBrowser(file, { suites: nativeSuites })).verdict).toMatch(/altered|none/)
      }),
      { numRuns: 60 },
    )
  })
})

test('a store taken from one work does not make another work its creator’s', async () => {
  await using renderer = createRenderer({ threads: 1 })
  const { bytes } = await renderer.render(createRecipe({ pattern: 'strata', seed: 1, size: 48 }), {
    format: 'png',
  })
  const { store } = splitManifestStore(of(signed, 'png'))
  const { verdict, checks } = await check(joinManifestStore({ rest: bytes, store }))
  expect(verdict).toBe('altered')
  expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['claim', 'source'])
})

test('somebody else’s claim around the creator’s statement does not change what the creator stated', async () => {
  // The licence in the statement is the creator's; a claim that says another is found, though its C2PA signature is good.
  const bare = splitManifestStore(of(signed, 'png')).rest
  const other = await signCredentials(bare, { ...options, claim: { licence: 'CC0-1.0' } })
  const { verdict, checks } = await check(other)
  expect(verdict).toBe('altered')
  expect(checks.find(({ ok }) => !ok)).toMatchObject({ name: 'licence' })
})

test('Falcon and hybrid accounts sign as well, and credentials are not replaced', async () => {
  const source = of(plain, 'jpeg')
  const file = await signCredentials(source, { ...options, signer: signerOf('falcon-512') })
  expect(await check(file)).toMatchObject({ verdict: 'authentic' })
  await expect(signCredentials(file, options)).rejects.toMatchObject({ code: 'credentials.present' })
  await expect(signCredentials(Uint8Array.of(1, 2, 3), options)).rejects.toMatchObject({
    code: 'file.unknown-format',
  })
})

test('a browser signs as a studio does, with a key whose bytes nobody sees', async () => {
  const kept = structuredClone(await createBrowserStudioKey('Browser of Ada'))
  expect(kept.privateKey.extractable).toBe(false)
  const browser = openBrowserStudioKey(kept)
  for (const format of formats) {
    const file = await signCredentials(of(plain, format), { ...options, key: browser })
    const { verdict, claimSigner } = await check(file)
    expect({ verdict, name: claimSigner?.name }).toEqual({ verdict: 'authentic', name: 'Browser of Ada' })
    expect(await secondOpinion(file)).toBe(true)
  }
})

test('somebody else’s credentials hold as well, and say nothing of us; without their picture they do not', async () => {
  const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture'
  const created = { action: 'c2pa.created', digitalSourceType }
  const foreign = await writeManifestStore({
    title: 'Made elsewhere',
    key,
    random: randomBytes,
    restSha256: createHash('sha256').update(of(plain, 'png')).digest(),
    place: storePlace(of(plain, 'png')),
    assertions: [{ label: 'c2pa.actions.v2', data: { actions: [created] } }],
  })
  const file = joinManifestStore({ store: foreign, rest: of(plain, 'png') })
  const moved = joinManifestStore({ store: foreign, rest: of(plain, 'jpeg') })
  for (const read of [checkCredentials, checkInBrowser]) {
    const found = await read(file, { suites: nativeSuites })
    expect(found).toMatchObject({ verdict: 'foreign', claimSigner: { name: 'Studio of Ada' } })
    expect(found.statement).toBeUndefined()
    expect(await read(moved, { suites: nativeSuites })).toMatchObject({ verdict: 'altered' })
  }
})

test('a store of more than one segment of a JPEG, and of every length around it, is read by both readers', async () => {
  const seen = new Set<number>()
  for (const length of [0, 240, 260, 5_000, 56_000, 65_500, 70_000, 140_000]) {
    const file = await signCredentials(of(plain, 'jpeg'), { ...options, title: 'x'.repeat(length) })
    const segments = file.length - of(plain, 'jpeg').length
    seen.add(Math.ceil(segments / 65_537))
    expect(await check(file)).toMatchObject({ verdict: 'authentic' })
    expect(await secondOpinion(file)).toBe(true)
  }
  expect([...seen].toSorted()).toEqual([1, 2, 3])
})

test('numbers that CBOR would write otherwise than in 32 bits are refused', () => {
  for (const value of [0.5, 2 ** 32, -(2 ** 33), Number.NaN])
    expect(() => encodeCbor({ value })).toThrow(expect.objectContaining({ code: 'credentials.failed' }))
  // RFC 8949, appendix A.
  const vectors: readonly (readonly [Parameters<typeof encodeCbor>[0], string])[] = [
    [23, '17'],
    [24, '1818'],
    [1000, '1903e8'],
    [1_000_000, '1a000f4240'],
    [-1, '20'],
    [-1000, '3903e7'],
    [[true, false, null], '83f5f4f6'],
    [{ a: 1, b: [2, 3] }, 'a26161016162820203'],
    [new Map([[1, 2]]), 'a10102'],
    [Uint8Array.of(1, 2, 3, 4), '4401020304'],
    ['水', '63e6b0b4'],
  ]
  for (const [value, hex] of vectors) expect(encodeCbor(value).toHex()).toBe(hex)
})

test('the statement is one text, and what is none of ours is refused', () => {
  const value = signCredential(
    { sha256: `0x${'11'.repeat(32)}`, bytes: 5, mediaType: 'image/png', createdAtMs: 1 },
    signer,
  )
  expect(assertionToCredential(credentialToAssertion(value))).toEqual(value)
  expect(assertionToCredential({ signed: 'no base64!' })).toBeUndefined()
  expect(assertionToCredential(null)).toBeUndefined()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => assertionToCredential({ signed: bytes.toBase64() })).toThrow()
    }),
  )
})

test('the certificates are what C2PA asks for', () => {
  const [leaf, root] = key.chain.map((der) => new X509Certificate(der))
  const privateKey = createPrivateKey(pem)
  expect(leaf?.verify(root?.publicKey ?? privateKey)).toBe(true)
  expect(root?.verify(root.publicKey)).toBe(true)
  expect(leaf?.ca).toBe(false)
  expect(root?.ca).toBe(true)
  expect(leaf?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.36'])
  expect(leaf?.checkPrivateKey(privateKey)).toBe(true)
  expect(() => readStudioKey('nonsense')).toThrow(expect.objectContaining({ code: 'credentials.bad-key' }))
})
