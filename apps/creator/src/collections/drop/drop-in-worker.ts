import type { PieceHashes } from '@demiurge/art'
import type { Signer } from '@demiurge/crypto'
import { DeskError, type TaskControl, type TaskHandlers } from '@demiurge/design/desk'
import {
  type Client,
  closeDrop,
  MAX_PIECES_PER_BATCH,
  type OpenedDrop,
  openDrop,
  type RevealedDrop,
  readAllowances,
  requireAllowances,
  revealDrop,
  SdkError,
  SEALED_PICTURE,
} from '@demiurge/sdk'
import { checkDistinct, hashOf, licenceTextOf, listHashes, readStudio, workOf } from '../mint/studio-files.ts'
import type { ListSummary } from './draft-problems.ts'
import {
  type DropCost,
  type DropOrder,
  type DropSource,
  type DropTasks,
  OTHER_PIECES,
  type RevealProgress,
} from './drop-tasks.ts'

/** Files asked for at once. */
const LANES = 6
const SAMPLE_HASH = `0x${'11'.repeat(32)}`
const SAMPLE_URI = `demiurge://${'x'.repeat(16)}/assets/${'0'.repeat(64)}`
/** Hashes in the proof of one range: two for each level of a tree of a million pieces. */
const SAMPLE_PROOF = Array.from({ length: 40 }, () => SAMPLE_HASH)

/** The tasks of drops, for a worker whose keys `holder` holds. */
export function dropHandlers({
  wallet,
  clientOf,
}: {
  readonly wallet: () => { readonly signerOf: (account: string) => Signer }
  readonly clientOf: (api: string) => Client
}): TaskHandlers<DropTasks> {
  return {
    readList: async ({ text }) => summarise(text),
    dropCost: async ({ api, account, ...sale }) =>
      estimateDrop(clientOf(api), wallet().signerOf(account), sale),
    openDrop: async (order, control) =>
      openStudioDrop(clientOf(order.api), wallet().signerOf(order.account), order, control),
    closeDrop: async ({ api, account, collection }, { signal }) => {
      await closeDrop(clientOf(api), wallet().signerOf(account), collection, { signal })
      return null
    },
    revealDrop: async (order, control) =>
      revealStudioDrop(clientOf(order.api), wallet().signerOf(order.account), order, control),
  }
}

/** What a list holds, and what is wrong with it. */
export function summarise(text: string): ListSummary {
  const { entries, problems } = readAllowances(text)
  return {
    accounts: entries.length,
    pieces: entries.reduce((sum, { allowance }) => sum + allowance, 0),
    problems,
  }
}

/** What opening a drop of so many pieces would cost, with phases of which some have a list, and revealing all of it. */
async function estimateDrop(
  client: Client,
  signer: Signer,
  { count, lists }: { readonly count: number; readonly lists: readonly boolean[] },
): Promise<DropCost> {
  const collection = client.tx.nft.createCollection({
    salt: SAMPLE_HASH,
    name: 'x'.repeat(64),
    description: 'x'.repeat(256),
    metadataUri: SAMPLE_URI,
    metadataHash: SAMPLE_HASH,
    maxSupply: BigInt(count),
    editions: 1,
    royaltyBps: 0,
    soulbound: false,
    mutableMetadata: false,
  })
  const drop = client.tx.nft.openDrop({
    collection: SAMPLE_HASH,
    provenance: SAMPLE_HASH,
    pieces: count,
    placeholderUri: SAMPLE_URI,
    placeholderHash: SAMPLE_HASH,
    revealByMs: 1n,
    phases: lists.map((hasList) => ({
      name: 'x'.repeat(16),
      startMs: 0n,
      endMs: 1n,
      price: 0n,
      perAccount: 1,
      supply: 1,
      allowlist: hasList ? { root: SAMPLE_HASH, size: 1, uri: SAMPLE_URI } : null,
    })),
  })
  const revealOf = (size: number) =>
    client.tx.nft.reveal({
      collection: SAMPLE_HASH,
      first: 1,
      baseUri: SAMPLE_URI.slice(0, -64),
      works: Array.from({ length: size }, () => ({
        ending: '0'.repeat(64),
        metadataHash: SAMPLE_HASH,
        contentHash: SAMPLE_HASH,
        provenanceHash: SAMPLE_HASH,
      })),
      proof: SAMPLE_PROOF,
    })
  const batch = Math.min(count, MAX_PIECES_PER_BATCH)
  const [opening, revealing] = await Promise.all([
    client.batch([collection, drop]).estimate(signer),
    revealOf(batch).estimate(signer),
  ])
  return { ...opening, reveal: (revealing.fee * BigInt(count)) / BigInt(batch) }
}

/** Opens a drop of a made collection, or sets its terms right. Throws what `openDrop` throws, and DeskError. */
async function openStudioDrop(
  client: Client,
  signer: Signer,
  order: DropOrder,
  { signal, progress }: TaskControl<{ readonly step: 'compare' | 'open' }>,
): Promise<OpenedDrop> {
  const { source, mediaType, phases, revealByMs, picture, description, isMutable } = order
  progress({ step: 'compare' })
  const document = await readStudio(`${source}/document`, signal)
  const work = workOf(document, { source, mediaType, signal })
  const licenceText = await licenceTextOf(document, source, signal)
  await checkDistinct(source, work.count, signal)
  const planned = phases.map(({ list, ...phase }) => ({
    ...phase,
    allowlist: list === null ? null : requireAllowances(list),
  }))
  signal.throwIfAborted()
  progress({ step: 'open' })
  return openDrop(client, signer, {
    ...work,
    ...(licenceText && { licenceText }),
    phases: planned,
    revealByMs,
    mutableMetadata: isMutable,
    placeholder: {
      ...(picture === null
        ? { image: SEALED_PICTURE, mediaType: 'image/svg+xml' }
        : { image: picture.bytes, mediaType: picture.mediaType }),
      ...(description.trim() === '' ? {} : { description: description.trim() }),
    },
  })
}

/**
 * Reveals the claimed pieces out of the studio's files, which must be those that were committed. Throws what `revealDrop` throws, and
 * DeskError `drop.OtherPieces`.
 */
async function revealStudioDrop(
  client: Client,
  signer: Signer,
  order: DropSource & { readonly collection: string; readonly count: number },
  { signal, progress }: TaskControl<RevealProgress>,
): Promise<RevealedDrop> {
  const { source, mediaType, collection, count } = order
  const work = workOf(await readStudio(`${source}/document`, signal), { source, mediaType, signal })
  const images = await listHashes(source, count, signal)
  const pieces = await hashPieces(source, images, { signal, progress })
  const { drop } = await client.request('nft_getDrop', { id: collection })
  if (`0x${work.provenance}` !== drop.provenance) throw otherPieces()
  return revealDrop(
    client,
    signer,
    {
      collection,
      pieces,
      mediaType,
      ...(work.licence === undefined ? {} : { licence: work.licence }),
      async readPiece(edition) {
        const files = await work.readPiece(edition)
        if (hashOf(files.image) === pieces[edition - 1]?.image) return files
        throw new DeskError(
          `The picture of piece ${edition} is no longer the one that was made: draw the pieces again with the same seed, or reveal from an archive that you kept.`,
          'drop.OtherPieces',
        )
      },
    },
    {
      signal,
      onProgress: ({ revealed, total }) => progress({ step: 'reveal', done: revealed, total }),
    },
  ).catch((error: unknown) => {
    throw error instanceof SdkError && error.code === 'drop.OtherPieces' ? otherPieces() : error
  })
}

function otherPieces(): DeskError {
  return new DeskError(OTHER_PIECES, 'drop.OtherPieces')
}

/** Hashes of all pieces: of pictures as the studio wrote them down, of metadata from their bytes. */
async function hashPieces(
  source: string,
  images: readonly string[],
  { signal, progress }: TaskControl<RevealProgress>,
): Promise<readonly PieceHashes[]> {
  const pieces: PieceHashes[] = []
  const total = images.length
  let next = 0
  let done = 0
  const lane = async (): Promise<void> => {
    for (let i = next++; i < total; i = next++) {
      const metadata = await readStudio(`${source}/pieces/${i + 1}/metadata`, signal)
      pieces[i] = { image: images[i] ?? '', metadata: hashOf(metadata) }
      progress({ step: 'compare', done: ++done, total })
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return pieces
}
