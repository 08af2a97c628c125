import { fromHex, toHex } from '@demiurge/codec'
import { type Context, RuntimeError } from '@demiurge/runtime'
import { getCollection } from './access.ts'
import { serialOf, startOf } from './draw.ts'
import { type Drop, sales } from './drop-state.ts'
import { revealed } from './events.ts'
import { rangeRoot } from './merkle.ts'
import { countCopy, countEdition, type Work } from './minting.ts'
import { pieceLeaf } from './piece.ts'
import { getDrop } from './sale.ts'
import { type Collection, itemId, items, UNKNOWN } from './state.ts'

/** Pieces that are shown: those from number `first` (from 1) on in the creator's order, and the proof that they were committed. */
export interface Showing {
  readonly collection: string
  readonly first: number
  readonly works: readonly Work[]
  readonly proof: readonly string[]
}

/**
 * Gives every sealed item that is one of the pieces its content and metadata. Items that were burned or are revealed already, and pieces
 * that nobody claimed, are passed over: nobody can keep a batch out by burning an item. Throws RuntimeError.
 */
export function revealPieces(ctx: Context, showing: Showing): void {
  const { collection, first, works } = showing
  const home = getCollection(ctx, collection)
  const { drop, sale } = getDrop(ctx, collection)
  const start = startOf(ctx, { collection, drawEpoch: sale.drawEpoch, pieces: drop.pieces })
  if (start === undefined) throw new RuntimeError('nft.NotDrawn', notDrawn(sale.drawEpoch))
  checkRevealer(ctx, home, drop, works)
  checkCommitted(drop, showing)
  let revealedNow = 0
  works.forEach((work, i) => {
    const piece = first + i
    const serial = BigInt(serialOf(piece, start, drop.pieces))
    if (revealItem(ctx, { collection, home, serial, piece, work })) revealedNow++
  })
  if (revealedNow === 0)
    throw new RuntimeError(
      'nft.NothingToReveal',
      'each of these pieces is revealed, burned or was never claimed',
    )
  sales.set(ctx, collection, { ...sale, revealed: sale.revealed + revealedNow })
}

function notDrawn(drawEpoch: bigint | null): string {
  return drawEpoch === null
    ? 'the sale goes on: which item is which piece is drawn when it is over'
    : `which item is which piece is decided by the seed of epoch ${drawEpoch}, which has not begun`
}

/** Until the deadline the creator reveals; then anybody, but with nothing of their own: no statement, and metadata found by their hash. */
function checkRevealer(
  ctx: Context,
  { creator }: Collection,
  { revealByMs }: Drop,
  works: readonly Work[],
): void {
  if (ctx.sender === creator) return
  if (ctx.timeMs < revealByMs)
    throw new RuntimeError(
      'nft.NotCreator',
      `only the creator may reveal until ${revealByMs}, it is ${ctx.timeMs}`,
    )
  for (const { metadataUri, metadataHash, provenanceHash } of works) {
    const uri = `demiurge://${ctx.chainId}/assets/${metadataHash.slice(2)}`
    if (provenanceHash !== UNKNOWN || metadataUri !== uri)
      throw new RuntimeError(
        'nft.NotCreator',
        `others than the creator reveal without a statement and with metadata at ${uri}`,
      )
  }
}

function checkCommitted({ provenance, pieces }: Drop, { first, works, proof }: Showing): void {
  const root = rangeRoot({ size: pieces, first: first - 1 }, works.map(pieceLeaf), proof.map(fromHex))
  if (root === undefined || toHex(root) !== provenance)
    throw new RuntimeError(
      'nft.WrongPieces',
      `pieces ${first} to ${first + works.length - 1} of ${pieces} with this proof do not lead to the provenance ${provenance}`,
    )
}

interface Revealing {
  readonly collection: string
  readonly home: Collection
  readonly serial: bigint
  readonly piece: number
  readonly work: Work
}

function revealItem(ctx: Context, { collection, home, serial, piece, work }: Revealing): boolean {
  const id = itemId(collection, serial)
  const item = items.get(ctx, id)
  if (item === undefined || item.contentHash !== UNKNOWN) return false
  // The commitment is older than whoever saw the content here and minted it elsewhere: that is no reason to refuse it.
  const edition = countEdition(ctx, { collection, home, item: id, contentHash: work.contentHash })
  countCopy(ctx, work.contentHash, id)
  items.set(ctx, id, { ...item, ...work, edition })
  ctx.emit(revealed, { ...work, item: id, collection, serial, piece, edition })
  return true
}
