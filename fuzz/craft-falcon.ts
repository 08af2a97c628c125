/**
 * Falcon signatures of any length one likes. Under h = (c - s1) / v the pair (s1, s2 = v) is a signature of the point c, so that one
 * can choose s1 first: exactly as long as allowed, or longer by one. @module
 */
import { createHash } from 'node:crypto'
import type { Claim, FuzzName } from './claim.ts'
import type { Random } from './random.ts'

export type FalconName = Extract<FuzzName, `falcon-${string}`>

const Q = 12289

interface Parameters {
  readonly n: number
  readonly logN: number
  readonly signatureBytes: number
  readonly bound: number
}

/** Falcon round 3, table 3.3. */
export const falconParameters: Readonly<Record<FalconName, Parameters>> = {
  'falcon-512': { n: 512, logN: 9, signatureBytes: 666, bound: 34034726 },
  'falcon-1024': { n: 1024, logN: 10, signatureBytes: 1280, bound: 70265242 },
}

/** Collects bits, most significant first. */
export function createBitWriter(): { write(value: number, width: number): void; bytes(): Uint8Array } {
  const bits: number[] = []
  return {
    write(value, width) {
      for (let i = width - 1; i >= 0; i--) bits.push((value >> i) & 1)
    },
    bytes() {
      const bytes = new Uint8Array((bits.length + 7) >> 3)
      for (const [i, bit] of bits.entries()) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (7 - (i & 7)))
      return bytes
    },
  }
}

/** Header, salt, compressed s2 (algorithm 17) and zeros, cut at the fixed length. */
export function encodeSignature(
  { logN, signatureBytes }: Parameters,
  salt: Uint8Array,
  s2: readonly number[],
): Uint8Array {
  const writer = createBitWriter()
  for (const value of s2) {
    writer.write(value < 0 || Object.is(value, -0) ? 1 : 0, 1)
    writer.write(Math.abs(value) & 127, 7)
    writer.write(1, (Math.abs(value) >> 7) + 1)
  }
  const signature = new Uint8Array(signatureBytes)
  signature[0] = 0x30 + logN
  signature.set(salt, 1)
  signature.set(writer.bytes().subarray(0, signatureBytes - 41), 41)
  return signature
}

/** Algorithm 3. */
function hashToPoint(n: number, salt: Uint8Array, message: Uint8Array): number[] {
  const stream = createHash('shake256', { outputLength: n * 4 })
    .update(salt)
    .update(message)
    .digest()
  const point: number[] = []
  for (let i = 0; point.length < n; i += 2) {
    const candidate = stream.readUInt16BE(i)
    if (candidate < 5 * Q) point.push(candidate % Q)
  }
  return point
}

function encodeKey({ logN }: Parameters, h: readonly number[]): Uint8Array {
  const writer = createBitWriter()
  writer.write(logN, 8)
  for (const value of h) writer.write(value, 14)
  return writer.bytes()
}

function inverse(value: number): number {
  let result = 1
  for (let i = 0; i < Q - 2; i++) result = (result * value) % Q
  return result
}

/** Numbers whose squares add up to the total, none above q / 2, in a random place and with random signs. */
function drawShort(n: number, total: number, random: Random): number[] {
  const values = new Array<number>(n).fill(0)
  const spread = Math.floor(Math.sqrt(total / n))
  let left = total
  const style = random.below(3)
  for (let i = 0; i < n - 24 && style > 0; i++) {
    const value = style === 1 ? spread : random.below(spread * 2 + 1)
    if (value * value > left) break
    values[i] = value
    left -= value * value
  }
  // Taking the largest square again and again ends at nothing after a few steps.
  for (let i = n - 1; left > 0; i--) {
    const value = Math.min((Q - 1) / 2, Math.floor(Math.sqrt(left)))
    values[i] = value
    left -= value * value
  }
  const turn = random.below(n)
  return values.map((_, i) => (values[(i + turn) % n] ?? 0) * (random.below(2) === 0 ? 1 : -1))
}

/** A signature just within, at or just beyond the bound, or far from it. */
export function craftFalcon(name: FalconName, random: Random): Claim {
  const parameters = falconParameters[name]
  const { n, bound } = parameters
  const salt = random.bytes(40)
  const message = random.bytes(random.below(64))
  const v = random.pick([1, 1 + random.below(2047), 2047])
  const excess = random.pick([-1, 0, 1, 2, -random.below(1_000_000), random.below(1_000_000)])
  const s1 = drawShort(n, bound + excess - v * v, random)
  const divisor = inverse(v)
  const point = hashToPoint(n, salt, message)
  const h = point.map((c, i) => ((((c - (s1[i] ?? 0)) % Q) + Q) * divisor) % Q)
  const s2 = [v, ...new Array<number>(n - 1).fill(0)]
  return {
    name,
    signature: encodeSignature(parameters, salt, s2),
    message,
    publicKey: encodeKey(parameters, h),
    context: new Uint8Array(0),
    story: `crafted: ${excess} beyond the bound`,
  }
}
