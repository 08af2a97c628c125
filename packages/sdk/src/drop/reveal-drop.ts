import type { DropView } from '@demiurge/api'
import type { PieceHashes } from '@demiurge/art'
import { toHex } from '@demiurge/codec'
import type { Signer } from '@demiurge/crypto'
import { nftState, pieceLeaf, pieceOf, rangeProof, treeRoot } from '@demiurge/modules'
import { assetUri } from '../assets.ts'
import type { Client } from '../client.ts'
import { SdkError, TransactionError } from '../error.ts'
import { MAX_PIECES_PER_BATCH } from '../mint/mint-collection.ts'
import { inParallel, type StoredWork, storePiece, storeUnsigned } from '../mint/store-piece.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'
import { timestamp } from '../timestamp.ts'

/** The finished collection behind a drop, whose sale is over. */
export interface RevealWork extends Omit<StoredWork, 'provenance' | 'count'> {
  readonly collection: string
  /** SHA-256 of the files of each piece in hex, in order of edition. */
  readonly pieces: readonly PieceHashes[]
}

/** How a reveal is followed and ended. Aborting stops between two batches; revealing again goes on there. */
export interface RevealControl {
  readonly signal?: CancelSignal
  /** Pieces in one transaction, 1 to MAX_PIECES_PER_BATCH; all of them when left out. */
  readonly batch?: number
  readonly onProgress?: (progress: { readonly revealed: number; readonly total: number }) => void
}

/** A drop of which every item that can be is revealed, final. */
export interface RevealedDrop {
  readonly collection: string
  /** Items that this run revealed; others were before. */
  readonly fresh: number
  /** Items revealed by now, of how many that were claimed: burned ones stay sealed for ever. */
  readonly revealed: number
  readonly sold: number
  /** From 0: the item with serial 1 is the piece after it. */
  readonly startingIndex: number
}

/** Items in one answer. */
const PAGE = 100

/**
 * Reveals what was claimed: stores the files of each piece, and its signed statement where the creator does it, and reveals batch by batch.
 * What is revealed already is not done again, whoever did it and whenever an earlier run ended. Pieces that nobody claimed are not
 * shown. Throws ApiError, TransactionError, and SdkError `drop.NotDrawn` or `drop.OtherPieces`.
 */
export async function revealDrop(
  client: Client,
  signer: Signer,
  work: RevealWork,
  { signal, batch = MAX_PIECES_PER_BATCH, onProgress }: RevealControl = {},
): Promise<RevealedDrop> {
  const { collection } = work
  const before = await client.request('nft_getDrop', { id: collection })
  const leaves = checkPieces(before, work)
  const startingIndex = startOf(before)
  const { chain } = await client.trust()
  const isCreator = signer.address === before.creator
  const provenance = before.drop.provenance.slice(2)
  const stored: StoredWork = { ...work, provenance, count: work.pieces.length }
  const sealed = await sealedPieces(client, before, startingIndex)
  const total = before.sale.revealed + sealed.length
  let done = before.sale.revealed
  for (const pieces of runsOf(sealed, Math.min(batch, MAX_PIECES_PER_BATCH))) {
    onProgress?.({ revealed: done, total })
    checkSignal(signal)
    const store = (piece: number) =>
      isCreator ? storePiece(client, signer, stored, piece) : storeUnsigned(client, stored, piece)
    const works = await inParallel(pieces, store)
    const first = pieces[0] ?? 1
    const proof = rangeProof(leaves, first - 1, works.length).map(toHex)
    const draft = client.tx.nft.reveal({
      collection,
      first,
      baseUri: assetUri(chain.chainId, '0x'),
      works,
      proof,
    })
    await draft.sign(signer).submit().watch().catch(ignoreDone)
    done += pieces.length
  }
  onProgress?.({ revealed: done, total })
  const { sale } = await client.request('nft_getDrop', { id: collection })
  const fresh = sale.revealed - before.sale.revealed
  return { collection, fresh, revealed: sale.revealed, sold: sale.sold, startingIndex }
}

/** Somebody else revealed, or owners burned, every item of the batch meanwhile: then there is nothing left to do of it. */
function ignoreDone(error: unknown): void {
  if (!(error instanceof TransactionError) || error.code !== 'nft.NothingToReveal') throw error
}

/** The leaves of the tree that was committed. Throws SdkError `drop.OtherPieces` when these are other pieces. */
function checkPieces({ drop }: DropView, { pieces }: RevealWork): readonly Uint8Array[] {
  const leaves = pieces.map(({ image, metadata }) =>
    pieceLeaf({ contentHash: `0x${image}`, metadataHash: `0x${metadata}` }),
  )
  const root = leaves.length === 0 ? '' : toHex(treeRoot(leaves))
  if (root !== drop.provenance)
    throw new SdkError(
      'drop.OtherPieces',
      `these ${pieces.length} pieces have provenance ${root}, the drop was opened with ${drop.provenance}`,
    )
  return leaves
}

function startOf({ startingIndex, sale, drawnFromMs }: DropView): number {
  if (startingIndex !== null) return startingIndex
  throw new SdkError(
    'drop.NotDrawn',
    sale.drawEpoch === null
      ? 'the sale goes on: which item is which piece is drawn when it is over (nft drop close ends it)'
      : `which item is which piece is drawn by the seed of epoch ${sale.drawEpoch}, which begins at ${timestamp(Number(drawnFromMs))} or later`,
  )
}

/** Pieces whose items are sealed and exist, in the creator's order. */
async function sealedPieces(
  client: Client,
  { collection, drop }: DropView,
  start: number,
): Promise<number[]> {
  const pieces: number[] = []
  let before: bigint | null = null
  do {
    const page: {
      items: readonly { item: { serial: bigint; contentHash: string }; burned: boolean }[]
      next: bigint | null
    } = await client.request('nft_listItems', { collection, owner: null, before, limit: PAGE })
    for (const { item, burned } of page.items)
      if (!burned && item.contentHash === nftState.UNKNOWN)
        pieces.push(pieceOf(Number(item.serial), start, drop.pieces))
    before = page.next
  } while (before !== null)
  return pieces.sort((a, b) => a - b)
}

/** Pieces that stand side by side, at most so many together. */
function runsOf(pieces: readonly number[], most: number): readonly (readonly number[])[] {
  const runs: number[][] = []
  for (const piece of pieces) {
    const last = runs.at(-1)
    if (last !== undefined && last.at(-1) === piece - 1 && last.length < most) last.push(piece)
    else runs.push([piece])
  }
  return runs
}
