/** Transactions over which the median is taken. */
const WINDOW = 256
/** Accepted transactions whose end is awaited; beyond, the oldest are not measured. */
const MOST_AWAITED = 100_000

/** How long transactions take from their acceptance by this node until they are final. */
export class FinalityMeter {
  readonly #acceptedMs = new Map<string, number>()
  readonly #times: number[] = []

  onAccepted(id: string): void {
    if (this.#acceptedMs.size >= MOST_AWAITED) this.#acceptedMs.clear()
    this.#acceptedMs.set(id, performance.now())
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
