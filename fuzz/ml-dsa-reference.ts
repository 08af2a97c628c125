/**
 * The verifier's half of ML-DSA written down as the standard has it, slowly and with nothing shared with the engine: it makes
 * signatures that no honest signer makes. @module
 */
import { createHash } from 'node:crypto'
import { writeBits } from './claim.ts'
import type { MlDsaLayout } from './ml-dsa-layout.ts'

const Q = 8380417
const N = 256
type Polynomial = Int32Array

/** SHAKE of some bytes. */
export function shake(bits: 128 | 256, outputLength: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(`shake${bits}`, { outputLength })
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

function power(base: number, exponent: number): number {
  let result = 1n
  for (let i = 0; i < exponent; i++) result = (result * BigInt(base)) % BigInt(Q)
  return Number(result)
}

/** FIPS 204 appendix B. */
const zetas = Array.from({ length: N }, (_, i) =>
  power(1753, Number.parseInt(i.toString(2).padStart(8, '0').split('').reverse().join(''), 2)),
)
const INVERSE_256 = 8347681

function modulo(value: number): number {
  const rest = value % Q
  return rest < 0 ? rest + Q : rest
}

/** FIPS 204 algorithm 41. */
function transform(polynomial: Polynomial): Polynomial {
  const w = polynomial.map(modulo)
  let index = 0
  for (let distance = 128; distance >= 1; distance >>= 1)
    for (let start = 0; start < N; start += 2 * distance) {
      const zeta = zetas[++index] ?? 0
      for (let j = start; j < start + distance; j++) {
        const t = (zeta * (w[j + distance] ?? 0)) % Q
        w[j + distance] = modulo((w[j] ?? 0) - t)
        w[j] = modulo((w[j] ?? 0) + t)
      }
    }
  return w
}

/** FIPS 204 algorithm 42. */
function inverseTransform(polynomial: Polynomial): Polynomial {
  const w = polynomial.slice()
  let index = N
  for (let distance = 1; distance < N; distance <<= 1)
    for (let start = 0; start < N; start += 2 * distance) {
      const zeta = Q - (zetas[--index] ?? 0)
      for (let j = start; j < start + distance; j++) {
        const t = w[j] ?? 0
        w[j] = modulo(t + (w[j + distance] ?? 0))
        w[j + distance] = (zeta * modulo(t - (w[j + distance] ?? 0))) % Q
      }
    }
  return w.map((value) => (value * INVERSE_256) % Q)
}

/** FIPS 204 algorithm 30. */
function sampleEntry(rho: Uint8Array, column: number, row: number): Polynomial {
  const stream = shake(128, 168 * 8, rho, Uint8Array.of(column, row))
  const entry = new Int32Array(N)
  for (let i = 0, count = 0; count < N; i += 3) {
    const candidate = (stream[i] ?? 0) | ((stream[i + 1] ?? 0) << 8) | (((stream[i + 2] ?? 0) & 0x7f) << 16)
    if (candidate < Q) entry[count++] = candidate
  }
  return entry
}

/** The matrix A of a seed, transformed, row by row (FIPS 204 algorithm 32). */
export function expandMatrix(rho: Uint8Array, { rows, columns }: MlDsaLayout): readonly Polynomial[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => sampleEntry(rho, column, row)),
  )
}

/** FIPS 204 algorithms 36 and 40. */
function useHint(isHinted: boolean, r: number, gamma2: number): number {
  const steps = (Q - 1) / (2 * gamma2)
  let r0 = r % (2 * gamma2)
  if (r0 > gamma2) r0 -= 2 * gamma2
  let r1 = (r - r0) / (2 * gamma2)
  if (r - r0 === Q - 1) {
    r1 = 0
    r0 -= 1
  }
  if (!isHinted) return r1
  return (r1 + (r0 > 0 ? 1 : steps - 1)) % steps
}

/** One row of A * z, both transformed, transformed back. */
function multiplyRow(row: readonly Polynomial[], z: readonly Polynomial[]): Polynomial {
  const sum = new Int32Array(N)
  for (const [j, entry] of row.entries())
    for (let k = 0; k < N; k++) sum[k] = ((sum[k] ?? 0) + (((entry[k] ?? 0) * (z[j]?.[k] ?? 0)) % Q)) % Q
  return inverseTransform(sum)
}

/**
 * The packed high bits of A * z with hints applied: what a verifier hashes when t1 is zero. `hints` has for every row the positions of
 * its hints.
 */
export function commitmentOf(
  matrix: readonly Polynomial[][],
  z: readonly Polynomial[],
  hints: readonly (readonly number[])[],
  { gamma2, zBits }: MlDsaLayout,
): Uint8Array {
  const transformed = z.map(transform)
  const bits = zBits === 18 ? 6 : 4
  const packed = new Uint8Array(matrix.length * 32 * bits)
  for (const [i, row] of matrix.entries()) {
    const w = multiplyRow(row, transformed)
    const hinted = new Set(hints[i])
    for (let k = 0; k < N; k++) {
      const high = useHint(hinted.has(k), w[k] ?? 0, gamma2)
      writeBits(packed, (i * N + k) * bits, bits, high)
    }
  }
  return packed
}
