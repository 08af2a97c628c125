/**
 * Signatures under keys whose t1 is zero. Such a key has no secret: any z with any hints becomes a valid signature by hashing. So
 * values at the very bounds, and hints that honest signers never make, get as far as the last comparison of a verifier. @module
 */
import { type Claim, writeBits } from './claim.ts'
import { type MlDsaLayout, type MlDsaName, mlDsaLayouts } from './ml-dsa-layout.ts'
import { commitmentOf, expandMatrix, shake } from './ml-dsa-reference.ts'
import type { Random } from './random.ts'

const N = 256
/** Seeds of matrices: few, so that expanding them costs little here and the engine meets them again. */
const SEEDS = 4
const matrices = new Map<string, ReturnType<typeof expandMatrix>>()

/** One thing that a crafted signature does differently; `none` must be accepted and all others refused. */
const twists = [
  'none',
  'none',
  'none',
  'long z',
  'swapped',
  'repeated',
  'padded',
  'falling end',
  'large end',
] as const
type Twist = (typeof twists)[number]

/** z below the bound everywhere, with many coefficients exactly at its edges; at the bound once for the twist. */
function drawResponse({ columns, gamma1, beta }: MlDsaLayout, twist: Twist, random: Random): Int32Array[] {
  const largest = gamma1 - beta - 1
  const style = random.below(4)
  const draw = (): number => {
    if (style === 0) return random.pick([largest, -largest])
    if (style === 1) return random.pick([0, 1, -1, largest, -largest])
    return random.below(2 * largest + 1) - largest
  }
  const z = Array.from({ length: columns }, () => new Int32Array(N).map(draw))
  if (twist === 'long z') {
    const bound = gamma1 - beta
    const value = random.pick([bound, -bound, gamma1, 1 - gamma1, bound + random.below(beta)])
    random.pick(z)[random.below(N)] = value
  }
  return z
}

/** Positions of hints for every row: rising, at most omega in all, and all of omega in a fourth of the cases. */
function drawHints({ rows, omega }: MlDsaLayout, random: Random): number[][] {
  const hints = Array.from({ length: rows }, () => new Set<number>())
  const count = random.pick([omega, random.below(omega + 1), random.below(omega + 1), 4])
  const only = random.below(2) === 0 ? random.pick(hints) : undefined
  for (let i = 0; i < count; i++) (only ?? random.pick(hints)).add(random.below(N))
  return hints.map((row) => [...row].sort((a, b) => a - b))
}

/** FIPS 204 algorithm 20, with the twist. Returns false where these hints leave no room for it. */
function writeHints(
  signature: Uint8Array,
  hints: readonly (readonly number[])[],
  { hintsAt, omega }: MlDsaLayout,
  twist: Twist,
): boolean {
  const flat = hints.flat()
  const ends = hints.map((_, i) => hints.slice(0, i + 1).flat().length)
  const row = hints.findIndex(({ length }) => length >= 2)
  const from = ends[row - 1] ?? 0
  const [first = 0, second = 0] = flat.slice(from)
  if (twist === 'swapped') flat.splice(from, 2, second, first)
  if (twist === 'repeated') flat.splice(from, 0, first)
  if (twist === 'repeated') for (let i = row; i < ends.length; i++) ends[i] = (ends[i] ?? 0) + 1
  if (twist === 'padded') flat.push(...new Array<number>(omega - flat.length).fill(0).with(-1, 7))
  if (twist === 'falling end') ends[0] = (ends[1] ?? 0) + 1
  if (twist === 'large end') ends[ends.length - 1] = omega + 1
  signature.set(flat, hintsAt)
  signature.set(ends, hintsAt + omega)
  return flat.length <= omega
}

/** Whether these hints can be twisted so. */
function canTwist(twist: Twist, hints: readonly (readonly number[])[], omega: number): boolean {
  const count = hints.flat().length
  if (twist === 'swapped') return hints.some(({ length }) => length >= 2)
  if (twist === 'repeated') return count < omega && hints.some(({ length }) => length >= 2)
  return twist !== 'padded' || count < omega
}

/** A signature for a random message under a key without secret, valid or wrong in just one way. */
export function craftMlDsa(name: MlDsaName, random: Random): Claim {
  const layout = mlDsaLayouts[name]
  const rho = new Uint8Array(32).fill(random.below(SEEDS))
  const publicKey = new Uint8Array(32 + layout.rows * 320)
  publicKey.set(rho)
  const known = matrices.get(`${name}/${rho[0]}`)
  const matrix = known ?? expandMatrix(rho, layout)
  matrices.set(`${name}/${rho[0]}`, matrix)

  const hints = drawHints(layout, random)
  const wanted = random.pick(twists)
  const twist = canTwist(wanted, hints, layout.omega) ? wanted : 'none'
  const z = drawResponse(layout, twist, random)
  const message = random.bytes(random.below(64))
  const context = random.bytes(random.pick([0, 0, 1, 255]))
  const tr = shake(256, 64, publicKey)
  const mu = shake(256, 64, tr, Uint8Array.of(0, context.length), context, message)
  const challenge = shake(256, layout.challengeBytes, mu, commitmentOf(matrix, z, hints, layout))
  const signature = new Uint8Array(layout.hintsAt + layout.omega + layout.rows)
  signature.set(challenge)
  for (const [i, polynomial] of z.entries())
    for (const [j, value] of polynomial.entries()) {
      const at = layout.challengeBytes * 8 + (i * N + j) * layout.zBits
      writeBits(signature, at, layout.zBits, layout.gamma1 - value)
    }
  writeHints(signature, hints, layout, twist)
  return { name, signature, message, publicKey, context, story: `crafted: ${twist}` }
}
