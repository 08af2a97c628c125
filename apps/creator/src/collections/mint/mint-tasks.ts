import type { TaskOf } from '@demiurge/design/desk'
import type { MintedCollection, Verification } from '@demiurge/sdk'

/** A made collection that is to be minted, or is. */
export interface CollectionOrder {
  /** Address of the node's API. */
  readonly api: string
  /** The signing account, 0x hex. */
  readonly account: string
  /** Where the studio has the collection: `/studio/collections/ID`. */
  readonly source: string
  /** Such as `image/png`. */
  readonly mediaType: string
}

/** What a minting will take. */
export interface CollectionCost {
  /** Sparks at the prices of now. */
  readonly fee: bigint
  /** Sparks that are offered at most. */
  readonly maxFee: bigint
  readonly transactions: number
}

/** How far a minting is. */
export interface CollectionMintProgress {
  /** On chain: known before the first piece is. */
  readonly collection: string
  readonly minted: number
  readonly total: number
}

/** What the wallet worker does for collections. */
export interface CollectionTasks {
  /** What minting would cost: a collection and batches of the same size, not sent anywhere. */
  readonly collectionCost: TaskOf<
    { readonly api: string; readonly account: string; readonly count: number },
    CollectionCost
  >
  /** Mints what is not minted yet. Cancelling ends it between two batches; asking again goes on there. */
  readonly mintCollection: TaskOf<CollectionOrder, MintedCollection, CollectionMintProgress>
  /** Hashes every file of the studio's and proves every item. Progress: files read, of how many. */
  readonly verifyCollectionFiles: TaskOf<
    Pick<CollectionOrder, 'api' | 'source'> & { readonly collection: string; readonly count: number },
    Verification,
    { readonly done: number; readonly total: number }
  >
}
