import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layDag } from '../src/home/lay-dag.ts'
import { pickFiles } from '../src/verify/pick-files.ts'
import { imageUrl } from '../src/works/image-of.ts'
import { formatMetadata, traitsOf } from '../src/works/metadata-traits.ts'

const HASH = `0x${'33'.repeat(32)}`

test('pictures come from the node or from the document itself, never from elsewhere', () => {
  const uri = `demiurge://demiurge-dev/assets/${HASH.slice(2)}`
  expect(imageUrl(uri, 'http://node')).toBe(`http://node/api/v1/assets/${HASH}`)
  expect(imageUrl('data:image/png;base64,AA==', 'http://node')).toBe('data:image/png;base64,AA==')
  for (const elsewhere of [
    'https://example.com/a.png',
    'ipfs://x',
    'javascript:alert(1)',
    'data:text/html,x',
  ])
    expect(imageUrl(elsewhere, 'http://node')).toBeUndefined()
})

test('traits are read from metadata of the common form', () => {
  const metadata = JSON.stringify({
    attributes: [
      { trait_type: 'Pattern', value: 'mandala' },
      { trait_type: 'Seed', value: 7 },
      { value: {} },
      null,
    ],
  })
  expect(traitsOf(metadata)).toEqual([
    { name: 'Pattern', value: 'mandala' },
    { name: 'Seed', value: '7' },
  ])
})

test("metadata is anybody's text: nothing in it breaks the page", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (metadata) => {
      expect(Array.isArray(traitsOf(metadata))).toBe(true)
      expect(typeof formatMetadata(metadata)).toBe('string')
    }),
  )
})

test('a work and its sidecar are told apart whatever their order', async () => {
  const work = new File(['pixels'], 'art.png', { type: 'image/png' })
  const proof = new File(['{}'], 'art.png.proof.json')
  const picked = await pickFiles([proof, work])
  expect(picked).toMatchObject({ name: 'art.png', proofName: 'art.png.proof.json' })
  expect(picked.target).toMatchObject({ kind: 'file', bundle: '{}' })
  await expect(pickFiles([proof])).rejects.toThrow('only the proof')
  await expect(pickFiles([work, work])).rejects.toThrow('one artwork at a time')
})

test('blocks are drawn by round and author, with a line to each parent in the picture', () => {
  const block = (id: string, round: bigint, author: number, parents: string[]) => ({
    id,
    epoch: 0n,
    round,
    author,
    parents,
    timestampMs: 0n,
    transactions: 0,
    payloadBytes: 0,
  })
  const { blocks, edges, width } = layDag(
    [block('c', 2n, 4, ['a', 'b']), block('a', 1n, 1, ['gone']), block('b', 1n, 4, [])],
    2,
  )
  expect(blocks.map(({ block: { id } }) => id)).toEqual(['a', 'b', 'c'])
  expect(edges.map(({ key }) => key)).toEqual(['a c', 'b c'])
  expect(blocks.every(({ x }) => x < width)).toBe(true)
})
