import { UsageError } from './error.ts'

/** Reads an identifier of 32 bytes. Throws UsageError that says what it should have been. */
export function readId(word: string, what: string): string {
  const hex = word.toLowerCase()
  if (/^0x[0-9a-f]{64}$/.test(hex)) return hex
  throw new UsageError(`"${word}" is no ${what}: 0x and 64 hex digits`)
}
