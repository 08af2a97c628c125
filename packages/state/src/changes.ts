import { Writer } from '@demiurge/codec'
import type { StateChange } from './access.ts'
import type { Entry } from './entry.ts'
import type { RawValues } from './raw-values.ts'
import { type EncodedChanges, writeDeletion, writeKey, writeRaw, writeValue } from './record.ts'

const writer = new Writer()

/** Every written value as bytes, in order of first touch. Nothing is left to be added to any of them. */
export function encodeChanges(entries: readonly Entry[], raw: RawValues): EncodedChanges {
  const starts = new Uint32Array(entries.length)
  const ends = new Uint32Array(entries.length)
  writer.reset()
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]
    if (entry === undefined || !entry.written) continue
    if (entry.table?.writeKey(entry, raw, writer) !== true) writeKey(writer, entry)
    const start = writeEntry(writer, entry, raw)
    if (start === 0) continue
    starts[i] = start
    ends[i] = writer.length
  }
  return { record: writer.finish(), starts, ends }
}

/** Encoded changes one by one; their bytes are those of the record. */
export function changesIn(
  { record, starts, ends }: EncodedChanges,
  entries: readonly Entry[],
): readonly StateChange[] {
  const changes: StateChange[] = []
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]
    if (entry === undefined || !entry.written) continue
    const end = ends[i] ?? 0
    const bytes = end === 0 ? null : record.subarray(starts[i], end)
    changes.push({ key: entry.space + entry.name, bytes })
  }
  return changes
}

/** Writes an entry's value with its length; returns where its bytes begin, 0 when there is none. */
export function writeEntry(out: Writer, entry: Entry, raw: RawValues): number {
  if (entry.rawLength >= 0) return writeRaw(out, raw.view, entry.rawAt, entry.rawLength)
  if (entry.codec !== undefined && entry.value !== undefined) return writeValue(out, entry.codec, entry.value)
  writeDeletion(out)
  return 0
}
