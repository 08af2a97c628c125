import type { TaskOf } from '@demiurge/design/desk'
import type { OpenedDrop, RevealedDrop } from '@demiurge/sdk'
import type { SealedPicture } from './draft.ts'
import type { ListSummary, OrderedPhase } from './draft-problems.ts'

/** A made collection of the studio's, and who signs for it. */
export interface DropSource {
  /** Address of the node's API. */
  readonly api: string
  /** The signing account, 0x hex. */
  readonly account: string
  /** Where the studio has the collection: `/studio/collections/ID`. */
  readonly source: string
  /** Of the pieces, such as `image/png`. */
  readonly mediaType: string
}

/** A drop that is to be opened, or whose terms are to be set right. */
export interface DropOrder extends DropSource {
  readonly phases: readonly OrderedPhase[]
  readonly revealByMs: bigint
  /** Null for the closed frame. */
  readonly picture: SealedPicture | null
  /** Empty for the usual sentence. */
  readonly description: string
  readonly isMutable: boolean
}

/** What a drop will cost its creator. Sparks at the prices of now. */
export interface DropCost {
  readonly fee: bigint
  /** Offered at most for opening. */
  readonly maxFee: bigint
  /** For revealing all pieces, should all be claimed. */
  readonly reveal: bigint
}

/** What is said where the studio has no longer the pieces that a drop was opened with. */
export const OTHER_PIECES =
  'The pieces in the studio are not those that the drop was opened with, and only those can be revealed. Make them again with the seed, number, size, layers, details and pins of then, or reveal from an archive that you kept: demiurge nft drop reveal.'

/** How far a reveal is: first every piece is compared with what was committed, then what was claimed is revealed. */
export interface RevealProgress {
  readonly step: 'compare' | 'reveal'
  readonly done: number
  readonly total: number
}

/** What the wallet worker does for drops. */
export interface DropTasks {
  /** Reads an allowlist: thousands of addresses are not for the page's own thread. */
  readonly readList: TaskOf<{ readonly text: string }, ListSummary>
  /** What opening, and later revealing, would cost; `lists` tells of each phase whether it has one. Nothing is sent. */
  readonly dropCost: TaskOf<
    Pick<DropSource, 'api' | 'account'> & { readonly count: number; readonly lists: readonly boolean[] },
    DropCost
  >
  /** Opens it in one transaction; what stands just so is left alone. */
  readonly openDrop: TaskOf<DropOrder, OpenedDrop, { readonly step: 'compare' | 'open' }>
  /** Ends the sale for ever. */
  readonly closeDrop: TaskOf<Pick<DropSource, 'api' | 'account'> & { readonly collection: string }, null>
  /** Reveals what was claimed and is not revealed. Cancelling ends it between two batches; asking again goes on there. */
  readonly revealDrop: TaskOf<
    DropSource & { readonly collection: string; readonly count: number },
    RevealedDrop,
    RevealProgress
  >
}
