import { decode, encode, hash, list, merkleRoot, toHex } from '@demiurge/codec'
import { portableMerkleHasher } from '@demiurge/crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  Block,
  BlockHeader,
  blockId,
  blockMessage,
  Checkpoint,
  Commit,
  checkpointDigest,
  commitDigest,
  encodeBlock,
  encodeBlockInParts,
  LIMITS,
  payloadRoot,
  receiptsRoot,
  SignedHeader,
  SignedTransaction,
  signingRoot,
  ZERO_HASH,
} from '../src/index.ts'
import { Receipts } from '../src/receipts.ts'
import { codeOf } from './transactions.ts'

const filled = (byte: string): string => `0x${byte.repeat(32)}`
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const header: BlockHeader = {
  chainId: 'demiurge',
  epoch: 3n,
  round: 9n,
  author: 1,
  parents: [filled('01'), filled('02')],
  timestampMs: 1_700_000_000_000n,
  payloadRoot: filled('04'),
  payloadBytes: 77,
  checkpointVote: { index: 8n, digest: filled('03') },
  beaconReveal: null,
  ticketsRoot: ZERO_HASH,
  evidenceRoot: ZERO_HASH,
  version: 1,
}

// The expected values were computed by another program (Python's hashlib) from the rules as PROTOCOL and SSZ state them.

test('the signing root is the SSZ root of the header, with and without a native hasher', () => {
  const expected = '0xd75572914d00d0f32d77443dd76216f34f5440fbb0ad49f03270e5740e487c50'
  expect(toHex(signingRoot(header))).toBe(expected)
  expect(toHex(signingRoot(header, portableMerkleHasher))).toBe(expected)
})

test("a block's id is SHA3-256 of signing root and signature, and its message names its domain", () => {
  const root = new Uint8Array(32).fill(1)
  expect(blockId(root, new Uint8Array(64).fill(2))).toBe(
    '0x720573dd622f90eee9bad9ba17cd65aec0d7e05c9ea7be866650fecf1b607741',
  )
  expect(blockMessage(root)).toEqual(new Uint8Array([...utf8('demiurge.block.1'), ...root]))
})

test('the commit digest chains what came before, the leader, the time and the blocks in order', () => {
  const [a, b, c] = [filled('11'), filled('22'), filled('33')]
  const digest = (blocks: string[], timestampMs = 7n): string =>
    commitDigest(a, { leader: b, timestampMs, blocks })
  expect(digest([c, b])).toBe('0xef3e6a9fc65dfd5ce983ef1339b140328b7e6e1b3180720cb9879a11b42e966d')
  expect(digest([b, c])).not.toBe(digest([c, b]))
  expect(digest([c, b], 8n)).not.toBe(digest([c, b]))
})

test("a checkpoint's digest is SHA3-256 of its canonical bytes", () => {
  const checkpoint: Checkpoint = {
    epoch: 3n,
    index: 16n,
    previous: filled('99'),
    commitDigest: filled('aa'),
    stateRoot: filled('bb'),
    receiptsRoot: filled('cc'),
    resume: filled('dd'),
    timestampMs: 1_700_000_000_000n,
    closing: { nextCommitteeRoot: filled('ee'), nextSeed: filled('ff') },
  }
  expect(encode(Checkpoint, checkpoint).length).toBe(253)
  expect(checkpointDigest(checkpoint)).toBe(
    '0xf675b15c49154529cb45b8f01e447297b01a708796ba21db816c0a727c06ff1e',
  )
})

test("the payload root is an SSZ list of the transactions' SHA-256, and zero for none", () => {
  const payload = [utf8('one'), utf8('two')]
  expect(payloadRoot(payload, portableMerkleHasher)).toBe(
    '0xfd022b36e91447720905e50842c11e5f914a604844e4062a8964538837762894',
  )
  expect(payloadRoot([...payload].reverse(), portableMerkleHasher)).not.toBe(
    payloadRoot(payload, portableMerkleHasher),
  )
  expect(payloadRoot([], portableMerkleHasher)).toBe(ZERO_HASH)
})

test('receipt roots chain from commit to commit, and an empty commit leaves them alone', () => {
  const first = receiptsRoot(ZERO_HASH, [utf8('receipt')], portableMerkleHasher)
  expect(receiptsRoot(first, [], portableMerkleHasher)).toBe(first)
  expect(receiptsRoot(first, [utf8('receipt')], portableMerkleHasher)).not.toBe(first)
})

test('both roots are those of the SSZ types that the documents name', () => {
  const { sha256, hashPairs } = portableMerkleHasher
  const Payload = list(hash, LIMITS.blockTransactions)
  const parts = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(parts, fc.uint8Array({ minLength: 32, maxLength: 32 }), (messages, before) => {
      const leaves = messages.map((each) => toHex(sha256(each)))
      const previous = toHex(before)
      expect(payloadRoot(messages, portableMerkleHasher)).toBe(toHex(merkleRoot(Payload, leaves, hashPairs)))
      expect(receiptsRoot(previous, messages, portableMerkleHasher)).toBe(
        toHex(merkleRoot(Receipts, { previous, receipts: leaves }, hashPairs)),
      )
    }),
  )
})

test('a block reads back as it was written', () => {
  const block = { header, signature: new Uint8Array(64).fill(5), payload: [utf8('one'), utf8('two')] }
  expect(decode(Block, encodeBlock(block))).toEqual(block)
})

test('hostile bytes are refused by every codec of the package', () => {
  for (const codec of [Block, BlockHeader, SignedHeader, Checkpoint, Commit, SignedTransaction])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const code = codeOf(() =>
          expect(encode<unknown>(codec, decode<unknown>(codec, bytes))).toEqual(bytes),
        )
        expect([undefined, 'codec.Invalid']).toContain(code)
      }),
    )
})

test('a block in pieces is the same bytes as in one', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 }), (payload) => {
      const block = { header, signature: new Uint8Array(7).fill(5), payload }
      const parts = encodeBlockInParts(block)
      expect(Buffer.concat(parts).equals(encodeBlock(block))).toBe(true)
      expect(parts.slice(2)).toEqual(payload)
    }),
  )
})
