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
