import { zstdCompressSync } from 'node:zlib'
import { CodecError } from '@demiurge/codec'
import { nativeSuites, randomBytes } from '@demiurge/crypto/native'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerHello, askHello, readHello } from '../../src/public/hello.ts'
import { ItemError, readItems } from '../../src/public/items.ts'
import { MAX_MESSAGE_BYTES, MessageError, packMessage, unpackMessage } from '../../src/public/message.ts'
import { TokenBucket } from '../../src/public/rate.ts'

test('a message comes out as it went in, and smaller where it can', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
      expect(new Uint8Array(unpackMessage(packMessage(bytes)))).toEqual(bytes)
    }),
  )
  expect(packMessage(new Uint8Array(100_000)).length).toBeLessThan(200)
  expect(packMessage(randomBytes(5_000)).length).toBe(5_001)
  expect(() => packMessage(new Uint8Array(MAX_MESSAGE_BYTES + 1))).toThrow(MessageError)
})

test('noise, bombs and what asks for much memory are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      try {
        expect(unpackMessage(noise).length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES)
      } catch (error) {
        expect(error).toBeInstanceOf(MessageError)
      }
    }),
  )
  const bomb = Buffer.concat([Uint8Array.of(1), zstdCompressSync(new Uint8Array(50_000_000))])
  expect(bomb.length).toBeLessThan(10_000)
  expect(() => unpackMessage(bomb)).toThrow(MessageError)
  expect(() =>
    unpackMessage(Buffer.concat([Uint8Array.of(0), new Uint8Array(MAX_MESSAGE_BYTES + 1)])),
  ).toThrow()
})

function framed(kind: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(5)
  header.writeUInt8(kind)
  header.writeUInt32LE(bytes.length, 1)
  return Buffer.concat([header, bytes])
}

async function* piecesOf(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (const cut of cuts) {
    yield bytes.subarray(at, at + cut)
    at += cut
  }
  yield bytes.subarray(at)
}

test('items are put together from whatever pieces come, and end where they say so', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 20 }),
      async (items, cuts) => {
        const bytes = Buffer.concat([...items.map((item) => framed(0, item)), framed(1, new Uint8Array(0))])
        const found: Uint8Array[] = []
        for await (const item of readItems(piecesOf(bytes, cuts))) found.push(item)
        expect(found).toEqual(items)
      },
    ),
  )
})

test('an answer that breaks off, is too large, or is noise is an error and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (noise) => {
      try {
        for await (const item of readItems(piecesOf(noise, []), 64))
          expect(item.length).toBeLessThanOrEqual(64)
      } catch (error) {
        expect(error).toBeInstanceOf(ItemError)
      }
    }),
  )
  const read = async (bytes: Uint8Array): Promise<void> => {
    for await (const _ of readItems(piecesOf(bytes, []), 64));
  }
  await expect(read(framed(0, new Uint8Array(65)))).rejects.toThrow('65 bytes is announced, the limit is 64')
  await expect(read(framed(2, new TextEncoder().encode('not today')))).rejects.toThrow('not today')
  await expect(read(framed(0, new Uint8Array(9)))).rejects.toThrow('broke off')
})

test('a hello is for one asker and one question alone', () => {
  const suite = nativeSuites.get('ml-dsa-65')
  const keyPair = suite.keyPairFromSeed(randomBytes(32))
  const identity = {
    publicKey: keyPair.publicKey,
    sign: (message: Uint8Array) => suite.sign(message, keyPair),
  }
  const { bytes, nonce } = askHello()
  const answer = answerHello(bytes, { id: 'ada', agent: 'test', identity }, 'bob')
  expect(readHello(answer, { us: 'bob', peer: 'ada', nonce }).nodeId).toMatch(/^0x/)
  for (const other of [
    { us: 'eve', peer: 'ada', nonce },
    { us: 'bob', peer: 'eve', nonce },
    { us: 'bob', peer: 'ada', nonce: askHello().nonce },
  ])
    expect(() => readHello(answer, other)).toThrow('has not signed')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      expect(() => answerHello(noise, { id: 'ada', agent: 'test', identity: undefined }, 'bob')).toThrow()
    }),
    { numRuns: 50 },
  )
  expect(() => readHello(new Uint8Array(3), { us: 'bob', peer: 'ada', nonce })).toThrow(CodecError)
})

test('a bucket fills with time and never beyond its burst', () => {
  const bucket = new TokenBucket({ rate: 10, burst: 5, nowMs: 0 })
  expect([1, 2, 3, 4, 5, 6].map(() => bucket.take(1, 0))).toEqual([true, true, true, true, true, false])
  expect(bucket.take(1, 100)).toBe(true)
  expect(bucket.take(1, 100)).toBe(false)
  expect(bucket.take(6, 1_000_000)).toBe(false)
  expect(bucket.take(5, 1_000_000)).toBe(true)
})
