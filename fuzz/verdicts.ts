/** The verdicts that the engine is held against: OpenSSL and noble, called directly. @module */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { suiteTable } from '@demiurge/crypto'
import { falcon512padded, falcon1024padded } from '@noble/post-quantum/falcon.js'
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js'
import type { Claim, FuzzName } from './claim.ts'

/** Whether lengths fit at all; this package refuses others before any scheme looks at them. */
function hasRightLengths({ name, signature, publicKey, context }: Claim): boolean {
  const row = suiteTable.find((each) => each.name === name)
  return (
    row !== undefined &&
    signature.length === row.signatureBytes &&
    publicKey.length === row.publicKeyBytes &&
    context.length <= (row.hasContext ? 255 : 0)
  )
}

function orFalse(answer: () => boolean): boolean {
  try {
    return answer()
  } catch {
    return false
  }
}

let lastKey: { readonly bytes: Uint8Array; readonly key: KeyObject } | undefined

function openSslKey({ name, publicKey }: Claim): KeyObject {
  if (lastKey !== undefined && Buffer.compare(lastKey.bytes, publicKey) === 0) return lastKey.key
  const key = createPublicKey({
    key: publicKey,
    format: 'raw-public',
    asymmetricKeyType: name as 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87',
  })
  lastKey = { bytes: publicKey, key }
  return key
}

/** What OpenSSL says of an ML-DSA signature. */
export function openSslVerdict(claim: Claim): boolean {
  const { signature, message, context } = claim
  return (
    hasRightLengths(claim) &&
    orFalse(() => verify(null, message, { key: openSslKey(claim), context }, signature))
  )
}

type Noble = (
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
  context: Uint8Array,
) => boolean

const noble: Readonly<Record<FuzzName, Noble>> = {
  'ml-dsa-44': (signature, message, key, context) => ml_dsa44.verify(signature, message, key, { context }),
  'ml-dsa-65': (signature, message, key, context) => ml_dsa65.verify(signature, message, key, { context }),
  'ml-dsa-87': (signature, message, key, context) => ml_dsa87.verify(signature, message, key, { context }),
  'falcon-512': (signature, message, key) => falcon512padded.verify(signature, message, key),
  'falcon-1024': (signature, message, key) => falcon1024padded.verify(signature, message, key),
}

/** What noble says. */
export function nobleVerdict(claim: Claim): boolean {
  const { name, signature, message, publicKey, context } = claim
  return hasRightLengths(claim) && orFalse(() => noble[name](signature, message, publicKey, context))
}
