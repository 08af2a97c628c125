import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode, toHex } from '@demiurge/codec'
import {
  combineSignatures,
  createSigner,
  hybridPolicy,
  multisigPolicy,
  publicKeyOf,
  portableSuites as suites,
} from '@demiurge/crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Check } from '../src/provenance/check.ts'
import { checkStatement } from '../src/provenance/check-statement.ts'
import {
  ProvenanceStatement,
  type SignedStatement,
  SignedStatement as SignedStatementCodec,
  signStatement,
  statementHash,
  statementMessage,
} from '../src/provenance/statement.ts'
import {
  assetBytes,
  metadata,
  metadataBytes,
  signed,
  signer,
  signerWith,
  statement,
} from './provenance-work.ts'

const context = { assetBytes, metadataBytes, suites }
const failed = (checks: readonly Check[]) => checks.filter(({ ok }) => !ok).map(({ name }) => name)

function flip(bytes: Uint8Array, place: number): Uint8Array {
  return bytes.with(place, (bytes[place] ?? 0) ^ 1)
}

test('an untouched work passes every check, and each says why', () => {
  const checks = checkStatement(signed, context)
  expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
    ['statement', true],
    ['asset', true],
    ['metadata', true],
    ['agreement', true],
    ['creator', true],
    ['signature', true],
  ])
  expect(checks.at(-1)?.detail).toMatch(/^The statement is signed \(ML-DSA-65/)
  expect(checkStatement(encode(SignedStatementCodec, signed), context)).toEqual(checks)
})

test('a file may be hashed elsewhere, and a missing file is not a good one', () => {
  const { assetBytes: _, ...without } = context
  expect(failed(checkStatement(signed, { ...without, assetSha256: statement.asset.sha256 }))).toEqual([])
  expect(failed(checkStatement(signed, without))).toEqual(['asset'])
})

test('each flipped byte of the file fails the asset check alone', () => {
  fc.assert(
    fc.property(fc.nat(assetBytes.length - 1), (place) => {
      expect(failed(checkStatement(signed, { ...context, assetBytes: flip(assetBytes, place) }))).toEqual([
        'asset',
      ])
    }),
    { numRuns: 15 },
  )
  const longer = Uint8Array.from([...assetBytes, 0])
  const [, asset] = checkStatement(signed, { ...context, assetBytes: longer })
  expect(asset?.detail).toBe('The file has 501 bytes, the signed one has 500.')
})

test('each flipped byte of the metadata fails the metadata check', () => {
  fc.assert(
    fc.property(fc.nat(metadataBytes.length - 1), (place) => {
      const names = failed(checkStatement(signed, { ...context, metadataBytes: flip(metadataBytes, place) }))
      expect(names).toContain('metadata')
      expect(names.filter((name) => name !== 'metadata' && name !== 'agreement')).toEqual([])
    }),
    { numRuns: 15 },
  )
})

test('each flipped byte of a signed statement makes it unreadable or fails a check', () => {
  const bytes = encode(SignedStatementCodec, signed)
  fc.assert(
    fc.property(fc.oneof(fc.nat(bytes.length - 1), fc.nat(400)), (place) => {
      expect(failed(checkStatement(flip(bytes, place), context))).not.toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('each flipped byte of the signature fails the signature check alone', () => {
  const [only] = signed.authorization.signatures
  if (only === undefined) throw new Error('the statement is not signed')
  fc.assert(
    fc.property(fc.nat(only.signature.length - 1), (place) => {
      const signatures = [{ ...only, signature: flip(only.signature, place) }]
      const changed = { ...signed, authorization: { ...signed.authorization, signatures } }
      expect(failed(checkStatement(changed, context))).toEqual(['signature'])
    }),
    { numRuns: 15 },
  )
})

test('changing any field of the statement breaks the signature', () => {
  const other = `0x${'ab'.repeat(32)}`
  const changes: Partial<typeof statement>[] = [
    { asset: { ...statement.asset, sha256: other } },
    { asset: { ...statement.asset, mediaType: 'image/jpeg' } },
    { metadata: { ...statement.metadata, bytes: 1n } },
    { recipe: null },
    { creator: other },
    { createdAtMs: statement.createdAtMs + 1n },
    { previous: other },
    { note: '' },
    { licence: null },
  ]
  for (const change of changes) {
    const forged = { ...signed, statement: { ...statement, ...change } }
    expect(failed(checkStatement(forged, context))).toContain('signature')
  }
  const later = { ...signed, statement: { ...statement, version: 2 } }
  expect(checkStatement(later, context)).toEqual([
    { name: 'statement', ok: false, detail: 'The statement has version 2; this reader knows 1.' },
  ])
})

test("someone else's keys under a stolen statement are told apart", () => {
  const thief = signerWith('ml-dsa-65', 6)
  const stolen: SignedStatement = {
    statement,
    authorization: { policy: thief.policy, signatures: [...thief.sign(statementMessage(statement))] },
  }
  expect(failed(checkStatement(stolen, context))).toEqual(['creator'])
  expect(() => signStatement(statement, thief)).toThrow(
    expect.objectContaining({ code: 'statement.NotTheCreator' }),
  )
})

test('metadata that names another creator than the statement is caught though both are signed', () => {
  const impostor = signerWith('ed25519')
  const own = signStatement(
    { ...statement, creator: impostor.address, licence: 'MIT', recipe: null },
    impostor,
  )
  const checks = checkStatement(own, context)
  expect(failed(checks)).toEqual(['agreement'])
  const { detail = '' } = checks.find(({ name }) => name === 'agreement') ?? {}
  expect(detail).toContain(`The creator is ${metadata.demiurge.creator} in the metadata`)
  expect(detail).toContain('The licence is CC-BY-4.0 in the metadata and MIT in the statement.')
  expect(detail).toContain('and missing in the statement.')
})

test('the policy may come from the chain instead of the file', () => {
  const bare = { ...signed, authorization: { ...signed.authorization, policy: null } }
  expect(failed(checkStatement(bare, context))).toEqual(['creator', 'signature'])
  expect(failed(checkStatement(bare, { ...context, policy: signer.policy }))).toEqual([])
})

test.each(['falcon-512', 'slh-dsa-sha2-128f', 'ml-dsa-44', 'secp256k1'])(
  'a work can be signed with %s',
  (suite) => {
    const creator = signerWith(suite)
    const own = signStatement({ ...statement, creator: creator.address }, creator)
    expect(failed(checkStatement(own, context))).toEqual(['agreement'])
  },
)

test('a hybrid creator signs with both keys, and a collective needs its threshold', () => {
  const pairs = ['ed25519', 'ml-dsa-44'].map((name) =>
    suites.get(name).keyPairFromSeed(new Uint8Array(32).fill(3)),
  )
  const [first, second] = pairs.map((pair) => publicKeyOf(pair, suites))
  if (first === undefined || second === undefined) throw new Error('two keys are needed')
  const hybrid = createSigner({ suites, policy: hybridPolicy(first, second), keyPairs: pairs })
  const own = signStatement({ ...statement, creator: hybrid.address }, hybrid)
  expect(failed(checkStatement(own, context))).toEqual(['agreement'])

  const policy = multisigPolicy(2, [[first], [second]])
  const parts = pairs.map((pair) => createSigner({ suites, policy, keyPairs: [pair] }))
  const [alice, bob] = parts
  if (alice === undefined || bob === undefined) throw new Error('two signers are needed')
  const shared = { ...statement, creator: alice.address }
  const partial = signStatement(shared, alice)
  expect(failed(checkStatement(partial, context))).toContain('signature')
  const signatures = combineSignatures(
    policy,
    partial.authorization.signatures,
    bob.sign(statementMessage(shared)),
  )
  const complete = { statement: shared, authorization: { policy, signatures: [...signatures] } }
  expect(failed(checkStatement(complete, context))).toEqual(['agreement'])
})

test("the specification's example has its bytes and its hash: others here are another protocol", () => {
  const fixed = { ...statement, creator: `0x${'01'.repeat(32)}` }
  const specification = readFileSync(
    join(import.meta.dirname, '../../../docs/standards/provenance.md'),
    'utf8',
  )
  const [, example = '', hash] = /```\n([0-9a-f\s]+)statementHash ([0-9a-f]{64})/.exec(specification) ?? []
  expect(encode(ProvenanceStatement, fixed).toHex()).toBe(example.replaceAll(/\s/g, ''))
  expect(statementHash(fixed)).toBe(`0x${hash}`)
  const message = statementMessage(fixed)
  expect(new TextDecoder().decode(message.slice(0, 21))).toBe('demiurge.provenance.1')
  expect(toHex(message.slice(21))).toBe(`0x${hash}`)
})

test('no bytes and no values make the checks throw', () => {
  const hostile = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.anything() as fc.Arbitrary<SignedStatement>)
  fc.assert(
    fc.property(hostile, fc.uint8Array(), (value, bytes) => {
      expect(failed(checkStatement(value, { ...context, metadataBytes: bytes }))).toContain('statement')
    }),
  )
})
