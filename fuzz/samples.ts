/** Valid signatures that cases start from; they follow from the number of their epoch. @module */
import { type KeyPair, portableSuites } from '@demiurge/crypto'
import type { Claim, FuzzName } from './claim.ts'
import { createRandom, type Random } from './random.ts'

const ML_DSA_KEYS = 6
const ML_DSA_MESSAGES = 4
const FALCON_MESSAGES = 12

/** Falcon keys take up to a second to make: two for each size, the same in all epochs. */
const falconKeys = new Map<FuzzName, readonly KeyPair[]>()

function keysOf(name: FuzzName, random: Random): readonly KeyPair[] {
  const suite = portableSuites.get(name)
  const make = (seed: Uint8Array): KeyPair => suite.keyPairFromSeed(seed)
  if (!name.startsWith('falcon'))
    return Array.from({ length: ML_DSA_KEYS }, () => make(random.bytes(suite.seedBytes)))
  const known = falconKeys.get(name) ?? [1, 2].map((i) => make(new Uint8Array(suite.seedBytes).fill(i)))
  falconKeys.set(name, known)
  return known
}

/** Signatures of one scheme for one epoch. Portable signing without entropy is deterministic: a seed replays. */
export function makeSamples(name: FuzzName, epoch: number): readonly Claim[] {
  const random = createRandom(epoch * 31 + name.length * 7 + name.charCodeAt(name.length - 1))
  const suite = portableSuites.get(name)
  const count = suite.hasContext ? ML_DSA_MESSAGES : FALCON_MESSAGES
  return keysOf(name, random).flatMap((keys) =>
    Array.from({ length: count }, () => {
      const message = random.bytes(random.pick([0, 1, 32, 200, 1000]))
      const context = random.bytes(suite.hasContext ? random.pick([0, 0, 7, 255]) : 0)
      const signature = suite.sign(message, keys, suite.hasContext ? { context } : {})
      return { name, signature, message, publicKey: keys.publicKey, context, story: 'signed' }
    }),
  )
}
