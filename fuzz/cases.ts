/** One case of the campaign: a claim that follows from its seed, and whether all verifiers agree on it. @module */
import { createVerifier, type Verifier } from '../packages/crypto/src/engine/verifier.ts'
import type { Claim, FuzzName } from './claim.ts'
import { craftFalcon } from './craft-falcon.ts'
import { craftMlDsa } from './craft-ml-dsa.ts'
import { mutate } from './mutate.ts'
import { createRandom } from './random.ts'
import { makeSamples } from './samples.ts'
import { nobleVerdict, openSslVerdict } from './verdicts.ts'

/** Cases of one epoch share their valid signatures. */
const EPOCH = 20_000
/** One ML-DSA case of so many is shown to noble as well, which takes a millisecond. */
const NOBLE_SHARE = 100
/** Five kept keys: with six and more in use, keys come and go all the time. */
const KEPT_KEYS = 5

/** Falcon is a fifth of all: only noble can be asked, and it is slow. */
const names: readonly FuzzName[] = [
  ...new Array<FuzzName>(8).fill('ml-dsa-65'),
  ...new Array<FuzzName>(5).fill('ml-dsa-44'),
  ...new Array<FuzzName>(3).fill('ml-dsa-87'),
  ...new Array<FuzzName>(3).fill('falcon-512'),
  'falcon-1024',
]

const samples = new Map<FuzzName, { readonly epoch: number; readonly claims: readonly Claim[] }>()

function samplesOf(name: FuzzName, epoch: number): readonly Claim[] {
  const known = samples.get(name)
  if (known?.epoch === epoch) return known.claims
  const claims = makeSamples(name, epoch)
  samples.set(name, { epoch, claims })
  return claims
}

/** The claim of a seed. */
export function drawClaim(seed: number): Claim {
  const random = createRandom(seed)
  const name = random.pick(names)
  const kind = random.below(10)
  if (kind < 2)
    return name.startsWith('falcon')
      ? craftFalcon(name as 'falcon-512' | 'falcon-1024', random)
      : craftMlDsa(name as 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87', random)
  const claim = random.pick(samplesOf(name, Math.floor(seed / EPOCH)))
  return kind < 5 ? claim : mutate(claim, random)
}

const verifiers = new Map<FuzzName, Verifier>()

function verifierOf(name: FuzzName): Verifier {
  const known = verifiers.get(name)
  if (known !== undefined) return known
  const bytesPerKey = createVerifier(name, 0)?.bytesPerKey ?? 0
  const verifier = createVerifier(name, bytesPerKey * (KEPT_KEYS + 1))
  if (verifier === undefined) throw new Error('this platform cannot run the engine')
  verifiers.set(name, verifier)
  return verifier
}

/** What one case came to. */
export interface Outcome {
  readonly claim: Claim
  readonly isAccepted: boolean
  /** Who judged otherwise than the engine, or nothing. */
  readonly dissent: string | undefined
}

/** Draws the claim of a seed and asks everybody. */
export function runCase(seed: number): Outcome {
  const claim = drawClaim(seed)
  const { name, signature, message, publicKey, context } = claim
  const isAccepted = verifierOf(name).verify(signature, message, publicKey, context)
  const isFalcon = name.startsWith('falcon')
  if (!isFalcon && openSslVerdict(claim) !== isAccepted) return { claim, isAccepted, dissent: 'OpenSSL' }
  if ((isFalcon || seed % NOBLE_SHARE === 0) && nobleVerdict(claim) !== isAccepted)
    return { claim, isAccepted, dissent: 'noble' }
  return { claim, isAccepted, dissent: undefined }
}
