import { LIMITS } from '@demiurge/ledger'

/** How long a transaction may be included when nothing else is asked for, in ms. */
export const DEFAULT_VALIDITY_MS = 120_000

/** Beyond this the chain slept rather than our clock being wrong (ms): half of the longest window. */
const ASLEEP_MS = LIMITS.windowMs / 2

/**
 * The window for a transaction made now, in Unix ms. It opens at the chain's own time, which never goes backwards, so that a clock
 * that is ahead does not make it open too early; after a long sleep of the chain it opens by our clock. It closes `validForMs` after
 * the later of both times, at most 600 s after it opened.
 */
export function windowAt(
  nowMs: number,
  chainTimeMs: bigint,
  validForMs: number,
): { readonly validFrom: bigint; readonly validUntil: bigint } {
  const now = BigInt(nowMs)
  const asleep = now - chainTimeMs > BigInt(ASLEEP_MS)
  const validFrom = asleep ? now - 10_000n : chainTimeMs
  const later = now > chainTimeMs ? now : chainTimeMs
  const latest = validFrom + BigInt(LIMITS.windowMs)
  const wanted = later + BigInt(validForMs)
  return { validFrom, validUntil: wanted < latest ? wanted : latest }
}
