import { decode, toHex } from '@demiurge/codec'
import {
  Drop,
  type Item,
  nftDropState,
  nftState,
  pieceLeaf,
  pieceOf,
  Sale,
  serialOf,
  startingIndex,
  treeRoot,
} from '@demiurge/modules'
import type { ProvenEntries } from '../proof/prove.ts'
import type { VerificationCheck } from './verification.ts'

/** A drop from proven state. `start` is the starting index, computed here from the epoch's proven seed; undefined until it is drawn. */
export interface ProvenDrop {
  readonly drop: Drop
  readonly sale: Sale
  readonly start: number | undefined
}

/** Proves a collection's drop; undefined when it is proved that there is none. Throws what `prove` throws. */
export async function proveDrop(
  prove: (keys: readonly string[]) => Promise<ProvenEntries>,
  collection: string,
): Promise<ProvenDrop | undefined> {
  const { entries } = await prove([
    nftDropState.drops.keyOf(collection),
    nftDropState.sales.keyOf(collection),
  ])
  const [drop, sale] = entries.map(({ value }) => value)
  if (drop === undefined || sale === undefined) return undefined
  const proven = { drop: decode(Drop, drop), sale: decode(Sale, sale) }
  return { ...proven, start: await proveStart(prove, collection, proven) }
}

async function proveStart(
  prove: (keys: readonly string[]) => Promise<ProvenEntries>,
  collection: string,
  { drop, sale }: Omit<ProvenDrop, 'start'>,
): Promise<number | undefined> {
  if (sale.drawEpoch === null) return undefined
  const { entries } = await prove([nftDropState.draws.keyOf(sale.drawEpoch)])
  const value = entries[0]?.value
  const seed = value === undefined ? null : decode(nftDropState.draws.value, value)
  return seed === null ? undefined : startingIndex(seed, collection, drop.pieces)
}

/** Whether an item is of a drop and not revealed yet. */
export function isSealed(item: Item): boolean {
  return item.contentHash === nftState.UNKNOWN
}

/** What the sale and the draw say, in a sentence. */
export function checkDraw({ drop, sale, start }: ProvenDrop): VerificationCheck {
  const { drawEpoch, sold } = sale
  const detail =
    drawEpoch === null
      ? `The sale goes on, ${sold} of ${drop.pieces} pieces are claimed: which item is which piece is not drawn yet.`
      : start === undefined
        ? `${sold} of ${drop.pieces} pieces were claimed; the seed of epoch ${drawEpoch} will decide which item is which piece.`
        : `By the seed of epoch ${drawEpoch} the item with number 1 is piece ${pieceOf(1, start, drop.pieces)} of ${drop.pieces}, and the others follow.`
  return { name: 'draw', ok: true, detail, trust: 'verified' }
}

/** Whether the items, all revealed and none missing, are the pieces that were committed before the first was claimed; undefined while that cannot be told. */
export function checkReveal(
  { drop, start }: ProvenDrop,
  items: ReadonlyMap<bigint, Item | undefined>,
): VerificationCheck | undefined {
  if (start === undefined) return undefined
  const leaves: Uint8Array[] = []
  for (let piece = 1; piece <= drop.pieces; piece++) {
    const item = items.get(BigInt(serialOf(piece, start, drop.pieces)))
    // Metadata that may change are no longer what was committed.
    if (item === undefined || isSealed(item) || !item.metadataFrozen) return undefined
    leaves.push(pieceLeaf(item))
  }
  const root = toHex(treeRoot(leaves))
  const ok = root === drop.provenance
  const detail = ok
    ? `All ${drop.pieces} works together have the provenance that was committed before the first was claimed (${root}).`
    : `The works have provenance ${root}, committed was ${drop.provenance}.`
  return { name: 'provenance', ok, detail, trust: 'verified' }
}
