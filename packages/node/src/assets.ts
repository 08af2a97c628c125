import { ApiError, type AssetView } from '@demiurge/api'
import type { BlobStore } from '@demiurge/store'

/** Media types that browsers show, each with how its files begin. What a file is decides its bytes, not its sender. */
const SIGNATURES: readonly (readonly [mediaType: string, begins: readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', [0x52, 0x49, 0x46, 0x46]],
]

/** Stored assets by the SHA-256 of their bytes: images, metadata, statements. */
export class Assets {
  readonly #blobs: BlobStore
  readonly #chainId: string

  constructor(blobs: BlobStore, chainId: string) {
    this.#blobs = blobs
    this.#chainId = chainId
  }

  /** Stores bytes; storing the same again is fine. Throws ApiError `asset.Empty` or `asset.WrongType`. */
  async put(bytes: Uint8Array, mediaType: string): Promise<AssetView> {
    if (bytes.length === 0) throw new ApiError('asset.Empty', 'the asset has no bytes')
    const found = mediaTypeOf(bytes)
    if (mediaType.startsWith('image/') && mediaType !== found)
      throw new ApiError('asset.WrongType', `the bytes are ${found}, the request says ${mediaType}`, {
        status: 415,
      })
    const sha256 = await this.#blobs.put(bytes)
    return this.#view(sha256, bytes.length, found)
  }

  /** What is known of an asset. Throws ApiError `asset.NotFound`. */
  async find(sha256: string): Promise<AssetView> {
    const { bytes, mediaType } = await this.read(sha256)
    return this.#view(sha256, bytes.length, mediaType)
  }

  /** An asset's bytes and what they are. Throws ApiError `asset.NotFound`. */
  async read(sha256: string): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }> {
    const hash = `0x${sha256.replace(/^0x/, '').toLowerCase()}`
    if (!/^0x[0-9a-f]{64}$/.test(hash))
      throw new ApiError('asset.NotFound', 'an asset is named by the 64 hex digits of its SHA-256', {
        status: 404,
      })
    const bytes = await this.#blobs.get(hash)
    if (bytes === undefined)
      throw new ApiError('asset.NotFound', `this node does not hold ${hash}`, { status: 404 })
    return { bytes, mediaType: mediaTypeOf(bytes) }
  }

  #view(sha256: string, bytes: number, mediaType: string): AssetView {
    const uri = assetUri(this.#chainId, sha256)
    return { sha256, bytes: BigInt(bytes), mediaType, uri }
  }
}

/** What bytes are, by how they begin. */
function mediaTypeOf(bytes: Uint8Array): string {
  const known = SIGNATURES.find(([, begins]) => begins.every((byte, i) => bytes[i] === byte))
  if (known !== undefined) return known[0]
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1').trimStart()
  if (start.startsWith('{') || start.startsWith('[')) return 'application/json'
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(start)) return 'image/svg+xml'
  return 'application/octet-stream'
}

/** By what metadata and items refer to an asset of a chain's nodes. */
export function assetUri(chainId: string, sha256: string): string {
  return `demiurge://${chainId}/assets/${sha256.slice(2)}`
}
