/**
 * What the engine offers to JavaScript: fixed buffers to write inputs into, and calls on the expanded keys ("slots") that the caller
 * keeps in memory from `slotsAt` on. The caller checks all lengths; the engine checks what the bytes say.
 * @module
 */
import {
  expandFalconKey,
  FALCON_512,
  falconExpandedBytes,
  falconKeyBytes,
  startFalconMessage,
  verifyFalcon,
} from './falcon/verify.ts'
import { areSame, fingerprintOf } from './find-key.ts'
import { absorb } from './keccak.ts'
import { expandMlDsaKey } from './ml-dsa/expand.ts'
import { mlDsaExpandedBytes, mlDsaKeyBytes } from './ml-dsa/parameters.ts'
import { startMlDsaMessage, verifyMlDsa } from './ml-dsa/verify.ts'

/** Messages pass through in pieces of this many bytes. */
const CHUNK_BYTES: usize = 4096
/** Longest signature (ML-DSA-87) and key, and what vector loads read beyond. */
const SIGNATURE: usize = memory.data(4627 + 61, 64)
const PUBLIC_KEY: usize = memory.data(2592 + 32, 64)
const CHUNK: usize = memory.data(4096, 64)

/** Where the signature to verify is written. */
export function signatureAt(): usize {
  return SIGNATURE
}

/** Where the public key to find or expand is written. */
export function publicKeyAt(): usize {
  return PUBLIC_KEY
}

/** Where contexts and pieces of messages are written. */
export function chunkAt(): usize {
  return CHUNK
}

/** Bytes that fit there. */
export function chunkBytes(): usize {
  return CHUNK_BYTES
}

/** The first address behind everything that the engine uses itself: slots begin here. */
export function slotsAt(): usize {
  return (__heap_base + 63) & ~63
}

/* @inline */ function keyBytes(scheme: i32): usize {
  return scheme < FALCON_512 ? mlDsaKeyBytes(scheme) : falconKeyBytes(scheme)
}

/** Where the expanded key begins in a slot: behind the key itself, at a multiple of 64. */
/* @inline */ function expandedIn(scheme: i32, slot: usize): usize {
  return slot + ((keyBytes(scheme) + 63) & ~63)
}

/** Bytes of a slot of the scheme, a multiple of 64. */
export function slotBytes(scheme: i32): usize {
  const expandedBytes = scheme < FALCON_512 ? mlDsaExpandedBytes(scheme) : falconExpandedBytes(scheme)
  return expandedIn(scheme, 0) + expandedBytes
}

/** The number of the key in the buffer, to find its slot by (see `fingerprintOf`). */
export function fingerprint(scheme: i32): u32 {
  return fingerprintOf(PUBLIC_KEY, keyBytes(scheme))
}

/** Whether the slot was expanded from the key in the buffer. */
export function holdsKey(scheme: i32, slot: usize): bool {
  return areSame(slot, PUBLIC_KEY, keyBytes(scheme))
}

/** Expands the key in the buffer into a slot. False, and a slot of no use, when it is no key. */
export function expandKey(scheme: i32, slot: usize): bool {
  memory.copy(slot, PUBLIC_KEY, keyBytes(scheme))
  const expanded = expandedIn(scheme, slot)
  if (scheme >= FALCON_512) return expandFalconKey(scheme, PUBLIC_KEY, expanded)
  expandMlDsaKey(scheme, PUBLIC_KEY, expanded)
  return true
}

/** Starts a message under the key of a slot; the context is in the chunk (Falcon has none), the signature in its buffer. */
export function startMessage(scheme: i32, slot: usize, contextBytes: usize): void {
  if (scheme < FALCON_512) startMlDsaMessage(expandedIn(scheme, slot), CHUNK, contextBytes)
  else startFalconMessage(SIGNATURE)
}

/** Takes the next piece of the message, which is in the chunk. */
export function absorbChunk(bytes: usize): void {
  absorb(CHUNK, bytes)
}

/** Whether the signature in its buffer is valid for the message since `startMessage` under the key of the slot. */
export function verifySignature(scheme: i32, slot: usize): bool {
  const expanded = expandedIn(scheme, slot)
  if (scheme >= FALCON_512) return verifyFalcon(scheme, expanded, SIGNATURE)
  return verifyMlDsa(scheme, expanded, SIGNATURE)
}
