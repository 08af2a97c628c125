/** Test vectors made by others, as cases that run one by one. @module */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { CryptoError, portableKems, portableSuites } from '@demiurge/crypto'
import { nativeKems, nativeSuites } from '@demiurge/crypto/native'

/** One published test, to be run on one engine. */
export interface VectorCase {
  /** Publisher, scheme, kind and engine, such as `ACVP ML-DSA-65 sigVer native`. */
  readonly family: string
  /** The test's number within its file. */
  readonly id: string
  /** Whether the engine gave the published result. */
  check(): boolean
}

/** Tests of a file that do not apply here, and why. */
export interface LeftOut {
  readonly reason: string
  readonly count: number
}

export interface VectorSet {
  readonly cases: readonly VectorCase[]
  readonly leftOut: readonly LeftOut[]
}

export const engines = [
  { engine: 'portable', suites: portableSuites, kems: portableKems },
  { engine: 'native', suites: nativeSuites, kems: nativeKems },
] as const

/** The vectors lie next to the repository, never in it: they have licences and sizes of their own. */
const root = new URL('../../shared/vectors/', import.meta.url)

/** Whether the vectors are there at all. */
export function hasVectors(): boolean {
  return existsSync(root)
}

/**
 * Reads a JSON file of vectors, compressed or not. The caller states its shape: these are fixed, published files, and a case whose
 * fields are missing fails its check.
 */
export function readVectors<T>(path: string): T {
  const bytes = readFileSync(new URL(path, root))
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as T
}

/** Reads a text file of vectors. */
export function readVectorText(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

/** Hex of either case as bytes; nothing for a field that is absent. */
export function fromVectorHex(hex = ''): Uint8Array {
  return Uint8Array.fromHex(hex.toLowerCase())
}

/** Whether two byte strings are the same. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

/** Whether the action is refused with a coded error: what vectors with the result "invalid" expect. Others are bugs. */
export function refuses(action: () => unknown): boolean {
  try {
    action()
    return false
  } catch (error) {
    if (error instanceof CryptoError) return true
    throw error
  }
}
