import { decode, encode } from '@demiurge/codec'
import { portableMerkleHasher } from '@demiurge/crypto'
import { merkleHasher } from '@demiurge/crypto/native'
import {
  createProof,
  createStateTree,
  EMPTY_ROOT,
  Proof,
  type ProvenState,
  type StateErrorCode,
  verifyProof,
} from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainHasher } from './reference.ts'

const NAMES = Array.from({ length: 40 }, (_, n) => `balances/accounts/${n}`)

function treeOf(entries: ReadonlyMap<string, Uint8Array>, depth = 3) {
  const tree = createStateTree({ hasher: plainHasher, depth })
  for (const [key, value] of entries) tree.set(key, value)
  return { root: tree.commit(), prove: (key: string) => createProof(key, entries.get(key), tree.prove(key)) }
}

function valuesOf(keys: readonly string[]): Map<string, Uint8Array> {
  return new Map(keys.map((key, i) => [key, Uint8Array.of(i, i >> 8, 7)]))
}

const failsWith = (code: StateErrorCode) => expect.objectContaining({ name: 'StateError', code })

test('every key of any set is proved present with its value, and every other key absent', () => {
  fc.assert(
    fc.property(fc.subarray(NAMES), fc.integer({ min: 1, max: 9 }), (keys, depth) => {
      const entries = valuesOf(keys)
      const { root, prove } = treeOf(entries, depth)
      for (const key of NAMES) {
        const proof = decode(Proof, encode(Proof, prove(key)))
        const value = entries.get(key)
        const expected: ProvenState = value === undefined ? { present: false } : { present: true, value }
        expect(verifyProof(proof, root, plainHasher)).toEqual(expected)
      }
    }),
    { numRuns: 60 },
  )
})

test('every hasher builds the same tree and checks the same proofs, in Node and in a browser', () => {
  const entries = valuesOf(NAMES)
  const { root, prove } = treeOf(entries)
  for (const hasher of [merkleHasher, portableMerkleHasher]) {
    const tree = createStateTree({ hasher, capacity: 5000 })
    for (const [key, value] of entries) tree.set(key, value)
    expect(tree.commit()).toBe(root)
    for (const key of [...NAMES, 'absent/1', 'absent/2'])
      expect(verifyProof(prove(key), root, hasher).present).toBe(entries.has(key))
  }
})

test('a proof does not depend on how the tree keeps its levels', () => {
  const entries = valuesOf(NAMES)
  const shallow = treeOf(entries, 1)
  const deep = treeOf(entries, 14)
  for (const key of [...NAMES, 'absent/1', 'absent/2', 'absent/3'])
    expect(deep.prove(key)).toEqual(shallow.prove(key))
})

test('a proof with any one byte changed is refused, or is a true statement about another key', () => {
  const entries = valuesOf(NAMES.slice(0, 25))
  const { root, prove } = treeOf(entries)
  for (const key of [NAMES[3] ?? '', NAMES[20] ?? '', 'absent/1', 'absent/2', 'absent/5', 'absent/8']) {
    const good = encode(Proof, prove(key))
    for (let at = 0; at < good.length; at++)
      for (const flip of [0x01, 0x80, 0xff, 0x20]) {
        const bad = good.slice()
        bad[at] = (bad[at] ?? 0) ^ flip
        expectRefusedOrTrue(bad, key)
      }
  }

  function expectRefusedOrTrue(bytes: Uint8Array, key: string): void {
    let proof: Proof
    let proven: ProvenState
    try {
      proof = decode(Proof, bytes)
      proven = verifyProof(proof, root, plainHasher)
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^(codec|proof|state)\./) })
      return
    }
    expect(proof.key).not.toBe(key)
    expect(proven.present).toBe(entries.has(proof.key))
  }
})

test('bytes that nobody wrote as a proof are refused with a coded error', () => {
  const { root } = treeOf(valuesOf(NAMES))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(() => verifyProof(decode(Proof, bytes), root, plainHasher)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(codec|proof|state)\./) }),
      )
    }),
  )
})

test('each lie has its own name', () => {
  const entries = valuesOf(NAMES)
  const { root, prove } = treeOf(entries)
  const present = prove(NAMES[0] ?? '')
  const absentKeys = Array.from({ length: 200 }, (_, n) => `absent/${n}`)
  const beside = absentKeys.map(prove).find(({ other }) => other !== null)
  if (beside?.other == null) throw new Error('no absent key ends at another leaf')
  const check = (proof: Proof) => () => verifyProof(proof, root, plainHasher)
  const last = present.siblings.length - 1
  const path = `0x${plainHasher.sha256(new TextEncoder().encode(beside.key)).toHex()}`

  expect(check({ ...present, value: Uint8Array.of(1) })).toThrow(failsWith('proof.RootMismatch'))
  expect(() => verifyProof(present, EMPTY_ROOT, plainHasher)).toThrow(failsWith('proof.RootMismatch'))
  expect(check({ ...present, value: null })).toThrow(/proof\.|leaf|root/)
  expect(check({ ...present, other: beside.other })).toThrow(failsWith('proof.Contradiction'))
  expect(check({ ...present, siblings: present.siblings.with(last, EMPTY_ROOT) })).toThrow(
    failsWith('proof.NotCanonical'),
  )
  expect(check({ ...present, siblings: [...present.siblings, EMPTY_ROOT] })).toThrow(
    failsWith('proof.NotCanonical'),
  )
  expect(check({ ...beside, other: null })).toThrow(/root|last sibling/)
  expect(check({ ...beside, other: { ...beside.other, path } })).toThrow(failsWith('proof.WrongLeaf'))
  expect(check({ ...beside, other: { ...beside.other, path: `0x${'00'.repeat(32)}` } })).toThrow(
    failsWith('proof.WrongLeaf'),
  )
  expect(check({ ...beside, other: { ...beside.other, valueHash: EMPTY_ROOT } })).toThrow(
    failsWith('proof.RootMismatch'),
  )
})

test('an inner node or a leaf cannot be passed off as the empty end of a way', () => {
  const { root, prove } = treeOf(valuesOf(NAMES.slice(0, 2)))
  const present = prove(NAMES[0] ?? '')
  const leafBeside = present.siblings.at(-1) ?? ''
  expect(Number.parseInt(leafBeside.slice(2, 4), 16)).toBeGreaterThanOrEqual(0x80)
  const lie = { ...present, value: null }
  expect(() => verifyProof(lie, root, plainHasher)).toThrow(failsWith('proof.NotCanonical'))
})

test('a branch and a value that disagree about presence make no proof', () => {
  const tree = createStateTree({ hasher: plainHasher })
  tree.set('a', Uint8Array.of(1))
  tree.commit()
  expect(() => createProof('a', undefined, tree.prove('a'))).toThrow(failsWith('proof.Contradiction'))
  expect(() => createProof('b', Uint8Array.of(1), tree.prove('b'))).toThrow(failsWith('proof.Contradiction'))
})
