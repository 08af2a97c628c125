import type { CollectionDefinition } from '@demiurge/art'
import type { FoundRevision, RevisionWish } from '../collections/revision.ts'
import type { PreviewPiece, TraitCount } from '../contract/collections.ts'
import type { JobProgress } from '../jobs/queue.ts'
import type { CheckedPicture, PictureWish } from '../uploads/check-picture.ts'

/** A collection's layers as they were at one moment: pictures by path and hash. What lies under a fingerprint never changes. */
export interface LayersView {
  /** The collection's folder, which holds `pictures/SHA`, `small/SHA` and `views/FINGERPRINT`. */
  readonly folder: string
  readonly fingerprint: string
  readonly definition: CollectionDefinition
  /** SHA-256 in hex by `Folder/File.png`. */
  readonly pictures: Readonly<Record<string, string>>
}

/** What decides the pieces, beside the layers. */
export interface PiecesWish {
  readonly count: number
  readonly seed: string
}

/** What is asked of a making that there is: see `MakeInput`. */
export interface MakingChange {
  /** The making's own folder. */
  readonly folder: string
  readonly rerolls: readonly number[]
  readonly pins: readonly number[]
  readonly unpins: readonly number[]
}

/** What is to be drawn. */
export interface MakeWish extends PiecesWish, MakingChange {
  readonly view: LayersView
  readonly name: string
  readonly size: number
  readonly format: 'png' | 'jpeg' | 'webp'
  readonly quality: number
  /** Names this wish: an attempt after the first does not draw again what the first began to. */
  readonly id: string
  readonly workers: number
}

/** What a making tells while it is drawn. */
export type MakeNews =
  | ({ readonly type: 'progress' } & JobProgress)
  | { readonly type: 'planned'; readonly version: string; readonly pins: readonly number[] }

/** What came of it. */
export interface MakeResult {
  /** Merkle root, SHA-256 in hex. */
  readonly provenance: string
  readonly kept: number
  readonly lookalikes: readonly number[]
}

/** An archive of a finished making, or a film of it. */
export interface ArchiveWish {
  readonly folder: string
  readonly path: string
  readonly format: 'zip' | 'car' | 'gif'
}

/** What a render process can be asked: input, output, and news on the way. */
export interface Tasks {
  readonly picture: { input: PictureWish; output: CheckedPicture; news: never }
  readonly make: { input: MakeWish; output: MakeResult; news: MakeNews }
  readonly preview: {
    /** With a making to go on with, its pieces; else new ones. */
    input: PiecesWish & { readonly view: LayersView; readonly going?: MakingChange }
    output: { readonly sheet: Uint8Array; readonly pieces: readonly PreviewPiece[] }
    news: never
  }
  readonly rarity: {
    input: PiecesWish & { readonly view: LayersView }
    output: readonly TraitCount[]
    news: never
  }
  /** What follows from very many layers. */
  readonly revision: { input: RevisionWish; output: FoundRevision; news: never }
  /** Different pieces, a decimal integer; undefined when rules tie too much together. */
  readonly combinations: { input: LayersView; output: string | undefined; news: never }
  readonly archive: { input: ArchiveWish; output: null; news: { readonly type: 'progress' } & JobProgress }
}

/** What the studio sends to a render process. */
export type RenderQuestion =
  | { readonly type: 'ask'; readonly id: number; readonly task: keyof Tasks; readonly input: unknown }
  | { readonly type: 'stop'; readonly id: number }

/** Why a task failed; `code` and `status` where it is a refusal, which another attempt cannot change. */
export interface RenderFailure {
  readonly message: string
  readonly code?: string
  readonly status?: number
  readonly field?: string
}

/** What a render process answers. */
export type RenderAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'news'; readonly id: number; readonly news: unknown }
  | { readonly type: 'done'; readonly id: number; readonly output: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: RenderFailure }
