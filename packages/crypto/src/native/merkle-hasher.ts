import { createRequire } from 'node:module'
import {
  checkedHashPairs,
  findCorrectHasher,
  type MerkleHasher,
  portableMerkleHasher,
} from '../merkle-hasher.ts'
import { digestOf } from './digest.ts'
import { nativeHashes } from './hashes.ts'

// A call into OpenSSL costs about a microsecond before the first byte is hashed; WebAssembly is through with a short message by then.
const SHORT_BYTES = 200

const sha256 = (bytes: Uint8Array): Uint8Array =>
  bytes.length <= SHORT_BYTES ? portableMerkleHasher.sha256(bytes) : digestOf('sha256', bytes)

const { digest: H } = nativeHashes['sha3-256']

/** hashtree is a native addon: it is absent on platforms that it has no binary for, which shows only when it is loaded. */
function loadHashtree(): MerkleHasher | undefined {
  try {
    const hashtree: typeof import('@chainsafe/hashtree') = createRequire(import.meta.url)(
      '@chainsafe/hashtree',
    )
    return { name: 'hashtree', hashPairs: checkedHashPairs(hashtree.hashInto), sha256, H }
  } catch {
    return undefined
  }
}

const candidate = loadHashtree()

/** The fastest hasher of this machine that gives right answers: hashtree (SIMD assembly), else WebAssembly, else plain JavaScript. */
export const merkleHasher: MerkleHasher =
  (candidate === undefined ? undefined : findCorrectHasher(candidate)) ?? portableMerkleHasher
