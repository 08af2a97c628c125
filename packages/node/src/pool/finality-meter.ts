/** Transactions over which the median is taken. */
const WINDOW = 256
/** Accepted transactions whose end is awaited; while there are as many, those that come are not measured. */
const MOST_AWAITED = 4 * WINDOW
/** Who has waited so long is gone without a word. */
const PATIENCE_MS = 60_000

/** How long transactions take from their acceptance by this node until they are final. */
export class FinalityMeter {
  readonly #acceptedMs = new Map<string, number>()
  readonly #times: number[] = []

  onAccepted(id: string): void {
    const now = performance.now()
    if (this.#acceptedMs.size >= MOST_AWAITED) {
      const [oldest = now] = this.#acceptedMs.values()
      if (now - oldest < PATIENCE_MS) return
      this.#acceptedMs.clear()
    }
    this.#acceptedMs.set(id, now)
  }

  onFinal(id: string): void {
    const accepted = this.#acceptedMs.get(id)
    if (accepted === undefined) return
    this.#acceptedMs.delete(id)
    this.#times.push(performance.now() - accepted)
    if (this.#times.length > WINDOW) this.#times.shift()
  }

  /** Median of the newest ones in whole ms; null before the first. */
  medianMs(): number | null {
    const sorted = [...this.#times].sort((a, b) => a - b)
    const middle = sorted[Math.floor(sorted.length / 2)]
    return middle === undefined ? null : Math.round(middle)
  }
}
