import { findMetadataProblems, type Metadata } from '@demiurge/art'
import type { BlobStore } from '@demiurge/store'

/** What lists show of an item, read from its metadata. */
export interface ItemDescription {
  readonly name: string
  readonly description: string
  readonly image: string
  readonly mediaType: string
  /** The artwork's UUID; empty when the metadata has none. */
  readonly uuid: string
}

/** A trait of an item as its metadata name it, cut to what the index keeps. */
export interface MetadataTrait {
  readonly name: string
  readonly value: string
}

/** Where the node does not hold the metadata, or it is not ours to read. */
export const NO_DESCRIPTION: ItemDescription = {
  name: '',
  description: '',
  image: '',
  mediaType: '',
  uuid: '',
}

const MOST_BYTES = 262_144

/** The text of a metadata document that the node holds under its SHA-256, or undefined. */
export async function metadataText(blobs: BlobStore, sha256: string): Promise<string | undefined> {
  const bytes = await blobs.get(sha256)
  if (bytes === undefined || bytes.length > MOST_BYTES) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Reads what lists show; anything that is not metadata in our form describes nothing. */
export async function describeItem(blobs: BlobStore, sha256: string): Promise<ItemDescription | undefined> {
  const document = await readMetadata(blobs, sha256)
  if (document === undefined) return undefined
  const { name, description, image, demiurge } = document
  return {
    name: fit(name, 256),
    description: fit(description, 4_096),
    image: image.length <= 512 ? image : '',
    mediaType: demiurge.mediaType ?? '',
    uuid: demiurge.uuid,
  }
}

/** Traits of an item that the index keeps; more are not counted. */
const MOST_TRAITS = 64

/** The traits in an item's metadata, the first of each name; none where the node does not hold metadata in our form. */
export async function traitsInMetadata(blobs: BlobStore, sha256: string): Promise<readonly MetadataTrait[]> {
  const { attributes = [] } = (await readMetadata(blobs, sha256)) ?? {}
  const traits = new Map<string, string>()
  for (const { trait_type: name = '', value } of attributes) {
    const key = fit(name, 64)
    if (key !== '' && !traits.has(key) && traits.size < MOST_TRAITS) traits.set(key, fit(String(value), 256))
  }
  return Array.from(traits, ([name, value]) => ({ name, value }))
}

async function readMetadata(blobs: BlobStore, sha256: string): Promise<Metadata | undefined> {
  const text = await metadataText(blobs, sha256)
  if (text === undefined) return undefined
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return undefined
  }
  return findMetadataProblems('demiurge', document).length > 0 ? undefined : (document as Metadata)
}

/** Cuts a text to a number of UTF-8 bytes without cutting a character. */
function fit(value: string, bytes: number): string {
  // Half of a surrogate pair, which JSON can escape, is no character and nothing that our codecs write.
  const formed = value.toWellFormed()
  const encoded = Buffer.from(formed)
  if (encoded.length <= bytes) return formed
  let end = bytes
  while (((encoded[end] ?? 0) & 0xc0) === 0x80) end--
  return encoded.subarray(0, end).toString()
}
