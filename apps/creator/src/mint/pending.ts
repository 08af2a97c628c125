/** A minting that was submitted and whose end this page has not seen: enough to find it again after a reload. */
export interface Pending {
  readonly sha256: string
  readonly name: string
  readonly mediaType: string
}

const KEY = 'demiurge.creator.pending'

/** Remembers a minting that can no longer be taken back. */
export function keepPending(pending: Pending): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(pending))
  } catch {
    // Without storage the item is still on the chain, and the dashboard finds it.
  }
}

/** The minting that an earlier visit left under way. */
export function loadPending(): Pending | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    const { sha256, name, mediaType } = Object(kept)
    if (typeof sha256 !== 'string' || !/^0x[0-9a-f]{64}$/.test(sha256)) return undefined
    return { sha256, name: String(name), mediaType: String(mediaType) }
  } catch {
    return undefined
  }
}

/** Its end was seen. */
export function dropPending(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {
    // As above.
  }
}
