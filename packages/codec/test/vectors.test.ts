import { readFileSync } from 'node:fs'
import { CodecError, decode, encode, fromHex, fromJson, merkleRoot, toHex, toJson } from '@demiurge/codec'
import { expect, test } from 'vitest'
import { sszOf, toSsz } from './chainsafe.ts'
import { codecOf } from './notation.ts'
import { computeVectors, readVectors, vectorTable } from './vectors.ts'

const { valid, invalid } = readVectors()

test('the committed vectors are the ones that this codec computes', () => {
  expect(readVectors()).toEqual(computeVectors())
})

test('the specification prints the vectors as they are, and its worked example is one of them', () => {
  const page = readFileSync(new URL('../../../docs/standards/codec.md', import.meta.url), 'utf8')
  expect(page).toContain(vectorTable(readVectors()))
  const example = valid.find(({ name }) => name === 'transfer')
  expect(page).toContain(`| transfer | \`${example?.root.slice(2)}\` |`)
  const bytes = [...page.matchAll(/^\| \d+ \| `([0-9a-f]+)` \|/gm)].map(([, found]) => found).join('')
  expect(`0x${'a1'.repeat(32)}${bytes}`).toBe(example?.bytes)
})

test('each valid vector holds from its JSON and from its bytes, here and in @chainsafe/ssz', () => {
  for (const { name, type, json, bytes, root } of valid) {
    const codec = codecOf(type)
    const value = fromJson(codec, json)
    expect(toHex(encode(codec, value)), name).toBe(bytes)
    expect(toHex(merkleRoot(codec, value)), name).toBe(root)
    expect(toJson(codec, decode(codec, fromHex(bytes))), name).toEqual(json)
    expect(toHex(sszOf(type).serialize(toSsz(type, value))), name).toBe(bytes)
    expect(toHex(sszOf(type).hashTreeRoot(toSsz(type, value))), name).toBe(root)
  }
})

test('each invalid vector is refused', () => {
  for (const { name, type, bytes } of invalid)
    expect(() => decode(codecOf(type), fromHex(bytes)), name).toThrow(CodecError)
})
