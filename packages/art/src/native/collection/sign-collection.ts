/** @module Puts content credentials into the pictures of a finished collection, and brings everything that names their hashes up to them. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, renameSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Signer } from '@demiurge/crypto'
import { randomBytes } from '@demiurge/crypto/native'
import { fileBlocks, formatCid } from '../../collection/cid.ts'
import { CollectionError } from '../../collection/error.ts'
import { pieceMetadata, shownTraits } from '../../collection/piece-metadata.ts'
import { choosePieces, type Piece } from '../../collection/pieces.ts'
import type { CollectionProvenance } from '../../collection/provenance.ts'
import { splitManifestStore } from '../../credentials/manifest-store.ts'
import { holdsCredentials, signCredentials } from '../../credentials/sign.ts'
import type { StudioKey } from '../../credentials/studio-key.ts'
import { finishCollection } from './finish-collection.ts'
import {
  type JournalEntry,
  type ManifestPiece,
  metadataContext,
  readJournal,
  statedLicence,
} from './manifest.ts'
import { type FinishedCollection, readCollection } from './read-collection.ts'
import { JOURNAL_FILE, metadataPath, writePieceFile } from './run-files.ts'

/** What a collection is signed with. */
export interface SignCollectionOptions {
  readonly folder: string
  /** Signs the C2PA claims. */
  readonly key: StudioKey
  /** The creator, whose post-quantum signature goes into every picture. */
  readonly signer: Signer
  readonly nowMs: () => number
  /** Aborting finishes the pieces under way; signing again goes on there. */
  readonly signal?: AbortSignal
  /** Told of pieces done, of how many, and of those the ones that were signed before. */
  readonly onProgress?: (progress: {
    readonly done: number
    readonly total: number
    readonly kept: number
  }) => void
}

/** A collection whose pictures all hold content credentials. */
export interface SignedCollection {
  readonly count: number
  /** Pictures that this run signed; the others were signed before. */
  readonly fresh: number
  readonly provenance: CollectionProvenance
}

/** A picture with its credentials. */
interface SignedPicture {
  readonly drawn: string
  readonly sha256: string
  readonly bytes: number
  readonly cid: string
  readonly isFresh: boolean
}

/** Pictures under way at once: while one is read or written another is signed. */
const AT_ONCE = 4

/**
 * Signs every picture of a finished collection that is not signed yet, in place, then writes the metadata anew, which name the pictures'
 * hashes, and provenance and manifest. A picture is either as drawn or signed, whenever a run ends; the next one goes on. What was drawn
 * stays known by its hash (`drawn` in manifest and journal), and a picture without its credentials is those very bytes. Throws
 * CollectionError `collection.failed` for a format that holds none, `collection.damaged` for pictures that are not what the folder says,
 * `collection.stopped`, and what `readCollection` and `signCredentials` throw.
 */
export async function signCollection(options: SignCollectionOptions): Promise<SignedCollection> {
  const { folder, signal, onProgress } = options
  const finished = readCollection(folder)
  const { plan } = finished
  if (!holdsCredentials(`image/${plan.format}`))
    throw new CollectionError(
      'collection.failed',
      `content credentials go into PNG and JPEG; the pieces of ${folder} are ${plan.format}`,
      { field: 'format' },
    )
  const pieces = choosePieces({ ...plan, catalogue: finished.catalogue })
  const desk = openDesk(options, finished)
  const signed: SignedPicture[] = []
  let next = 0
  let done = 0
  let kept = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < plan.count && signal?.aborted !== true; index = next++) {
      const picture = await desk.sign(index, pieces[index])
      signed[index] = picture
      done++
      if (!picture.isFresh) kept++
      onProgress?.({ done, total: plan.count, kept })
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    desk.close()
  }
  if (done < plan.count)
    throw new CollectionError(
      'collection.stopped',
      `stopped with ${done} of ${plan.count} pictures signed; the same command goes on there`,
    )
  const made = finished.pieces.map((piece, i) => described(folder, finished, [piece, pieces[i], signed[i]]))
  return { count: plan.count, fresh: done - kept, provenance: finishCollection({ folder, plan }, made) }
}

/** Signs pictures, and notes each in the journal before it takes the drawn one's place. */
function openDesk(
  { folder, key, signer, nowMs }: SignCollectionOptions,
  { plan, catalogue, pieces }: FinishedCollection,
) {
  const finished = readJournal(folder)
  const journal = openSync(join(folder, JOURNAL_FILE), 'a')
  const licence = statedLicence(plan)
  const claim = licence === undefined ? {} : { claim: licence.claim }
  const signed = async (file: Uint8Array, edition: number): Promise<Uint8Array<ArrayBuffer>> =>
    signCredentials(file, {
      ...{ title: `${plan.name} #${edition}`, key, signer, createdAtMs: nowMs(), random: randomBytes },
      ...{ ...claim, sha256 },
    })
  const put = (entry: JournalEntry, path: string, file: Uint8Array): void => {
    writePieceFile(folder, `${path}.part`, [file])
    writeSync(journal, `${JSON.stringify(entry)}\n`)
    renameSync(join(folder, `${path}.part`), join(folder, path))
  }
  return {
    async sign(index: number, piece: Piece | undefined): Promise<SignedPicture> {
      const { edition, image, drawn } = pieces[index] ?? missing(index)
      const file = await readFile(join(folder, image.file)).catch(() => Buffer.alloc(0))
      const found = sha256(file).toHex()
      const before = storedDrawing(file)
      if (before !== undefined) {
        // Signed by an earlier run, which the journal knows, and perhaps the manifest as well.
        const entry = finished.get(edition)
        const isOurs = entry?.image === found && entry.drawn === before && before === (drawn ?? image.sha256)
        if (!isOurs) throw damaged(folder, image.file)
        return { drawn: before, sha256: found, bytes: file.length, cid: cidOf(file), isFresh: false }
      }
      if (found !== (drawn ?? image.sha256)) throw damaged(folder, image.file)
      const written = await signed(file, edition)
      const digest = sha256(written).toHex()
      const entryKey = journalKey(piece, catalogue.length)
      put({ edition, key: entryKey, image: digest, bytes: written.length, drawn: found }, image.file, written)
      return { drawn: found, sha256: digest, bytes: written.length, cid: cidOf(written), isFresh: true }
    },
    close: () => closeSync(journal),
  }
}

/** The SHA-256 in hex of the picture that credentials were put into; undefined when it has none. */
function storedDrawing(file: Uint8Array): string | undefined {
  try {
    const { store, rest } = splitManifestStore(file)
    return store === undefined ? undefined : sha256(rest).toHex()
  } catch {
    // No whole picture: its hash tells so.
    return undefined
  }
}

/** What a picture shows, as the journal writes it: 1 + its place among the one-of-ones or 0, then its choice in each layer. */
function journalKey(piece: Piece | undefined, layers: number): string {
  if (piece?.kind === 'layers') return [0, ...piece.dna].join('.')
  return [(piece?.index ?? 0) + 1, ...new Array<number>(layers).fill(0)].join('.')
}

/** The piece with its signed picture, its metadata written anew. */
function described(
  folder: string,
  { plan, catalogue }: FinishedCollection,
  [before, piece, signed]: readonly [ManifestPiece, Piece | undefined, SignedPicture | undefined],
): ManifestPiece {
  if (piece === undefined || signed === undefined) return missing(before.edition - 1)
  const context = metadataContext({ catalogue, definition: plan.definition }, plan)
  const { edition, dna, rarity } = before
  const { sha256: hash, cid, bytes, drawn } = signed
  const traits = shownTraits(context, piece)
  const text = Buffer.from(pieceMetadata(context, { piece, traits, dna, rarity, sha256: hash, cid }))
  const file = metadataPath(edition)
  writePieceFile(folder, file, [text])
  return {
    ...before,
    image: { file: before.image.file, sha256: hash, bytes },
    metadata: { file, sha256: sha256(text).toHex(), bytes: text.length },
    drawn,
  }
}

function missing(index: number): never {
  throw new CollectionError('collection.damaged', `piece ${index + 1} is missing`)
}

function damaged(folder: string, file: string): CollectionError {
  return new CollectionError(
    'collection.damaged',
    `${file} in ${folder} is not the picture that was made: art collection … --resume makes it again`,
    { field: file },
  )
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function cidOf(file: Uint8Array): string {
  const last = fileBlocks(file, sha256).at(-1)
  return last === undefined ? '' : formatCid(last.cid)
}
