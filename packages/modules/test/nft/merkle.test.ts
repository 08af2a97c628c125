import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leafHash, rangeProof, rangeRoot, treeRoot } from '../../src/index.ts'

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => leafHash(new TextEncoder().encode(`leaf ${i}`)))

/** A tree, and leaves in it that stand side by side. */
const range = fc.integer({ min: 1, max: 70 }).chain((size) =>
  fc.integer({ min: 0, max: size - 1 }).chain((first) =>
    fc.record({
      size: fc.constant(size),
      first: fc.constant(first),
      count: fc.integer({ min: 1, max: size - first }),
    }),
  ),
)

// RFC 9162 2.1.1 and 2.1.5: the tree over seven leaves, node by node.
test('the tree is that of RFC 9162', async () => {
  const sha256 = async (...parts: readonly Uint8Array[]) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', Buffer.concat(parts)))
  const node = (a: Uint8Array, b: Uint8Array) => sha256(Uint8Array.of(1), a, b)
  const [a, b, c, d, e, f, g] = (await Promise.all(
    Array.from({ length: 7 }, (_, i) => sha256(Uint8Array.of(0), new TextEncoder().encode(`leaf ${i}`))),
  )) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  const k = await node(await node(a, b), await node(c, d))
  expect(treeRoot(leavesOf(7))).toEqual(await node(k, await node(await node(e, f), g)))
})

test('leaves that stand side by side lead to the root with their proof, and with no other', () => {
  fc.assert(
    fc.property(range, fc.nat(), fc.nat({ max: 255 }), ({ size, first, count }, at, flip) => {
      const leaves = leavesOf(size)
      const shown = leaves.slice(first, first + count)
      const proof = rangeProof(leaves, first, count)
      const root = treeRoot(leaves)
      expect(rangeRoot({ size, first }, shown, proof)).toEqual(root)
      expect(rangeRoot({ size, first }, shown, [...proof, root])).toBeUndefined()
      if (proof.length > 0) expect(rangeRoot({ size, first }, shown, proof.slice(1))).toBeUndefined()
      const changed = [...shown, ...proof].map((hash) => Uint8Array.from(hash))
      const victim = changed[at % changed.length]
      if (victim !== undefined) victim[at % 32] = (victim[at % 32] ?? 0) ^ (flip || 1)
      const wrong = rangeRoot({ size, first }, changed.slice(0, count), changed.slice(count))
      expect(wrong).not.toEqual(root)
    }),
    { numRuns: 200 },
  )
})

test('whatever a proof claims, the answer is a hash or undefined', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
  fc.assert(
    fc.property(
      fc.record({ size: fc.nat({ max: 2 ** 32 - 1 }), first: fc.nat({ max: 2 ** 32 - 1 }) }),
      fc.array(hash, { maxLength: 4 }),
      fc.array(hash, { maxLength: 64 }),
      (claim, leaves, proof) => {
        const root = rangeRoot(claim, leaves, proof)
        expect(root === undefined || root.length === 32).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
})
