import type { Writer } from '@demiurge/codec'
import {
  type AddedSum,
  Observer,
  Overlay,
  type OverlayEntry,
  type StateReader,
  type Sum,
} from '@demiurge/state'
import type { CommitEnvironment } from '../context.ts'
import type { EventRecord, Receipt } from '../receipt.ts'
import type { ExecutableTransaction, Runtime } from '../runtime.ts'
import { ResultKind } from './format.ts'

const utf8 = new TextEncoder()

/** Numbers that results use for events and sums. */
interface Numbers {
  readonly events: ReadonlyMap<string, number>
  readonly sums: ReadonlyMap<Sum<unknown>, number>
}

/**
 * One execution lane's share of a commit: its transactions are executed in their order on the state before the commit, as if there were no
 * others, and what each looked at and wrote goes into its result. Whether that counts, `CommitMerge` finds out.
 * After Block-STM (Gelashvili et al., 2022), with one round of speculation.
 */
export class Speculation<T extends ExecutableTransaction> {
  readonly #rules: Runtime<T>
  readonly #environment: CommitEnvironment
  readonly #observer = new Observer()
  readonly #overlay: Overlay
  readonly #numbers: Numbers
  /** Numbers of keys by those of the overlay's entries, and of spaces. */
  readonly #keys: number[] = []
  #keyCount = 0
  readonly #spaces = new Map<string, number>()

  constructor(rules: Runtime<T>, state: StateReader, environment: CommitEnvironment) {
    this.#rules = rules
    this.#environment = environment
    this.#overlay = new Overlay(state, this.#observer)
    this.#numbers = {
      events: new Map(rules.events.map((name, number) => [name, number])),
      sums: new Map(rules.sums.map((sum, number) => [sum, number])),
    }
  }

  /** Executes a transaction and appends its result. */
  run(transaction: T, out: Writer): void {
    const mark = this.#overlay.mark()
    this.#observer.begin()
    let receipt: Receipt
    try {
      receipt = this.#rules.execute(this.#overlay, this.#environment, transaction)
    } catch {
      // It may be a bug, or come of a history that never was: whoever merges executes it on the one that is.
      this.#overlay.rollback(mark)
      this.skip(out)
      return
    }
    const start = out.reserve(5)
    out.u8(start + 4, ResultKind[receipt.outcome.kind])
    writeNumber(out, receipt.weight)
    writeAmount(out, receipt.fee)
    this.#writeObserved(out)
    writeOutcome(out, receipt.outcome, this.#numbers.events)
    out.u32(start, out.length - start - 4)
  }

  /** Appends that a transaction was not executed. */
  skip(out: Writer): void {
    const start = out.reserve(5)
    out.u32(start, 1)
    out.u8(start + 4, ResultKind.void)
  }

  #writeObserved(out: Writer): void {
    const { looked, written, added } = this.#observer
    writeNumber(out, looked.length)
    for (const entry of looked) this.#writeKey(out, entry)
    writeNumber(out, written.length)
    for (const entry of written) {
      this.#writeKey(out, entry)
      this.#overlay.writeValueOf(entry, out)
    }
    writeNumber(out, added.length)
    for (const sum of added) this.#writeSum(out, sum)
  }

  #writeSum(out: Writer, { entry, sum, amount }: AddedSum): void {
    const number = this.#numbers.sums.get(sum)
    if (number === undefined)
      throw new Error(`no module declares how ${entry.space}${entry.name} is added to`)
    this.#writeKey(out, entry)
    out.u16(out.reserve(2), number)
    writeAmount(out, amount)
  }

  #writeKey(out: Writer, { number, space, name }: OverlayEntry): void {
    const known = this.#keys[number]
    writeNumber(out, known ?? this.#keyCount)
    if (known !== undefined) return
    this.#keys[number] = this.#keyCount++
    const knownSpace = this.#spaces.get(space)
    out.u16(out.reserve(2), knownSpace ?? this.#spaces.size)
    if (knownSpace === undefined) {
      this.#spaces.set(space, this.#spaces.size)
      writeText(out, space)
    }
    writeText(out, name)
  }
}

function writeNumber(out: Writer, value: number): void {
  out.u32(out.reserve(4), value)
}

function writeAmount(out: Writer, amount: bigint): void {
  const at = out.reserve(16)
  out.u64(at, amount & 0xffff_ffff_ffff_ffffn)
  out.u64(at + 8, amount >> 64n)
}

function writeText(out: Writer, text: string): void {
  const at = out.reserve(2 + text.length)
  out.u16(at, text.length)
  if (out.ascii(at + 2, text)) return
  const bytes = utf8.encode(text)
  out.reserve(bytes.length - text.length)
  out.u16(at, bytes.length)
  out.bytes(at + 2, bytes)
}

function writeOutcome(out: Writer, outcome: Receipt['outcome'], numbers: ReadonlyMap<string, number>): void {
  if (outcome.kind === 'applied') {
    writeNumber(out, outcome.value.events.length)
    for (const event of outcome.value.events) writeEvent(out, event, numbers.get(event.name) ?? 0)
    return
  }
  if (outcome.kind === 'failed') out.u16(out.reserve(2), outcome.value.call)
  writeText(out, outcome.value.code)
  writeText(out, outcome.value.message)
}

function writeEvent(out: Writer, { data }: EventRecord, number: number): void {
  const at = out.reserve(6 + data.length)
  out.u16(at, number)
  out.u32(at + 2, data.length)
  out.bytes(at + 6, data)
}
