import { ApiError, RPC_CODES } from '@demiurge/api'

/** Addresses that are remembered; beyond, all are forgiven at once. */
const MOST_ADDRESSES = 65_536

/** How long an address may have to wait for its debts at most, s. */
const MOST_DEBT_SECONDS = 10
/** Penalties are remembered for about so long, ms, to tell whether the node is under a flood from many addresses. */
const PRESSURE_MS = 1_000
/** How much dearer a penalty becomes at most. */
const MOST_PRESSURE = 1_000

interface Bucket {
  tokens: number
  atMs: number
}

/** Allows each address a number of requests in a second, with bursts of twice that; told by a token bucket, which penalties may leave in debt. */
export class RateLimit {
  readonly #perSecond: number
  readonly #buckets = new Map<string, Bucket>()
  /** What was charged to all addresses, decaying. */
  #charged = 0
  #chargedMs = 0

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** Takes `cost` requests for the address; 0 when allowed, otherwise after how many ms it may try again. */
  take(address: string, cost: number, nowMs: number): number {
    const bucket = this.#bucketOf(address, nowMs)
    const waitMs = this.#waitMs(bucket, cost)
    if (waitMs === 0) bucket.tokens -= cost
    return waitMs
  }

  /**
   * Makes an address pay for what it has done: it may owe up to ten seconds' worth. When all addresses together are charged more in a second
   * than one may use, each pays as many times as much: a flood from many addresses ends as one from a few does.
   */
  charge(address: string, cost: number, nowMs: number): void {
    this.#charged = this.#charged * Math.exp((this.#chargedMs - nowMs) / PRESSURE_MS) + cost
    this.#chargedMs = nowMs
    const pressure = Math.min(MOST_PRESSURE, Math.max(1, this.#charged / this.#perSecond))
    const bucket = this.#bucketOf(address, nowMs)
    bucket.tokens = Math.max(bucket.tokens - cost * pressure, -MOST_DEBT_SECONDS * this.#perSecond)
  }

  /** After how many ms the address is out of debt; 0 when it owes nothing. */
  debtMs(address: string, nowMs: number): number {
    return this.#buckets.has(address) ? this.#waitMs(this.#bucketOf(address, nowMs), 0) : 0
  }

  #waitMs({ tokens }: Bucket, cost: number): number {
    return tokens < cost ? Math.ceil(((cost - tokens) / this.#perSecond) * 1_000) : 0
  }

  #bucketOf(address: string, nowMs: number): Bucket {
    const most = this.#perSecond * 2
    const known = this.#buckets.get(address)
    if (known !== undefined) {
      known.tokens = Math.min(most, known.tokens + ((nowMs - known.atMs) / 1_000) * this.#perSecond)
      known.atMs = nowMs
      return known
    }
    // Letting the whole map go only ever forgives.
    if (this.#buckets.size >= MOST_ADDRESSES) this.#buckets.clear()
    const bucket = { tokens: most, atMs: nowMs }
    this.#buckets.set(address, bucket)
    return bucket
  }
}

/** Transactions that a refused one counts for, by what was wrong with it: whoever sends many such is slowed down before they are looked at. */
const PENALTIES: readonly (readonly [code: RegExp, cost: number])[] = [
  // Nobody's wallet makes these by accident.
  [/^(tx\.(Malformed|BadAuthorization|PolicyMismatch|OtherChain)|policy\.)/, 200],
  // Asking for a transaction that is not here is no wrong.
  [/^tx\.(?!NotFound$)/, 100],
  // A full pool is nobody's fault, but asking again and again is.
  [/^pool\./, 60],
]

/** What a refusal with this code costs, in transactions; 0 for what is no refusal of a transaction. */
function penaltyOf(code: string): number {
  return PENALTIES.find(([pattern]) => pattern.test(code))?.[1] ?? 0
}

/** What one address may do in a second. */
export interface RateLimits {
  /** Requests, each call of a JSON-RPC batch and each message on a WebSocket for itself. */
  readonly requests: RateLimit
  /** Transactions in binary batches, and penalties for refused ones, however they came. */
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

/** Counts a refusal with this code against an address. */
export function punish({ transactions }: RateLimits, address: string, code: string): void {
  const cost = penaltyOf(code)
  if (cost > 0) transactions.charge(address, cost, performance.now())
}
