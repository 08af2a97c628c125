import type { TaskOf } from '@demiurge/design/desk'
import type { KeyTasks } from '@demiurge/design/wallet'
import type { FeeEstimate, MintStep, Verification } from '@demiurge/sdk'
import type { DropTasks } from '../collections/drop/drop-tasks.ts'
import type { CollectionTasks } from '../collections/mint/mint-tasks.ts'
import type { Details } from '../details/details.ts'
import type { CosignTasks } from './cosign-tasks.ts'

/** A work on its way to the chain. */
export interface MintOrder {
  /** Address of the node's API. */
  readonly api: string
  /** The signing account, 0x hex. */
  readonly account: string
  readonly file: Uint8Array<ArrayBuffer>
  readonly mediaType: string
  readonly details: Details
  /** Title of the content credentials that go into a PNG or JPEG; undefined when none do. */
  readonly credentials: string | undefined
  /** 32 random bytes as 0x hex that a new collection's identifier comes from; kept, so that trying again opens no second one. */
  readonly salt: string
}

/** Where a minting is: `embed` while content credentials are made, `hash` before the upload, `verify` after the proof. */
export type MintStage = 'embed' | 'hash' | MintStep | 'verify'

/** What a minting tells on its way. */
export interface MintProgress {
  readonly stage: MintStage
  /** SHA-256 of the file, once it is known. */
  readonly sha256?: string
}

/** A minted work, and what this browser found when it verified it. */
export interface Minted {
  readonly item: string
  readonly collection: string
  readonly transaction: string
  /** The file that was minted. */
  readonly file: Uint8Array<ArrayBuffer>
  /** Content of the sidecar file. */
  readonly proof: string
  readonly verification: Verification
}

/** What the wallet worker does beside keeping keys. */
export interface WalletTasks extends KeyTasks, CollectionTasks, DropTasks, CosignTasks {
  /** What minting would cost now. */
  readonly estimate: TaskOf<{ api: string; account: string; details: Details }, FeeEstimate>
  /** Mints and verifies. Cancelling works until the transaction is submitted. */
  readonly mint: TaskOf<MintOrder, Minted, MintProgress>
  /** Verifies an item and fetches its proof. */
  readonly verify: TaskOf<{ api: string; item: string }, Verification>
  /** The sidecar file of an item. */
  readonly proof: TaskOf<{ api: string; item: string }, string>
}
