import {
  type CollectionLicenceFinding,
  collectionProvenance,
  type PieceHashes,
  parseCanonicalJson,
} from '@demiurge/art'
import { decode, formatAddress, toHex } from '@demiurge/codec'
import { portableMerkleHasher } from '@demiurge/crypto'
import { Collection, Item, itemId, nftState, serialOf } from '@demiurge/modules'
import type { Client } from '../client.ts'
import { licenceChecks } from './check-licence.ts'
import { checkDraw, isSealed, type ProvenDrop, proveDrop } from './prove-drop.ts'
import { conclude, type Verification, type VerificationCheck } from './verification.ts'

/** The files of a collection, as they are now. */
export interface CollectionFiles {
  /** Identifier of the collection on chain. */
  readonly collection: string
  /** The bytes of `collection.json`. */
  readonly document: Uint8Array
  /** SHA-256 of the files of each piece, in order of edition. */
  readonly pieces: readonly PieceHashes[]
  /** What `createLicenceComparison` found in these very files; nothing is said of the licence when left out. */
  readonly licence?: CollectionLicenceFinding
}

type Outcome = Pick<VerificationCheck, 'ok' | 'detail'>

/** As many keys as one answer proves. */
const KEYS = 64
/** Editions that a sentence names. */
const NAMED = 8

/**
 * Verifies every piece of a collection against certified state: that its files are what was minted under its edition, or in a drop under the
 * serial that the draw gave it, and that all of them together have the provenance that was on chain before the first was minted or claimed.
 * Pieces of a drop that are sealed, or that nobody claimed, have no files on chain. Signed statements are not opened: `verifyFile` does that.
 */
export async function verifyCollectionFiles(client: Client, files: CollectionFiles): Promise<Verification> {
  const { collection: id, pieces } = files
  const { value, at } = await proven(client, id)
  if (value === undefined) {
    const detail = `There is no collection ${id} on this chain (commit ${at.height}).`
    return conclude([check('collection', { ok: false, detail })], { verdict: 'unknown' })
  }
  const drop = await proveDrop((keys) => client.prove(keys), id)
  const items = await proveItems(client, id, pieces.length, drop)
  const known = items.map((item) => (item === undefined || isSealed(item) ? undefined : item))
  const checks = [
    check('collection', {
      ok: true,
      detail: `"${value.name}" by ${formatAddress(value.creator)} is on chain, proved for commit ${at.height}; ${value.minted} pieces are minted.`,
    }),
    check('provenance', checkProvenance(files, value, drop)),
    ...(drop === undefined ? [] : [checkDraw(drop)]),
    check('item', drop === undefined ? checkPresence(items) : checkReveals(items, drop)),
    check(
      'file',
      compare(known, (item, i) => item.contentHash === `0x${pieces[i]?.image}`, 'picture'),
    ),
    check(
      'metadata',
      compare(known, (item, i) => item.metadataHash === `0x${pieces[i]?.metadata}`, 'metadata'),
    ),
    ...(files.licence === undefined ? [] : licenceChecks(files.licence)),
  ]
  return conclude(checks, {})
}

function check(name: VerificationCheck['name'], outcome: Outcome): VerificationCheck {
  return { name, trust: 'verified', ...outcome }
}

async function proven(client: Client, id: string) {
  const { entries, at } = await client.prove([nftState.collections.keyOf(id)])
  const bytes = entries[0]?.value
  return { value: bytes === undefined ? undefined : decode(Collection, bytes), at }
}

/** The items of all editions; undefined where there is none, because it is not minted yet or was burned. Before a draw they stand by serial. */
async function proveItems(
  client: Client,
  id: string,
  count: number,
  drop: ProvenDrop | undefined,
): Promise<readonly (Item | undefined)[]> {
  const serial = (edition: number) =>
    drop === undefined ? edition : serialOf(edition, drop.start ?? 0, drop.drop.pieces)
  const keys = Array.from({ length: count }, (_, i) =>
    nftState.items.keyOf(itemId(id, BigInt(serial(i + 1)))),
  )
  const items: (Item | undefined)[] = []
  for (let from = 0; from < count; from += KEYS) {
    const { entries } = await client.prove(keys.slice(from, from + KEYS))
    items.push(...entries.map(({ value }) => (value === undefined ? undefined : decode(Item, value))))
  }
  return items
}

/** The document was committed when the collection was opened; it names the provenance that the files must have. */
function checkProvenance(
  { document, pieces }: CollectionFiles,
  collection: Collection,
  drop: ProvenDrop | undefined,
): Outcome {
  const hash = toHex(portableMerkleHasher.sha256(document))
  if (hash !== collection.metadataHash)
    return {
      ok: false,
      detail: `collection.json has SHA-256 ${hash}; the collection was opened with ${collection.metadataHash}.`,
    }
  const committed = Object(parseCanonicalJson(document)).demiurge?.provenance?.merkleRoot
  const { merkleRoot } = collectionProvenance(pieces, portableMerkleHasher)
  if (drop !== undefined && drop.drop.provenance !== `0x${merkleRoot}`)
    return {
      ok: false,
      detail: `The files have provenance ${merkleRoot}; the drop was opened with ${drop.drop.provenance}.`,
    }
  return merkleRoot === committed
    ? {
        ok: true,
        detail: `All files together have the provenance that was committed before the first mint (${merkleRoot}).`,
      }
    : { ok: false, detail: `The files have provenance ${merkleRoot}; committed was ${committed}.` }
}

function checkPresence(items: readonly (Item | undefined)[]): Outcome {
  const missing = items.flatMap((item, i) => (item === undefined ? [i + 1] : []))
  return missing.length === 0
    ? { ok: true, detail: `All ${items.length} pieces are on chain.` }
    : {
        ok: false,
        detail: `${missing.length} of ${items.length} pieces are not on chain: ${editions(missing)}.`,
      }
}

/** What is claimed is on chain or was burned; what is sealed is not known to be any piece yet. */
function checkReveals(items: readonly (Item | undefined)[], { drop, sale }: ProvenDrop): Outcome {
  const present = items.filter((item) => item !== undefined)
  const sealed = present.filter(isSealed).length
  const burned = sale.sold - present.length
  const unsold = drop.pieces - sale.sold
  const detail = `${present.length - sealed} pieces are revealed and on chain, ${sealed} sealed, ${burned} burned; nobody claimed ${unsold}.`
  return { ok: burned >= 0, detail }
}

function compare(
  items: readonly (Item | undefined)[],
  isSame: (item: Item, index: number) => boolean,
  what: string,
): Outcome {
  const wrong = items.flatMap((item, i) => (item === undefined || isSame(item, i) ? [] : [i + 1]))
  const compared = items.filter((item) => item !== undefined).length
  return wrong.length === 0
    ? { ok: true, detail: `Each ${what} is the one that was minted (${compared} compared).` }
    : {
        ok: false,
        detail: `The ${what} of ${wrong.length} pieces is not what was minted: ${editions(wrong)}.`,
      }
}

function editions(list: readonly number[]): string {
  const rest = list.length - NAMED
  return list.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
