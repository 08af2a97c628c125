import type { JobView } from './jobs.ts'

/** One picture of a layer. */
export interface LayerFileView {
  /** `Folder/Name.png` below the collection's layers: its address is `…/files/` and this path. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly sha256: string
  readonly mediaType: string
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** The trait's value and weight as the collection takes them: from the definition, or else from the file's name. */
  readonly trait: string
  readonly weight: number
}

/** One layer, a folder. */
export interface LayerView {
  readonly folder: string
  readonly name: string
  readonly files: readonly LayerFileView[]
}

/**
 * `GET /studio/collections` (without layers' files), `POST /studio/collections {name}`, `GET, PATCH, DELETE /studio/collections/ID`.
 * A PATCH takes `{revision, name?, definition?, order?}` and is refused with 409 when the revision is not the newest.
 * `PUT, GET, DELETE …/ID/files/PATH` is one picture, raw bytes (`?small=1`: at most 256 pixels, WebP); `DELETE …/ID/layers/FOLDER` a whole
 * layer; `POST …/ID/layers/FOLDER {name}` renames one. What was deleted is listed by `GET /studio/collections?deleted=1` and comes back by
 * `POST …/ID/restore` for seven days.
 */
export interface CollectionView {
  readonly id: string
  readonly name: string
  /** Grows with every change. */
  readonly revision: number
  readonly createdMs: number
  readonly changedMs: number
  /** From the lowest up. */
  readonly layers: readonly LayerView[]
  /** `collection.json` as docs/collections.md has it: rules, counts, weights, one-of-ones, description, royalty, licence. */
  readonly definition: Readonly<Record<string, unknown>>
  /** Different pieces the layers and rules allow, a decimal integer (it passes 2^53 easily); `0` while there is no layer. */
  readonly combinations: string
  /** What stands in the way of making it, for people, each with the field it is about; none when it can be made. */
  readonly problems: readonly { readonly field: string; readonly message: string }[]
  /** The newest making of it, and what it was asked for. */
  readonly job?: JobView
  readonly made?: {
    readonly count: number
    readonly size: number
    readonly seed: string
    readonly format: 'png' | 'jpeg' | 'webp'
    /** Merkle root over all pieces, SHA-256 in hex; none until finished. */
    readonly provenance?: string
    /** Editions that stay as they are. */
    readonly pins: readonly number[]
    /**
     * `…/ID/sheets/K?v=…`: thumbnails of editions 100 K + 1 to 100 K + 100 in 10 columns, WebP; columns and pixels of one. Refused with 404
     * `collection.NotYet` until all its pieces are drawn.
     */
    readonly sheet: {
      readonly columns: number
      readonly rows: number
      readonly size: number
      readonly version: string
    }
  }
}

/**
 * `POST …/ID/make` answers a JobView. Making again with the same wishes goes on where it stopped; `rerolls` are drawn again, `pins` never.
 * With the header `Idempotency-Key` the same key gets the same job, though it has ended.
 * `POST …/ID/preview` takes the same and answers one WebP sheet of the first pieces that making it would give, at most 24 of 256 px in 6
 * columns; `count` and `seed` alone show new pieces, whatever was made before; with `Accept: application/json` `{pieces: PreviewPiece[]}`.
 * `POST …/ID/rarity` takes `{count, seed}` and answers `{traits: TraitCount[]}` of the pieces there would be.
 */
export interface MakeRequest {
  readonly count: number
  readonly size: number
  /** A number or any text. */
  readonly seed: string
  readonly format: 'png' | 'jpeg' | 'webp'
  readonly quality?: number
  readonly rerolls?: readonly number[]
  /** All editions that stay; as they are when left out. */
  readonly pins?: readonly number[]
}

/** One piece of a preview. */
export interface PreviewPiece {
  readonly edition: number
  readonly traits: readonly { readonly trait: string; readonly value: string }[]
}

/** One piece of a making. */
export interface PieceView {
  readonly edition: number
  readonly dna: string
  readonly traits: readonly { readonly trait: string; readonly value: string }[]
  /** 1 is the rarest. */
  readonly rank: number
  readonly isPinned: boolean
  /** Empty until it is drawn. */
  readonly imageSha256: string
}

/**
 * `GET …/ID/pieces?from=1&limit=200&sort=edition|rank&trait=Hat:Crown` (several `trait`: all must hold). Pictures and metadata:
 * `…/ID/pieces/EDITION/image`, `…/metadata`; what belongs to the whole: `…/ID/document`, `…/ID/provenance`, and the text of the licence where it is not the same for all, `…/ID/licence`;
 * everything as a file: `…/ID/export?format=zip|car`, which waits until it is written; `POST …/ID/export {format}` has it written by a job
 * `collection.zip` or `collection.car`, with progress.
 */
export interface PiecePage {
  readonly total: number
  readonly pieces: readonly PieceView[]
}

/** `GET …/ID/traits` answers `{traits: MadeTrait[]}`: how many pieces of the making hold a value, one-of-ones with theirs. */
export interface MadeTrait {
  readonly trait: string
  readonly value: string
  readonly pieces: number
}

/** How often a value comes: asked for by weights or counts, and really. */
export interface TraitCount {
  readonly trait: string
  readonly value: string
  /** Of all pieces, 0 to 1. */
  readonly asked: number
  readonly count: number
}
