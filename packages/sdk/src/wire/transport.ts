import type { Json } from '@demiurge/codec'
import type { CancelSignal } from '../signal.ts'

/** What to follow: a topic's name and its parameters as JSON. */
export interface Subscription {
  readonly topic: string
  readonly params: Json
}

/** How a client reaches a node. It moves JSON and bytes; the client gives them types and checks them. */
export interface Transport {
  /** Sends one JSON-RPC body (a request or a batch) and returns the answer's body. Throws SdkError `transport.…`. */
  request(body: Json): Promise<Json>
  /** Submits the canonical bytes of a TransactionBatch (`POST /api/v1/transactions`); the BatchAnswer as JSON. Throws ApiError. */
  submit(batch: Uint8Array): Promise<Json>
  /** Stores bytes as an asset (`POST /api/v1/assets`) and returns the node's AssetView as JSON. Throws ApiError. */
  upload(bytes: Uint8Array, mediaType: string): Promise<Json>
  /** The bytes at a path of the node, such as `/api/v1/assets/0x…`. Throws ApiError. */
  download(path: string): Promise<Uint8Array>
  /**
   * The items of a topic as they come, until the reader leaves the loop or the signal is aborted (its reason is thrown). A lost
   * connection is made anew and the topic subscribed again; what happened in between is not repeated.
   */
  open(subscription: Subscription, signal?: CancelSignal): AsyncIterable<Json>
}
