import { decode, encode, fromJson, toJson } from '@demiurge/codec'
import { portableSuites as suites } from '@demiurge/crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Check } from '../src/provenance/check.ts'
import { checkEvidence, ProvenanceEvidence } from '../src/provenance/evidence.ts'
import { LogEntry, logEntryBytes } from '../src/provenance/log-entry.ts'
import { assetBytes, evidence, evidenceWith, item, logKey, signer, statement } from './provenance-work.ts'

const context = { assetBytes, suites, logKeys: [logKey] }
const failed = (checks: readonly Check[]) => checks.filter(({ ok }) => !ok).map(({ name }) => name)

test('evidence shows a work to be what its creator made, without a network', () => {
  const checks = checkEvidence(evidence, { ...context, origin: logKey.name })
  expect(checks.map(({ name }) => name)).toEqual([
    'evidence',
    'statement',
    'asset',
    'metadata',
    'agreement',
    'creator',
    'signature',
    'entry',
    'inclusion',
    'checkpoint',
  ])
  expect(failed(checks)).toEqual([])
})

test('evidence survives JSON and bytes', () => {
  expect(
    fromJson(ProvenanceEvidence, JSON.parse(JSON.stringify(toJson(ProvenanceEvidence, evidence)))),
  ).toEqual(evidence)
  expect(decode(ProvenanceEvidence, encode(ProvenanceEvidence, evidence))).toEqual(evidence)
})

test('an entry about the minting of the work is as good as one about its statement', () => {
  const minted = {
    item,
    owner: signer.address,
    contentHash: statement.asset.sha256,
    metadataHash: statement.metadata.sha256,
    height: 9n,
  }
  expect(failed(checkEvidence(evidenceWith({ kind: 'minted', value: minted }), context))).toEqual([])
  const another = { ...minted, contentHash: item }
  expect(failed(checkEvidence(evidenceWith({ kind: 'minted', value: another }), context))).toEqual(['entry'])
  const burned = { item, owner: signer.address, height: 9n }
  expect(failed(checkEvidence(evidenceWith({ kind: 'burned', value: burned }), context))).toEqual(['entry'])
})

test('a changed log entry fails entry and inclusion', () => {
  const { log } = evidence
  const entry = { kind: 'created' as const, value: { statement: item, item } }
  expect(failed(checkEvidence({ ...evidence, log: { ...log, entry } }, context))).toEqual([
    'entry',
    'inclusion',
  ])
})

test('each flipped digit of the proof fails the inclusion check alone', () => {
  const { log } = evidence
  fc.assert(
    fc.property(fc.nat(log.proof.length - 1), fc.nat(63), (which, digit) => {
      const proof = log.proof.map((hash, i) => {
        if (i !== which) return hash
        const flipped = (Number.parseInt(hash[2 + digit] ?? '0', 16) ^ 1).toString(16)
        return `${hash.slice(0, 2 + digit)}${flipped}${hash.slice(3 + digit)}`
      })
      expect(failed(checkEvidence({ ...evidence, log: { ...log, proof } }, context))).toEqual(['inclusion'])
    }),
    { numRuns: 15 },
  )
  for (const change of [
    { index: 10n },
    { size: 21n },
    { size: 19n },
    { proof: log.proof.slice(1) },
    { index: 2n ** 64n - 1n },
  ])
    expect(failed(checkEvidence({ ...evidence, log: { ...log, ...change } }, context))).toEqual(['inclusion'])
})

test('each changed character of the checkpoint fails the checkpoint check', () => {
  const { log } = evidence
  fc.assert(
    fc.property(fc.nat(log.checkpoint.length - 1), (place) => {
      const checkpoint = `${log.checkpoint.slice(0, place)}~${log.checkpoint.slice(place + 1)}`
      expect(failed(checkEvidence({ ...evidence, log: { ...log, checkpoint } }, context))).toContain(
        'checkpoint',
      )
    }),
    { numRuns: 40 },
  )
})

test('a checkpoint counts only with a known key and the expected log', () => {
  expect(failed(checkEvidence(evidence, { ...context, logKeys: [] }))).toEqual(['checkpoint'])
  expect(failed(checkEvidence(evidence, { ...context, origin: 'another/log' }))).toEqual(['checkpoint'])
})

test('each flipped byte of the evidence makes it unreadable or fails a check', () => {
  const bytes = encode(ProvenanceEvidence, evidence)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), (place) => {
      const changed = bytes.with(place, (bytes[place] ?? 0) ^ 1)
      expect(failed(checkEvidence(changed, context))).not.toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('log entries are pinned byte for byte', () => {
  const to = `0x${'02'.repeat(32)}`
  const transferred = { item, from: `0x${'01'.repeat(32)}`, to, height: 258n }
  expect(logEntryBytes({ kind: 'transferred', value: transferred }).toHex()).toBe(
    `02${'17'.repeat(32)}${'01'.repeat(32)}${'02'.repeat(32)}0201000000000000`,
  )
  expect(logEntryBytes({ kind: 'created', value: { statement: to, item } }).toHex()).toBe(
    `00${'02'.repeat(32)}${'17'.repeat(32)}`,
  )
  const trait = { item, trait: 'Sky', value: 'Dusk', height: 1n }
  expect(logEntryBytes({ kind: 'traitChanged', value: trait }).toHex()).toBe(
    ['03', '17'.repeat(32), '30000000', '33000000', '0100000000000000', '536b79', '4475736b'].join(''),
  )
})

test('no bytes make the readers of entries and evidence do anything but answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(failed(checkEvidence(bytes, context))).toContain('evidence')
      try {
        expect(logEntryBytes(decode(LogEntry, bytes))).toEqual(bytes)
      } catch (error) {
        expect(error).toHaveProperty('code', 'codec.Invalid')
      }
    }),
  )
})
