/** Rows whose names are not hex digits of the one length: found by a map, named by another. */
export class TextNames {
  readonly #rows = new Map<string, number>()
  readonly #names = new Map<number, string>()

  get size(): number {
    return this.#rows.size
  }

  /** The rows by name, to be copied. */
  get rows(): ReadonlyMap<string, number> {
    return this.#rows
  }

  /** The row of a name, or 0. */
  find(name: string): number {
    return this.#rows.size === 0 ? 0 : (this.#rows.get(name) ?? 0)
  }

  /** The name of a row that has one here. */
  nameOf(row: number): string | undefined {
    return this.#names.size === 0 ? undefined : this.#names.get(row)
  }

  add(name: string, row: number): void {
    this.#rows.set(name, row)
    this.#names.set(row, name)
  }

  /** Removes a row; false when its name is not here. */
  remove(row: number): boolean {
    const name = this.nameOf(row)
    if (name === undefined) return false
    this.#rows.delete(name)
    this.#names.delete(row)
    return true
  }
}
