import { ApiError } from '@demiurge/api'
import { claimInDocument, parseCanonicalJson } from '@demiurge/art'
import { portableMerkleHasher } from '@demiurge/crypto'
import { DeskError } from '@demiurge/design/desk'
import type { CollectionWork } from '@demiurge/sdk'

/** Pieces in one list of the studio's. */
const PAGE = 200

/** The work as its document tells it: the chain then says what every piece's metadata say. Throws DeskError `collection.Unfinished`. */
export function workOf(
  document: Uint8Array,
  {
    source,
    mediaType,
    signal,
  }: { readonly source: string; readonly mediaType: string; readonly signal: AbortSignal },
): CollectionWork {
  const {
    name,
    description,
    seller_fee_basis_points: royaltyBps,
    demiurge,
  } = Object(parseCanonicalJson(document))
  const { provenance, licence } = Object(demiurge)
  const { merkleRoot, count } = Object(provenance)
  if (typeof merkleRoot !== 'string' || !Number.isInteger(count))
    throw new DeskError(
      'The studio has no provenance of this collection: make it to the end first.',
      'collection.Unfinished',
    )
  return {
    name: String(name),
    description: String(description ?? ''),
    royaltyBps: Number(royaltyBps ?? 0),
    ...(typeof licence === 'string' ? { licence } : {}),
    document,
    provenance: merkleRoot,
    count: Number(count),
    mediaType,
    async readPiece(edition) {
      const [image, metadata] = await Promise.all([
        readStudio(`${source}/pieces/${edition}/image`, signal),
        readStudio(`${source}/pieces/${edition}/metadata`, signal),
      ])
      return { image, metadata }
    },
  }
}

/** The text of the collection's licence; undefined where its document names none. */
export async function licenceTextOf(
  document: Uint8Array,
  source: string,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const { licenceText } = claimInDocument(parseCanonicalJson(document))
  return licenceText === undefined ? undefined : readStudio(`${source}/licence`, signal)
}

/** The chain takes each content once: pieces that look alike are told before anything is sent. Throws DeskError `collection.Lookalikes`. */
export async function checkDistinct(source: string, count: number, signal: AbortSignal): Promise<void> {
  const first = new Map<string, number>()
  for (const [i, sha256] of (await listHashes(source, count, signal)).entries()) {
    const twin = first.get(sha256)
    if (twin !== undefined)
      throw new DeskError(
        `Pieces ${twin} and ${i + 1} have the very same picture, and the chain takes each content once: draw one of them again.`,
        'collection.Lookalikes',
      )
    first.set(sha256, i + 1)
  }
}

/** SHA-256 of every picture in hex as the studio wrote it down when it was drawn, in order of edition. */
export async function listHashes(
  source: string,
  count: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const hashes: string[] = []
  for (let from = 1; from <= count; from += PAGE) {
    const bytes = await readStudio(`${source}/pieces?from=${from}&limit=${PAGE}&sort=edition`, signal)
    const { pieces } = Object(JSON.parse(new TextDecoder().decode(bytes)))
    for (const { imageSha256 } of pieces as readonly { imageSha256: string }[]) hashes.push(imageSha256)
  }
  return hashes
}

/** The bytes of something that the studio has. Throws ApiError with the studio's code. */
export async function readStudio(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(path, { signal })
  if (response.ok) return new Uint8Array(await response.arrayBuffer())
  const { code, message } = Object(await response.json().catch(() => undefined))
  throw new ApiError(
    typeof code === 'string' ? code : `http.${response.status}`,
    typeof message === 'string' ? message : `The studio answered with status ${response.status}.`,
  )
}

/** SHA-256 in hex. */
export function hashOf(bytes: Uint8Array): string {
  return portableMerkleHasher.sha256(bytes).toHex()
}
