import { AssetView } from '@demiurge/api'
import { fromJson, toHex } from '@demiurge/codec'
import type { ClientContext } from './context.ts'
import { SdkError } from './error.ts'

/** Where a node keeps an asset: `demiurge://<chain>/assets/<SHA-256 in hex>`. */
export function assetUri(chainId: string, sha256: string): string {
  return `demiurge://${chainId}/assets/${sha256.slice(2)}`
}

/** The SHA-256 in an asset URI (`0x…`), or undefined when it is another kind of URI. */
export function assetOfUri(uri: string): string | undefined {
  const found = /^demiurge:\/\/[a-z0-9][a-z0-9-]*\/assets\/([0-9a-f]{64})$/.exec(uri)?.[1]
  return found === undefined ? undefined : `0x${found}`
}

/** Stores bytes on the node. Throws ApiError, or SdkError `asset.Mismatch` when the node stored something else. */
export async function uploadAsset(
  { transport, hasher }: ClientContext,
  bytes: Uint8Array,
  mediaType: string,
): Promise<AssetView> {
  const view = fromJson(AssetView, await transport.upload(bytes, mediaType))
  const sha256 = toHex(hasher.sha256(bytes))
  if (view.sha256 !== sha256)
    throw new SdkError(
      'asset.Mismatch',
      `the node stored ${view.sha256}, what was sent has SHA-256 ${sha256}`,
    )
  return view
}

/** The bytes with this SHA-256 (`0x…`), verified. Throws ApiError, or SdkError `asset.Mismatch` when the node sent other bytes. */
export async function downloadAsset(
  { transport, hasher }: ClientContext,
  sha256: string,
): Promise<Uint8Array> {
  const bytes = await transport.download(`/api/v1/assets/${sha256}`)
  const found = toHex(hasher.sha256(bytes))
  if (found !== sha256)
    throw new SdkError(
      'asset.Mismatch',
      `asset ${sha256} was asked for, the node sent bytes with SHA-256 ${found}`,
    )
  return bytes
}
