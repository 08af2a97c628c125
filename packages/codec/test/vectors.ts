/**
 * The test vectors of docs/standards/codec.md, computed. `node packages/codec/test/vectors.ts` compares them with the committed
 * docs/standards/codec-vectors.json; with `--write` it writes that file, which
 * `npm run fix` then formats.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { encode, type Json, merkleRoot, toHex, toJson } from '@demiurge/codec'
import { codecOf, type Notation } from './notation.ts'

/** A value with its one encoding, its root and its JSON. */
export interface ValidVector {
  readonly name: string
  readonly type: Notation
  readonly json: Json
  readonly bytes: string
  readonly root: string
}

/** Bytes that every decoder refuses for the type. */
export interface InvalidVector {
  readonly name: string
  readonly type: Notation
  readonly bytes: string
}

export interface Vectors {
  readonly valid: readonly ValidVector[]
  readonly invalid: readonly InvalidVector[]
}

const committed = new URL('../../../docs/standards/codec-vectors.json', import.meta.url)

const owner = `0x${'a1'.repeat(32)}`
const ramp = Uint8Array.from({ length: 100 }, (_, i) => i)

const transfer: Notation = {
  struct: [
    ['to', 'address'],
    ['amount', 'u128'],
    ['memo', { text: 32 }],
    ['tags', { list: 'u16', max: 8 }],
    ['expires', { optional: 'u64' }],
  ],
}
const action: Notation = {
  variant: [
    ['transfer', transfer],
    ['burn', { bytes: 4 }],
    ['note', { text: 16 }],
  ],
}
const sample = {
  to: owner,
  amount: 1_250_000_000_000n,
  memo: 'Dusk Ω',
  tags: [1, 512],
  expires: 1_790_000_000_000n,
}

const VALUES: readonly (readonly [name: string, type: Notation, value: unknown])[] = [
  ['false', 'bool', false],
  ['true', 'bool', true],
  ['u8, least', 'u8', 0],
  ['u8, greatest', 'u8', 255],
  ['u16', 'u16', 0x1234],
  ['u32', 'u32', 0xdeadbeef],
  ['u64, beyond 53 bits', 'u64', 0x0102030405060708n],
  ['u64, greatest', 'u64', 2n ** 64n - 1n],
  ['u128', 'u128', 10n ** 20n],
  ['u256, greatest', 'u256', 2n ** 256n - 1n],
  ['address', 'address', owner],
  ['4 bytes', { bytes: 4 }, '0x00112233'],
  ['32 bytes', { bytes: 32 }, `0x${'0f'.repeat(32)}`],
  ['33 bytes: two chunks', { bytes: 33 }, `0x${'0f'.repeat(33)}`],
  ['byte list, empty', { byteList: 64 }, new Uint8Array(0)],
  ['byte list, 3 of 64', { byteList: 64 }, Uint8Array.of(1, 2, 3)],
  ['byte list, 100 of 2^20', { byteList: 1 << 20 }, ramp],
  ['text, empty', { text: 8 }, ''],
  ['text, one to four bytes a character', { text: 16 }, 'aé日🎨'],
  ['text, byte order mark kept', { text: 8 }, '\ufeffa'],
  ['list of u16, empty', { list: 'u16', max: 5 }, []],
  ['list of u16, 3 of 5', { list: 'u16', max: 5 }, [1, 2, 3]],
  ['list of u64, 5 of 2^40', { list: 'u64', max: 2 ** 40 }, [1n, 2n, 3n, 4n, 5n]],
  ['list of bool', { list: 'bool', max: 3 }, [true, false, true]],
  ['list of texts', { list: { text: 8 }, max: 4 }, ['a', '', 'bcd']],
  ['list of addresses, 1 of 3', { list: 'address', max: 3 }, [owner]],
  ['vector of u32', { vector: 'u32', length: 9 }, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ['vector of byte lists', { vector: { byteList: 4 }, length: 2 }, [new Uint8Array(0), Uint8Array.of(9)]],
  ['optional, absent', { optional: 'u32' }, null],
  ['optional, present', { optional: 'u32' }, 7],
  ['optional text, empty', { optional: { text: 4 } }, ''],
  [
    'struct of fixed size',
    {
      struct: [
        ['x', 'u8'],
        ['y', 'u32'],
        ['z', 'bool'],
      ],
    },
    { x: 1, y: 2, z: true },
  ],
  ['transfer', transfer, sample],
  ['transfer, everything empty', transfer, { to: owner, amount: 0n, memo: '', tags: [], expires: null }],
  ['variant, first case', action, { kind: 'transfer', value: sample }],
  ['variant, fixed-size case', action, { kind: 'burn', value: '0xcafebabe' }],
  [
    'list of variants',
    { list: action, max: 1024 },
    [
      { kind: 'note', value: 'hi' },
      { kind: 'burn', value: '0x00000000' },
    ],
  ],
]

const INVALID: readonly InvalidVector[] = [
  { name: 'boolean byte 2', type: 'bool', bytes: '0x02' },
  { name: 'integer cut short', type: 'u32', bytes: '0x010203' },
  { name: 'trailing byte', type: 'u32', bytes: '0x0102030405' },
  { name: 'byte vector cut short', type: { bytes: 4 }, bytes: '0x001122' },
  { name: 'byte list above its limit', type: { byteList: 2 }, bytes: '0x010203' },
  { name: 'text: overlong NUL', type: { text: 8 }, bytes: '0xc080' },
  { name: 'text: surrogate', type: { text: 8 }, bytes: '0xeda080' },
  { name: 'text: cut inside a character', type: { text: 8 }, bytes: '0xe697' },
  { name: 'list: half an item', type: { list: 'u16', max: 5 }, bytes: '0x010002' },
  { name: 'list above its limit', type: { list: 'u16', max: 2 }, bytes: '0x010002000300' },
  { name: 'list: first offset 0', type: { list: { text: 8 }, max: 4 }, bytes: '0x00000000' },
  { name: 'list: first offset no multiple of 4', type: { list: { text: 8 }, max: 4 }, bytes: '0x0500000061' },
  { name: 'list: first offset beyond the end', type: { list: { text: 8 }, max: 4 }, bytes: '0xfcffffff' },
  { name: 'list: offsets go backwards', type: { list: { text: 8 }, max: 4 }, bytes: '0x080000000700000061' },
  { name: 'list: offset beyond the end', type: { list: { text: 8 }, max: 4 }, bytes: '0x080000000a00000061' },
  { name: 'vector: wrong number of items', type: { vector: { text: 8 }, length: 2 }, bytes: '0x0400000061' },
  { name: 'optional: selector 2', type: { optional: 'u8' }, bytes: '0x0201' },
  { name: 'optional: absent with a value', type: { optional: 'u8' }, bytes: '0x0001' },
  { name: 'optional: nothing', type: { optional: 'u8' }, bytes: '0x' },
  { name: 'variant: no such case', type: action, bytes: '0x0301020304' },
  {
    name: 'struct: first offset leaves a gap',
    type: { struct: [['a', { text: 8 }]] },
    bytes: '0x050000000061',
  },
  {
    name: 'struct: first offset inside the fixed part',
    type: { struct: [['a', { text: 8 }]] },
    bytes: '0x0300000061',
  },
]

export function computeVectors(): Vectors {
  const valid = VALUES.map(([name, type, value]) => {
    const codec = codecOf(type)
    return {
      name,
      type,
      json: toJson(codec, value),
      bytes: toHex(encode(codec, value)),
      root: toHex(merkleRoot(codec, value)),
    }
  })
  return { valid, invalid: INVALID }
}

/** The committed vectors as they stand in the file. */
export function readVectors(): Vectors {
  return JSON.parse(readFileSync(committed, 'utf8'))
}

/** The table at the end of docs/standards/codec.md: the vectors that fit a line. */
export function vectorTable({ valid, invalid }: Vectors): string {
  const cell = (type: Notation): string => `\`${JSON.stringify(type)}\``
  const held = valid
    .filter(({ type, bytes }) => bytes.length <= 42 && JSON.stringify(type).length <= 60)
    .map(({ name, type, bytes, root }) => `| ${name} | ${cell(type)} | \`${bytes}\` | \`${root}\` |`)
  const refused = invalid
    .filter(({ type }) => JSON.stringify(type).length <= 60)
    .map(({ name, type, bytes }) => `| ${name} | ${cell(type)} | \`${bytes}\` |`)
  return [
    '| valid | type | bytes | root |\n|---|---|---|---|',
    ...held,
    '\n| invalid | type | bytes |\n|---|---|---|',
    ...refused,
    '',
  ].join('\n')
}

if (import.meta.main) {
  if (process.argv.includes('--write'))
    writeFileSync(committed, JSON.stringify(computeVectors(), undefined, 2))
  else if (!isDeepStrictEqual(readVectors(), computeVectors()))
    throw new Error(
      'docs/standards/codec-vectors.json differs; `node packages/codec/test/vectors.ts --write` writes it',
    )
}
