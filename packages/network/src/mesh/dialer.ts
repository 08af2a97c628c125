const FIRST_MS = 200
const MOST_MS = 10_000
const MOST_ADDRESSES = 256
const ADDRESS = /^[^\s:]+(:[^\s]*)?:[0-9]{1,5}$/

/**
 * Keeps connecting to the addresses it was given, each with its own pause that doubles up to ten seconds. A connection that lasted
 * begins again with the shortest pause.
 */
export class Dialer {
  readonly #connect: (address: string) => Promise<void>
  readonly #addresses = new Set<string>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #isClosed = false

  /** `connect` resolves when a connection that was there has ended, and rejects when none came about. */
  constructor(connect: (address: string) => Promise<void>) {
    this.#connect = connect
  }

  /** Begins to dial an address, once. What is no address is passed over. */
  add(address: string): void {
    if (this.#isClosed || this.#addresses.has(address) || !ADDRESS.test(address)) return
    if (this.#addresses.size >= MOST_ADDRESSES) return
    this.#addresses.add(address)
    this.#attempt(address, FIRST_MS)
  }

  close(): void {
    this.#isClosed = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #attempt(address: string, pauseMs: number): void {
    const startedMs = performance.now()
    const again = (): void => {
      const lasted = performance.now() - startedMs > MOST_MS
      this.#again(address, lasted ? FIRST_MS : Math.min(2 * pauseMs, MOST_MS))
    }
    this.#connect(address).then(again, again)
  }

  #again(address: string, pauseMs: number): void {
    if (this.#isClosed) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#attempt(address, pauseMs)
    }, pauseMs * jitter(address))
    timer.unref()
    this.#timers.add(timer)
  }
}

/** Between 0.75 and 1.25, by address and moment: nodes that lost the same peer do not come back all at once. */
function jitter(address: string): number {
  return 0.75 + (((address.charCodeAt(address.length - 1) * 37 + performance.now() * 7) % 100) / 100) * 0.5
}
