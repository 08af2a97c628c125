/** A bucket of tokens that fills with time: `rate` a second, at most `burst`. Pure: the time is given. */
export class TokenBucket {
  readonly #rate: number
  readonly #burst: number
  #tokens: number
  #atMs: number

  constructor(options: { readonly rate: number; readonly burst: number; readonly nowMs: number }) {
    this.#rate = options.rate
    this.#burst = options.burst
    this.#tokens = options.burst
    this.#atMs = options.nowMs
  }

  /** Takes tokens when there are as many; otherwise takes none and says false. */
  take(count: number, nowMs: number): boolean {
    const gone = Math.max(0, nowMs - this.#atMs)
    this.#tokens = Math.min(this.#burst, this.#tokens + (gone * this.#rate) / 1_000)
    this.#atMs = nowMs
    if (count > this.#tokens) return false
    this.#tokens -= count
    return true
  }
}

/** What a peer may send in a second, and at once. */
export interface Limits {
  readonly messages: { readonly rate: number; readonly burst: number }
  readonly bytes: { readonly rate: number; readonly burst: number }
  readonly requests: { readonly rate: number; readonly burst: number }
}

/** Limits that honest nodes stay far below. */
export const defaultLimits: Limits = {
  messages: { rate: 500, burst: 2_000 },
  bytes: { rate: 16 * 2 ** 20, burst: 64 * 2 ** 20 },
  requests: { rate: 50, burst: 200 },
}

/** The buckets of every peer. */
export class RateLimits {
  readonly #limits: Limits
  readonly #nowMs: () => number
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(limits: Limits, nowMs: () => number) {
    this.#limits = limits
    this.#nowMs = nowMs
  }

  /** Whether a peer may send so much more of a kind now. */
  allows(peer: string, kind: keyof Limits, count: number): boolean {
    const nowMs = this.#nowMs()
    const key = `${kind} ${peer}`
    const bucket = this.#buckets.get(key) ?? new TokenBucket({ ...this.#limits[kind], nowMs })
    this.#buckets.set(key, bucket)
    return bucket.take(count, nowMs)
  }

  /** A peer is gone; what it has used up comes back with a new connection no faster than with time, so it is kept for a while. */
  forget(most: number): void {
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size <= most) return
      this.#buckets.delete(key)
    }
  }
}
