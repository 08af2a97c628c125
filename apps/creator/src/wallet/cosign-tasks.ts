import type { TaskOf } from '@demiurge/design/desk'
import type { ExplainedCall, RequestPhase } from '@demiurge/sdk'
import type { MintOrder } from './tasks.ts'

/** A member of a joint account, as a request shows it. */
export interface RequestMember {
  /** The account that is this person's alone, 0x hex. */
  readonly address: string
  readonly statement: boolean
  readonly transaction: boolean
}

/** The work of a request, fetched and held against what is signed. */
export interface RequestedWork {
  readonly name: string
  readonly description: string
  readonly licence: string | undefined
  /** Whose content credentials are in the file, 0x hex; undefined without any. Those that do not hold, or are of strangers, are problems. */
  readonly credentialsBy: string | undefined
  readonly file: Uint8Array<ArrayBuffer>
  readonly mediaType: string
  /** What does not hold, in sentences; empty when file, metadata and statement are one. */
  readonly problems: readonly string[]
}

/** A signing request as the page shows it: all of it read from the bytes that are signed. */
export interface RequestView {
  /** What is handed on. */
  readonly text: string
  /** The same for all copies of one request. */
  readonly subject: string
  /** The joint account, 0x hex. */
  readonly address: string
  /** The account's file, its members called by number; undefined when they do not stand in the order that all would make. */
  readonly joint: string | undefined
  readonly threshold: number
  readonly members: readonly RequestMember[]
  readonly phase: RequestPhase
  readonly waitingFor: string
  /** Somebody has submitted it, and it took effect. */
  readonly done: boolean
  readonly calls: readonly ExplainedCall[]
  /** Sparks; undefined while there is no transaction. */
  readonly maxFee: bigint | undefined
  /** Unix ms; undefined while there is no transaction. */
  readonly validUntilMs: number | undefined
  /** Undefined where no work is minted. */
  readonly work: RequestedWork | undefined
}

/** Signing together. Joint accounts and requests are texts, as they are handed on. */
export interface CosignTasks {
  /** The public key of an account of the open wallet, to be shared. */
  readonly publicKey: TaskOf<{ account: string }, string>
  /** The joint account of people by their public keys; their names come back in the order of its policy. */
  readonly makeJoint: TaskOf<
    { threshold: number; members: readonly { name: string; publicKey: string }[] },
    { joint: string; address: string; members: readonly string[] }
  >
  /** Stores a work, and a request to mint it as a joint account, signed by `account` already. */
  readonly draftMint: TaskOf<MintOrder & { joint: string }, RequestView>
  /** Reads and checks a request whole, and fetches its work. */
  readonly readRequest: TaskOf<{ api: string; request: string }, RequestView>
  /** Signs what is to be signed now; a transaction that is over, or with `renew` any, is made anew. */
  readonly signRequest: TaskOf<{ api: string; request: string; account: string; renew: boolean }, RequestView>
  /** Joins the signatures of two copies. */
  readonly joinRequests: TaskOf<{ api: string; requests: readonly string[] }, RequestView>
  /** Submits a complete request and waits until it is final; the item where one was minted. */
  readonly submitRequest: TaskOf<
    { api: string; request: string },
    { transaction: string; item: string | null }
  >
}
