import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMediaType, isMetadataUri, isTimestamp, isUuid, MAX_DATA_URI } from '../src/metadata/formats.ts'

const cid = 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'

test('identifiers are UUIDs of version 4 or 7', () => {
  expect(isUuid('018f4d4e-7b1a-7c3d-8e2f-0a1b2c3d4e5f')).toBe(true)
  fc.assert(fc.property(fc.uuid({ version: [4, 7] }), isUuid))
  fc.assert(fc.property(fc.uuid({ version: [1, 2, 3, 5, 6, 8] }), (uuid) => !isUuid(uuid)))
  for (const text of ['018F4D4E-7B1A-7C3D-8E2F-0A1B2C3D4E5F', '018f4d4e7b1a7c3d8e2f0a1b2c3d4e5f', ''])
    expect(isUuid(text)).toBe(false)
})

test('times are RFC 3339 and on days that exist', () => {
  for (const good of ['2024-02-29T23:59:59Z', '2000-02-29T00:00:00.123456789-12:30', '1999-12-31T23:00:00Z'])
    expect(isTimestamp(good)).toBe(true)
  const bad = [
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:60Z',
    '2024-01-01T00:00:00',
    '2024-01-01 00:00:00Z',
    '2024-01-01T00:00:00+24:00',
    '2024-01-01T00:00:00.Z',
  ]
  for (const text of bad) expect(isTimestamp(text)).toBe(false)
  const times = fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  fc.assert(fc.property(times, (date) => isTimestamp(date.toISOString())))
})

test('only the schemes that lead to a work are let in', () => {
  const good = [
    `ipfs://${cid}/1.png`,
    'ipfs://QmWS1VAdMD353A6SDk9wNyvkT14kyCiZrNDYAad4w1tKqT',
    `ar://${'a-_0'.repeat(10)}abc`,
    'https://example.org',
    'https://xn--bcher-kva.example:8443/a%20b?c=d#e',
    'demiurge://devnet-1/item/0x17',
    'data:image/png;base64,iVBORw==',
    'data:text/plain;charset=utf-8,hello%20there',
  ]
  const bad = [
    'http://example.org',
    'HTTPS://example.org',
    'https://user:password@example.org/',
    'https://example.org/a b',
    'https:///path',
    'https://-a.example/',
    'https://example.org/%zz',
    'ipfs://QmWS1VAdMD353A6SDk9wNyvkT14kyCiZrNDYAad4w1tKq',
    'ipfs://',
    'ar://short',
    'demiurge://devnet-1',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:image/png;base64,iVBOR',
    'data:;base64,AAAA',
    'data:image/png',
    '__proto__:x',
    '',
    `https://example.org/${'a'.repeat(2048)}`,
    `data:text/plain,${'a'.repeat(MAX_DATA_URI)}`,
  ]
  expect(good.filter((uri) => !isMetadataUri(uri))).toEqual([])
  expect(bad.filter(isMetadataUri)).toEqual([])
  expect(['image/svg+xml', 'model/gltf-binary'].every(isMediaType)).toBe(true)
  expect(['image', 'image/', 'Image/PNG', 'image/png; q=1', `a/${'b'.repeat(127)}`].some(isMediaType)).toBe(
    false,
  )
})

test('long hostile URIs are answered at once', () => {
  for (const uri of [
    `https://${'a.'.repeat(1000)}`,
    `https://${'a-'.repeat(1000)}`,
    `data:a/b,${'%'.repeat(130_000)}`,
  ])
    expect(isMetadataUri(uri)).toBe(false)
})
