import { ApiError } from '@demiurge/api'
import { type PieceHashes, parseCanonicalJson } from '@demiurge/art'
import { portableMerkleHasher, type Signer } from '@demiurge/crypto'
import { DeskError, type TaskControl } from '@demiurge/design/desk'
import {
  type Client,
  type CollectionWork,
  MAX_PIECES_PER_BATCH,
  type MintedCollection,
  mintCollection,
  mintedCollectionId,
  type Verification,
  verifyCollectionFiles,
} from '@demiurge/sdk'
import type { CollectionCost, CollectionMintProgress, CollectionOrder } from './mint-tasks.ts'

/** Pieces asked for at once when they are verified. */
const LANES = 6
/** Pieces in one list of the studio's. */
const PAGE = 200
const SAMPLE_HASH = `0x${'11'.repeat(32)}`
const SAMPLE_BASE = `demiurge://${'x'.repeat(16)}/assets/`
/** Longer than most descriptions: the estimate is not to be too low. */
const SAMPLE_TEXT = 'x'.repeat(256)

/** Mints a made collection of the studio's, from the first piece that the chain does not have. Throws what `mintCollection` throws, and DeskError. */
export async function mintStudioCollection(
  client: Client,
  signer: Signer,
  { source, mediaType }: CollectionOrder,
  { signal, progress }: TaskControl<CollectionMintProgress>,
): Promise<MintedCollection> {
  const document = await read(`${source}/document`, signal)
  const work = workOf(document, { source, mediaType, signal })
  await checkDistinct(source, work.count, signal)
  const collection = mintedCollectionId(signer.address, work.provenance)
  return mintCollection(client, signer, work, {
    signal,
    onProgress: (now) => progress({ ...now, collection }),
  })
}

/** What minting so many pieces would cost: a transaction that opens the collection, and one for each batch. */
export async function estimateCollection(
  client: Client,
  signer: Signer,
  count: number,
): Promise<CollectionCost> {
  const opening = client.tx.nft.createCollection({
    salt: SAMPLE_HASH,
    name: SAMPLE_TEXT.slice(0, 64),
    description: SAMPLE_TEXT,
    metadataUri: `${SAMPLE_BASE}${'0'.repeat(64)}`,
    metadataHash: SAMPLE_HASH,
    maxSupply: BigInt(count),
    editions: 1,
    royaltyBps: 0,
    soulbound: false,
    mutableMetadata: false,
  })
  const batchOf = (size: number) =>
    client.tx.nft.mintBatch({
      collection: SAMPLE_HASH,
      to: signer.address,
      royaltyBps: null,
      soulbound: false,
      baseUri: SAMPLE_BASE,
      works: Array.from({ length: size }, () => ({
        ending: '0'.repeat(64),
        metadataHash: SAMPLE_HASH,
        contentHash: SAMPLE_HASH,
        provenanceHash: SAMPLE_HASH,
      })),
    })
  const whole = Math.floor(count / MAX_PIECES_PER_BATCH)
  const rest = count % MAX_PIECES_PER_BATCH
  const [first, full, last] = await Promise.all([
    opening.estimate(signer),
    whole === 0 ? undefined : batchOf(MAX_PIECES_PER_BATCH).estimate(signer),
    rest === 0 ? undefined : batchOf(rest).estimate(signer),
  ])
  const sum = (of: 'fee' | 'maxFee'): bigint =>
    first[of] + BigInt(whole) * (full?.[of] ?? 0n) + (last?.[of] ?? 0n)
  return { fee: sum('fee'), maxFee: sum('maxFee'), transactions: 1 + whole + (rest === 0 ? 0 : 1) }
}

/** Hashes every file that the studio has of a collection and compares them with what is proven to be minted. */
export async function verifyStudioCollection(
  client: Client,
  {
    source,
    collection,
    count,
  }: { readonly source: string; readonly collection: string; readonly count: number },
  { signal, progress }: TaskControl<{ readonly done: number; readonly total: number }>,
): Promise<Verification> {
  const pieces: PieceHashes[] = []
  let next = 1
  let done = 0
  const lane = async (): Promise<void> => {
    for (let edition = next++; edition <= count; edition = next++) {
      const [image, metadata] = await Promise.all([
        read(`${source}/pieces/${edition}/image`, signal),
        read(`${source}/pieces/${edition}/metadata`, signal),
      ])
      pieces[edition - 1] = { image: hashOf(image), metadata: hashOf(metadata) }
      progress({ done: ++done, total: count })
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const document = await read(`${source}/document`, signal)
  return verifyCollectionFiles(client, { collection, document, pieces })
}

/** The work as its document tells it: the chain then says what every piece's metadata say. */
function workOf(
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
        read(`${source}/pieces/${edition}/image`, signal),
        read(`${source}/pieces/${edition}/metadata`, signal),
      ])
      return { image, metadata }
    },
  }
}

/** The chain takes each content once: pieces that look alike are told before anything is sent. */
async function checkDistinct(source: string, count: number, signal: AbortSignal): Promise<void> {
  const first = new Map<string, number>()
  for (let from = 1; from <= count; from += PAGE) {
    const bytes = await read(`${source}/pieces?from=${from}&limit=${PAGE}&sort=edition`, signal)
    const { pieces } = Object(JSON.parse(new TextDecoder().decode(bytes)))
    for (const { edition, imageSha256 } of pieces as readonly { edition: number; imageSha256: string }[]) {
      const twin = first.get(imageSha256)
      if (twin !== undefined)
        throw new DeskError(
          `Pieces ${twin} and ${edition} have the very same picture, and the chain takes each content once: draw one of them again.`,
          'collection.Lookalikes',
        )
      first.set(imageSha256, edition)
    }
  }
}

async function read(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(path, { signal })
  if (response.ok) return new Uint8Array(await response.arrayBuffer())
  const { code, message } = Object(await response.json().catch(() => undefined))
  throw new ApiError(
    typeof code === 'string' ? code : `http.${response.status}`,
    typeof message === 'string' ? message : `The studio answered with status ${response.status}.`,
  )
}

function hashOf(bytes: Uint8Array): string {
  return portableMerkleHasher.sha256(bytes).toHex()
}
