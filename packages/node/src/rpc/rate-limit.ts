import { ApiError, RPC_CODES } from '@demiurge/api'

/** Allows each address a number of requests in a second, with bursts of twice that; told by a token bucket. */
export class RateLimit {
  readonly #perSecond: number
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** Takes `cost` requests for the address; 0 when allowed, otherwise after how many ms it may try again. */
  take(address: string, cost: number, nowMs: number): number {
    const most = this.#perSecond * 2
    const bucket = this.#buckets.get(address) ?? { tokens: most, atMs: nowMs }
    const tokens = Math.min(most, bucket.tokens + ((nowMs - bucket.atMs) / 1_000) * this.#perSecond)
    if (tokens < cost) {
      this.#buckets.set(address, { tokens, atMs: nowMs })
      return Math.ceil(((cost - tokens) / this.#perSecond) * 1_000)
    }
    // Full buckets need no memory; with very many addresses the whole map is let go, which only ever forgives.
    if (this.#buckets.size > 65_536) this.#buckets.clear()
    this.#buckets.set(address, { tokens: tokens - cost, atMs: nowMs })
    return 0
  }
}

/** What one address may do in a second. */
export interface RateLimits {
  /** Requests, each call of a JSON-RPC batch and each message on a WebSocket for itself. */
  readonly requests: RateLimit
  /** Transactions in binary batches. */
  readonly transactions: RateLimit
}

/** What a client hears that asks for more (HTTP 429). */
export function tooMany(address: string, waitMs: number): ApiError {
  return new ApiError(
    'http.TooManyRequests',
    `too many requests from ${address}; try again in ${waitMs} ms`,
    { number: RPC_CODES.limitExceeded, status: 429 },
  )
}
