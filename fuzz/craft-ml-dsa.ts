/**
 * Signatures under keys whose t1 is zero. Such a key has no secret: any z with any hints becomes a valid signature by hashing. So
 * values at the very bounds, and hints that honest signers never make, get as far as the last comparison of a verifier. @module
 */
import { type Claim, writeBits } from './claim.ts'
import { drawHints, hintTwists } from './hints.ts'
import { type MlDsaLayout, type MlDsaName, mlDsaLayouts } from './ml-dsa-layout.ts'
import { commitmentOf, expandMatrix, shake } from './ml-dsa-reference.ts'
import type { Random } from './random.ts'

const N = 256
/** Seeds of matrices: few, so that expanding them costs little here and the engine meets them again. */
const SEEDS = 4
const matrices = new Map<string, ReturnType<typeof expandMatrix>>()

/** What a crafted signature does differently; `none` must be accepted and all others refused. */
const twists = ['none', 'none', 'none', 'long z', ...Object.keys(hintTwists)]

/** z below the bound everywhere, often with many coefficients exactly at its edges; at the bound once for the twist. */
function drawResponse({ columns, gamma1, beta }: MlDsaLayout, twist: string, random: Random): Int32Array[] {
  const largest = gamma1 - beta - 1
  const style = random.below(5)
  const draw = (): number => {
    // All zero makes the whole commitment zero: the low bits that hints look at lie exactly between up and down.
    if (style === 0) return 0
    if (style === 1) return random.pick([largest, -largest])
    if (style === 2) return random.pick([0, 1, -1, largest, -largest])
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

function matrixOf(name: MlDsaName, rho: Uint8Array): ReturnType<typeof expandMatrix> {
  const id = `${name}/${rho[0]}`
  const matrix = matrices.get(id) ?? expandMatrix(rho, mlDsaLayouts[name])
  matrices.set(id, matrix)
  return matrix
}

/** A signature for a random message under a key without secret, valid or wrong in just one way. */
export function craftMlDsa(name: MlDsaName, random: Random): Claim {
  const layout = mlDsaLayouts[name]
  const rho = new Uint8Array(32).fill(random.below(SEEDS))
  const publicKey = new Uint8Array(32 + layout.rows * 320)
  publicKey.set(rho)
  const twist = random.pick(twists)
  const draw = hintTwists[twist as keyof typeof hintTwists] ?? drawHints
  const hints = draw(layout, random)
  const z = drawResponse(layout, twist, random)
  const message = random.bytes(random.below(64))
  const context = random.bytes(random.pick([0, 0, 1, 255]))
  const tr = shake(256, 64, publicKey)
  const mu = shake(256, 64, tr, Uint8Array.of(0, context.length), context, message)
  const commitment = commitmentOf(matrixOf(name, rho), z, hints.applied, layout)
  const signature = new Uint8Array(layout.hintsAt + layout.omega + layout.rows)
  signature.set(shake(256, layout.challengeBytes, mu, commitment))
  for (const [i, polynomial] of z.entries())
    for (const [j, value] of polynomial.entries()) {
      const at = layout.challengeBytes * 8 + (i * N + j) * layout.zBits
      writeBits(signature, at, layout.zBits, layout.gamma1 - value)
    }
  signature.set(hints.positions, layout.hintsAt)
  signature.set(hints.ends, layout.hintsAt + layout.omega)
  return { name, signature, message, publicKey, context, story: `crafted: ${twist}` }
}
