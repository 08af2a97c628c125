/**
 * Writes the source of the Keccak permutation, unrolled: 25 lanes in local variables have no loop that a compiler could keep in
 * registers, and 600 lines of them have no reader. The text is compiled as `assembly/keccak-rounds.ts` and never lies on disk.
 * @module
 */

/** Round constants of iota, FIPS 202 3.2.5. */
const ROUND_CONSTANTS = [
  '0x0000000000000001',
  '0x0000000000008082',
  '0x800000000000808a',
  '0x8000000080008000',
  '0x000000000000808b',
  '0x0000000080000001',
  '0x8000000080008081',
  '0x8000000000008009',
  '0x000000000000008a',
  '0x0000000000000088',
  '0x0000000080008009',
  '0x000000008000000a',
  '0x000000008000808b',
  '0x800000000000008b',
  '0x8000000000008089',
  '0x8000000000008003',
  '0x8000000000008002',
  '0x8000000000000080',
  '0x000000000000800a',
  '0x800000008000000a',
  '0x8000000080008081',
  '0x8000000000008080',
  '0x0000000080000001',
  '0x8000000080008008',
]

/** Rotations of rho by x + 5y, FIPS 202 3.2.2. */
const ROTATIONS = [
  0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14,
]

/** How one kind of lane is written: a plain 64-bit word, or a vector with the same lane of two independent states. */
interface Lane {
  readonly type: string
  readonly bytes: number
  readonly zero: string
  xor(a: string, b: string): string
  rotate(a: string, by: number): string
  /** Lane x of row y after chi, from the row's lanes b0 to b4. */
  chi(x: number, y: number): string
  constant(offset: number): string
  /** Lanes that are kept inverted during the permutation. */
  readonly inverted: readonly number[]
}

/**
 * Chi for 64-bit words, where WebAssembly has no "and not" and half of all inversions would be spent on it: with six lanes kept
 * inverted, five of 25 inversions are left in a round (Keccak implementation overview 3.2, section 2.2, "lane complementing").
 */
const INVERTED = [1, 2, 8, 12, 17, 20]
const INVERTED_CHI = [
  ['b0 ^ (b1 | b2)', 'b1 ^ (~b2 | b3)', 'b2 ^ (b3 & b4)', 'b3 ^ (b4 | b0)', 'b4 ^ (b0 & b1)'],
  ['b0 ^ (b1 | b2)', 'b1 ^ (b2 & b3)', 'b2 ^ (b3 | ~b4)', 'b3 ^ (b4 | b0)', 'b4 ^ (b0 & b1)'],
  ['b0 ^ (b1 | b2)', 'b1 ^ (b2 & b3)', 'b2 ^ (~b3 & b4)', '~b3 ^ (b4 | b0)', 'b4 ^ (b0 & b1)'],
  ['b0 ^ (b1 & b2)', 'b1 ^ (b2 | b3)', 'b2 ^ (~b3 | b4)', '~b3 ^ (b4 & b0)', 'b4 ^ (b0 | b1)'],
  ['b0 ^ (~b1 & b2)', '~b1 ^ (b2 | b3)', 'b2 ^ (b3 & b4)', 'b3 ^ (b4 | b0)', 'b4 ^ (b0 & b1)'],
]

const word: Lane = {
  type: 'u64',
  bytes: 8,
  zero: '0',
  xor: (a, b) => `(${a} ^ ${b})`,
  rotate: (a, by) => (by === 0 ? a : `rotl<u64>(${a}, ${by})`),
  chi: (x, y) => `(${INVERTED_CHI[y]?.[x]})`,
  inverted: INVERTED,
  constant: (offset) => `load<u64>(ROUND_CONSTANTS + round, ${offset})`,
}

const pair: Lane = {
  type: 'v128',
  bytes: 16,
  zero: 'i64x2.splat(0)',
  xor: (a, b) => `v128.xor(${a}, ${b})`,
  rotate: (a, by) => (by === 0 ? a : `v128.or(i64x2.shl(${a}, ${by}), i64x2.shr_u(${a}, ${64 - by}))`),
  chi: (x) => `v128.xor(b${x}, v128.andnot(b${(x + 2) % 5}, b${(x + 1) % 5}))`,
  inverted: [],
  constant: (offset) => `v128.load64_splat(ROUND_CONSTANTS + round, ${offset})`,
}

const FIVE = [0, 1, 2, 3, 4]
const LANES = Array.from({ length: 25 }, (_, i) => i)

/** One round (FIPS 202 3.3) from the lanes called `from…` into those called `to…`. */
function writeRound(lane: Lane, from: string, to: string, constant: string): string[] {
  const column = (x: number): string => {
    const [first = '', ...rest] = FIVE.map((y) => `${from}${x + 5 * y}`)
    return rest.reduce((sum, each) => lane.xor(sum, each), first)
  }
  const theta = [
    ...FIVE.map((x) => `c${x} = ${column(x)}`),
    ...FIVE.map((x) => `d${x} = ${lane.xor(`c${(x + 4) % 5}`, lane.rotate(`c${(x + 1) % 5}`, 1))}`),
  ]
  const rows = FIVE.flatMap((y) => [
    // Pi takes lane (x, y) from (x + 3y, x), FIPS 202 3.2.3.
    ...FIVE.map((x) => {
      const sourceX = (x + 3 * y) % 5
      const source = sourceX + 5 * x
      return `b${x} = ${lane.rotate(lane.xor(`${from}${source}`, `d${sourceX}`), ROTATIONS[source] ?? 0)}`
    }),
    ...FIVE.map((x) => {
      const chi = lane.chi(x, y)
      return `${to}${x + 5 * y} = ${x + y === 0 ? lane.xor(chi, constant) : chi}`
    }),
  ])
  return [...theta, ...rows]
}

/** The whole permutation of the state at `state`; two rounds in each turn, so that no lane is ever copied. */
function writePermutation(name: string, lane: Lane): string {
  const invert = lane.inverted.map((i) => `a${i} = ~a${i}`)
  const scratch = ['b', 'c', 'd'].flatMap((letter) => FIVE.map((i) => `${letter}${i}`))
  return [
    `export function ${name}(state: usize): void {`,
    ...LANES.map((i) => `let a${i} = load<${lane.type}>(state, ${i * lane.bytes})`),
    ...LANES.map((i) => `let e${i}: ${lane.type} = ${lane.zero}`),
    ...scratch.map((variable) => `let ${variable}: ${lane.type} = ${lane.zero}`),
    ...invert,
    'for (let round: usize = 0; round < 192; round += 16) {',
    ...writeRound(lane, 'a', 'e', lane.constant(0)),
    ...writeRound(lane, 'e', 'a', lane.constant(8)),
    '}',
    ...invert,
    ...LANES.map((i) => `store<${lane.type}>(state, a${i}, ${i * lane.bytes})`),
    '}',
  ].join('\n')
}

/**
 * AssemblyScript source with `permute(state)` for 25 lanes of 8 bytes, and `permutePair(state)` for two states whose lanes alternate:
 * 25 vectors of 16 bytes. Both are Keccak-f[1600], FIPS 202 3.3.
 */
export function writeKeccakRounds(): string {
  return [
    `const ROUND_CONSTANTS: usize = memory.data<u64>([${ROUND_CONSTANTS.join(', ')}], 64)`,
    writePermutation('permute', word),
    writePermutation('permutePair', pair),
    '',
  ].join('\n')
}
