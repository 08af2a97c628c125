/** What a peer did: it is remembered, halves with time, and shuts the door above a line. */
interface Mark {
  readonly points: number
  readonly atMs: number
}

const HALF_LIFE_MS = 10 * 60_000
const LINE = 100
const MOST = 4_096

/** Offences by peer, with decay. Pure: the time is given. */
export class DenyList {
  readonly #marks = new Map<string, Mark>()

  /** Adds points to a peer. 100 shut it out at once. */
  add(id: string, points: number, nowMs: number): void {
    const total = this.pointsOf(id, nowMs) + points
    this.#marks.delete(id)
    this.#marks.set(id, { points: total, atMs: nowMs })
    for (const oldest of this.#marks.keys()) {
      if (this.#marks.size <= MOST) break
      this.#marks.delete(oldest)
    }
  }

  /** What is left of a peer's points. */
  pointsOf(id: string, nowMs: number): number {
    const mark = this.#marks.get(id)
    return mark === undefined ? 0 : mark.points * 2 ** (-(nowMs - mark.atMs) / HALF_LIFE_MS)
  }

  isDenied(id: string, nowMs: number): boolean {
    return this.pointsOf(id, nowMs) >= LINE / 2 && (this.#marks.get(id)?.points ?? 0) >= LINE
  }

  /** Who is shut out, and until when, Unix ms. */
  denied(nowMs: number): readonly { readonly id: string; readonly untilMs: number }[] {
    return [...this.#marks]
      .filter(([id]) => this.isDenied(id, nowMs))
      .map(([id, { points, atMs }]) => ({
        id,
        untilMs: Math.ceil(atMs + HALF_LIFE_MS * Math.log2(points / (LINE / 2))),
      }))
  }
}
