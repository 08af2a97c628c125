/** Changes to valid signatures: anywhere, and where the standards draw lines. @module */
import { type Claim, flipBit, writeBits } from './claim.ts'
import { createBitWriter, encodeSignature, type FalconName, falconParameters } from './craft-falcon.ts'
import { type MlDsaName, mlDsaLayouts } from './ml-dsa-layout.ts'
import type { Random } from './random.ts'

type Mutation = (claim: Claim, random: Random) => Partial<Claim>

function flip(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.length === 0 ? Uint8Array.of(0) : flipBit(bytes, random.below(bytes.length * 8))
}

/** Changes that mean the same for every scheme. */
const anywhere: Readonly<Record<string, Mutation>> = {
  'bit of the signature': ({ signature }, random) => ({ signature: flip(signature, random) }),
  'bit of the message': ({ message }, random) => ({ message: flip(message, random) }),
  'bit of the key': ({ publicKey }, random) => ({ publicKey: flip(publicKey, random) }),
  'bit of the context': ({ context }, random) => ({ context: flip(context, random) }),
  'longer message': ({ message }, random) => ({
    message: Uint8Array.of(...message, ...random.bytes(1 + random.below(300))),
  }),
  'very long message': (_claim, random) => ({ message: new Uint8Array(random.below(20_000)) }),
  'longer context': (_claim, random) => ({ context: random.bytes(random.pick([1, 254, 255, 256, 300])) }),
  'shorter signature': ({ signature }, random) => ({
    signature: signature.subarray(0, random.below(signature.length)),
  }),
  'longer signature': ({ signature }, random) => ({
    signature: Uint8Array.of(...signature, ...random.bytes(1 + random.below(8))),
  }),
  'shorter key': ({ publicKey }, random) => ({
    publicKey: publicKey.subarray(0, random.below(publicKey.length)),
  }),
  'longer key': ({ publicKey }, random) => ({
    publicKey: Uint8Array.of(...publicKey, ...random.bytes(1 + random.below(8))),
  }),
  'random signature': ({ signature }, random) => ({ signature: random.bytes(signature.length) }),
  'random key': ({ publicKey }, random) => ({ publicKey: random.bytes(publicKey.length) }),
  'same byte everywhere': ({ signature }, random) => ({
    signature: signature.map(() => 0).fill(random.pick([0, 1, 0x7f, 0x80, 0xff])),
  }),
  'part overwritten': ({ signature }, random) => {
    const changed = signature.slice()
    const from = random.below(signature.length)
    changed.fill(random.below(256), from, from + random.below(64))
    return { signature: changed }
  },
}

/** A change of one field of an ML-DSA signature. */
function onLayout(change: (signature: Uint8Array, name: MlDsaName, random: Random) => void): Mutation {
  return ({ name, signature }, random) => {
    const changed = signature.slice()
    if (name in mlDsaLayouts) change(changed, name as MlDsaName, random)
    return { signature: changed }
  }
}

const mlDsa: Readonly<Record<string, Mutation>> = {
  'coefficient of z': onLayout((signature, name, random) => {
    const { gamma1, beta, zBits, columns, challengeBytes } = mlDsaLayouts[name]
    const bound = gamma1 - beta
    const value = random.pick([bound, -bound, bound - 1, 1 - bound, gamma1, 1 - gamma1, 0])
    const at = challengeBytes * 8 + random.below(columns * 256) * zBits
    writeBits(signature, at, zBits, gamma1 - value)
  }),
  'position of a hint': onLayout((signature, name, random) => {
    const { hintsAt, omega } = mlDsaLayouts[name]
    signature[hintsAt + random.below(omega)] = random.below(256)
  }),
  'end of a row of hints': onLayout((signature, name, random) => {
    const { hintsAt, omega, rows } = mlDsaLayouts[name]
    signature[hintsAt + omega + random.below(rows)] = random.pick([
      0,
      omega,
      omega + 1,
      255,
      random.below(omega),
    ])
  }),
  'hints swapped': onLayout((signature, name, random) => {
    const at = mlDsaLayouts[name].hintsAt + random.below(mlDsaLayouts[name].omega - 1)
    const [a = 0, b = 0] = signature.subarray(at, at + 2)
    signature.set([b, a], at)
  }),
  'hints all random': onLayout((signature, name, random) => {
    signature.set(random.bytes(signature.length - mlDsaLayouts[name].hintsAt), mlDsaLayouts[name].hintsAt)
  }),
  'commitment hash': onLayout((signature, name, random) => {
    signature.set(random.bytes(mlDsaLayouts[name].challengeBytes))
  }),
}

/** s2 of a signature (algorithm 18); an end that is missing reads as ones, because others may have changed it before. */
function decodeS2(signature: Uint8Array, n: number): number[] {
  let at = 41 * 8
  const bit = (): number => {
    const value = ((signature[at >> 3] ?? 0xff) >> (7 - (at & 7))) & 1
    at++
    return value
  }
  return Array.from({ length: n }, () => {
    const sign = bit()
    let magnitude = 0
    for (let i = 0; i < 7; i++) magnitude = magnitude * 2 + bit()
    while (bit() === 0) magnitude += 128
    return sign === 1 ? -magnitude : magnitude
  })
}

/** The key with q added to the first coefficient that has room for it in 14 bits: the same key to whoever does not look. */
function addModulus(publicKey: Uint8Array): Uint8Array {
  const bits = [...publicKey.subarray(1)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const coefficients = bits.match(/.{14}/g)?.map((each) => Number.parseInt(each, 2)) ?? []
  const small = coefficients.findIndex((value) => value + 12289 < 1 << 14)
  if (small < 0) return publicKey
  const writer = createBitWriter()
  writer.write(publicKey[0] ?? 0, 8)
  for (const [i, value] of coefficients.entries()) writer.write(i === small ? value + 12289 : value, 14)
  return writer.bytes()
}

/** A change of s2, encoded again; what does not fit is cut. */
function onS2(change: (s2: number[], random: Random) => void): Mutation {
  return ({ name, signature }, random) => {
    const parameters = falconParameters[name as FalconName]
    const s2 = decodeS2(signature, parameters.n)
    change(s2, random)
    return { signature: encodeSignature(parameters, signature.slice(1, 41), s2) }
  }
}

const falcon: Readonly<Record<string, Mutation>> = {
  'header of the signature': ({ signature }, random) => ({
    signature: signature.with(0, random.pick([0x29, 0x2a, 0x39, 0x3a, 0x59, 0])),
  }),
  'header of the key': ({ publicKey }, random) => ({
    publicKey: publicKey.with(0, random.pick([0, 8, 9, 10, 0x19])),
  }),
  'coefficient of the key': ({ publicKey }, random) => {
    const changed = publicKey.slice()
    changed.set([0xff, 0xff], 1 + random.below(publicKey.length - 3))
    return { publicKey: changed }
  },
  'key beyond q': ({ publicKey }) => ({ publicKey: addModulus(publicKey) }),
  salt: ({ signature }, random) => {
    const changed = signature.slice()
    changed.set(random.bytes(1), 1 + random.below(40))
    return { signature: changed }
  },
  'encoded again': onS2(() => undefined),
  'negative zero': onS2((s2, random) => {
    const zero = s2.indexOf(0)
    s2[zero < 0 ? random.below(s2.length) : zero] = -0
  }),
  'coefficient of s2': onS2((s2, random) => {
    const at = random.below(s2.length)
    s2[at] = random.pick([(s2[at] ?? 0) + 1, -(s2[at] ?? 0), 2047, -2047, 2048, -2048, 2175, 5000])
  }),
  'bit of the padding': ({ signature }, random) => {
    const used = signature.findLastIndex((byte) => byte !== 0)
    const from = Math.min(used * 8, signature.length * 8 - 1)
    return { signature: flipBit(signature, from + random.below(signature.length * 8 - from)) }
  },
  'end without a one': ({ signature }, random) => ({
    signature: signature
      .slice()
      .fill(random.pick([0, 0xff]), signature.length - 1 - random.below(signature.length - 41)),
  }),
}

/** The claim with one to three changes. */
export function mutate(claim: Claim, random: Random): Claim {
  const own = claim.name.startsWith('falcon') ? falcon : mlDsa
  let changed = claim
  const times = random.pick([1, 1, 1, 1, 2, 3])
  for (let i = 0; i < times; i++) {
    const table = random.below(2) === 0 ? own : anywhere
    const story = random.pick(Object.keys(table))
    // Structured changes need the length that they know.
    const canApply = table === anywhere || changed.signature.length === claim.signature.length
    const mutation = table[story]
    if (canApply && mutation !== undefined && changed.signature.length > 0 && changed.publicKey.length > 4)
      changed = { ...changed, ...mutation(changed, random), story: `${changed.story}, ${story}` }
  }
  return changed
}
