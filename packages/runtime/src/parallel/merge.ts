import { Observer, type Overlay, type OverlayEntry } from '@demiurge/state'
import type { CommitEnvironment } from '../context.ts'
import type { EventRecord, Outcome, Receipt } from '../receipt.ts'
import type { ExecutableTransaction, Runtime } from '../runtime.ts'
import { DELETED, ResultKind } from './format.ts'
import type { ResultReader } from './result-reader.ts'

/** Nobody has written a key in this commit. */
const NOBODY = 0
/** Somebody has on whose speculation no lane could build: whoever merges, or several lanes. */
const EVERYBODY = -1

/**
 * Goes through the transactions of a commit in their order and gives each its effect on the commit's overlay: the result of a lane counts
 * when nothing that the transaction looked at was written before it by anybody but the lane itself; otherwise the transaction is executed
 * again here. So the outcome is that of executing all of them here one after the other, whatever lanes there are and whatever they did.
 */
export class CommitMerge<T extends ExecutableTransaction> {
  readonly #rules: Runtime<T>
  readonly #overlay: Overlay
  readonly #environment: CommitEnvironment
  readonly #observer = new Observer()
  /** Who has written a key, by the number of its entry: a lane's number, NOBODY or EVERYBODY. */
  readonly #writers: number[] = []

  constructor(rules: Runtime<T>, overlay: Overlay, environment: CommitEnvironment) {
    this.#rules = rules
    this.#overlay = overlay
    this.#environment = environment
    overlay.observer = this.#observer
  }

  /** Executes the next transaction here. */
  execute(transaction: T): Receipt {
    this.#observer.begin()
    const receipt = this.#rules.execute(this.#overlay, this.#environment, transaction)
    for (const { number } of this.#observer.written) this.#writers[number] = EVERYBODY
    for (const { entry } of this.#observer.added) this.#writers[entry.number] = EVERYBODY
    return receipt
  }

  /**
   * Takes the next result of a lane (1, 2 …), which is that of the next transaction, whose identifier is given. Returns undefined when it does
   * not count: then the transaction is to be executed. Throws RangeError for bytes that are no result.
   */
  take(lane: number, results: ResultReader, transaction: string): Receipt | undefined {
    const length = results.u32()
    const end = results.at + length
    const kind = results.u8()
    if (kind === ResultKind.void) return undefined
    const weight = results.u32()
    const fee = results.amount()
    let counts = true
    for (let left = results.u32(); left > 0; left--) {
      const writer = this.#writerOf(results.key())
      if (writer !== NOBODY && writer !== lane) counts = false
    }
    this.#takeValues(lane, results, counts)
    this.#takeSums(lane, results, counts)
    if (!counts) {
      results.skip(end - results.at)
      return undefined
    }
    return { transaction, fee, weight, outcome: this.#outcome(kind, results) }
  }

  #writerOf({ number }: OverlayEntry): number {
    return this.#writers[number] ?? NOBODY
  }

  /** What a result that does not count has written, later ones of its lane may have seen: they must not count either. */
  #takeValues(lane: number, results: ResultReader, counts: boolean): void {
    for (let left = results.u32(); left > 0; left--) {
      const entry = results.key()
      const length = results.u32()
      const isDeleted = length === DELETED
      const at = results.skip(isDeleted ? 0 : length)
      if (counts) this.#overlay.put(entry, results.bytes, at, isDeleted ? -1 : length)
      this.#writers[entry.number] = counts ? lane : EVERYBODY
    }
  }

  #takeSums(lane: number, results: ResultReader, counts: boolean): void {
    for (let left = results.u32(); left > 0; left--) {
      const entry = results.key()
      const sum = this.#rules.sums[results.u16()]
      const amount = results.amount()
      if (sum === undefined) throw new RangeError('an execution lane adds in a way that no module declares')
      const writer = this.#writerOf(entry)
      const isAlone = counts && (writer === NOBODY || writer === lane)
      if (counts) this.#overlay.addLasting(entry, sum, amount)
      this.#writers[entry.number] = isAlone ? lane : EVERYBODY
    }
  }

  #outcome(kind: number, results: ResultReader): Outcome {
    if (kind === ResultKind.applied) return { kind: 'applied', value: { events: this.#events(results) } }
    if (kind === ResultKind.failed) {
      const call = results.u16()
      return { kind: 'failed', value: { call, code: results.text(), message: results.text() } }
    }
    return { kind: 'dropped', value: { code: results.text(), message: results.text() } }
  }

  #events(results: ResultReader): EventRecord[] {
    const count = results.u32()
    // An array that is made with its first event takes a tenth of one that grows from nothing.
    if (count === 1) return [this.#event(results)]
    const events: EventRecord[] = []
    for (let left = count; left > 0; left--) events.push(this.#event(results))
    return events
  }

  #event(results: ResultReader): EventRecord {
    const name = this.#rules.events[results.u16()]
    if (name === undefined)
      throw new RangeError('an execution lane tells of an event that no module declares')
    const length = results.u32()
    const at = results.skip(length)
    return { name, data: results.bytes.subarray(at, at + length) }
  }
}
