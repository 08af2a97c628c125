import { createLicenceComparison, type PieceHashes } from '@demiurge/art'
import type { Signer } from '@demiurge/crypto'
import type { TaskControl } from '@demiurge/design/desk'
import {
  type Client,
  MAX_PIECES_PER_BATCH,
  type MintedCollection,
  mintCollection,
  mintedCollectionId,
  type Verification,
  verifyCollectionFiles,
} from '@demiurge/sdk'
import type { CollectionCost, CollectionMintProgress, CollectionOrder } from './mint-tasks.ts'
import { checkDistinct, hashOf, licenceTextOf, readStudio, workOf } from './studio-files.ts'

/** Pieces asked for at once when they are verified. */
const LANES = 6
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
  const document = await readStudio(`${source}/document`, signal)
  const licenceText = await licenceTextOf(document, source, signal)
  const work = { ...workOf(document, { source, mediaType, signal }), ...(licenceText && { licenceText }) }
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
  const document = await readStudio(`${source}/document`, signal)
  const licences = createLicenceComparison(document)
  const pieces: PieceHashes[] = []
  let next = 1
  let done = 0
  const lane = async (): Promise<void> => {
    for (let edition = next++; edition <= count; edition = next++) {
      const [image, metadata] = await Promise.all([
        readStudio(`${source}/pieces/${edition}/image`, signal),
        readStudio(`${source}/pieces/${edition}/metadata`, signal),
      ])
      pieces[edition - 1] = { image: hashOf(image), metadata: hashOf(metadata) }
      licences.add(edition, metadata)
      progress({ done: ++done, total: count })
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const licence = licences.finish(await licenceTextOf(document, source, signal))
  return verifyCollectionFiles(client, { collection, document, pieces, licence })
}
