import type { ItemView } from '@demiurge/api'
import { assetOfUri } from '@demiurge/sdk'

/**
 * Where the browser gets a work's picture from: the node for its own assets, `data:` as it stands. Undefined for other places: a page
 * that loaded from anywhere would tell them who looks at what.
 */
export function imageUrl(uri: string, api: string): string | undefined {
  const sha256 = assetOfUri(uri)
  if (sha256 !== undefined) return assetUrl(sha256, api)
  return uri.startsWith('data:image/') ? uri : undefined
}

/** The address of an asset's bytes. */
export function assetUrl(sha256: string, api: string): string {
  return `${api}/api/v1/assets/${sha256}`
}

/**
 * A work's picture: what its metadata say, where that is here, or else its content itself. Pieces of collections name theirs by an IPFS
 * identifier, and are their own content.
 */
export function imageOf({ image, item }: ItemView, api: string): string {
  return imageUrl(image, api) ?? assetUrl(item.contentHash, api)
}

/** A work's name, or a name made of its number. */
export function nameOf({ name, item }: ItemView): string {
  return name === '' ? `Untitled #${item.serial}` : name
}
