/** A drop that was begun on this device: enough to find it after a reload, and to tell whether the pieces are still those of then. */
export interface KeptDrop {
  /** The studio's identifier. */
  readonly id: string
  /** The account that signed, 0x hex. */
  readonly account: string
  /** Root over all pieces as they were, hex. */
  readonly provenance: string
  /** On chain, 0x hex: it follows from account and provenance, so it is known before anything is sent. */
  readonly collection: string
}

const KEY = 'demiurge.creator.collection-drops'
const MAX_KEPT = 100

/** All that are kept, the newest first. What is damaged is left out. */
export function loadDrops(): readonly KeptDrop[] {
  try {
    return parseDrops(localStorage.getItem(KEY) ?? '[]')
  } catch {
    return []
  }
}

/** Reads what was kept; what is no drop is left out. */
export function parseDrops(kept: string): readonly KeptDrop[] {
  try {
    const list: unknown = JSON.parse(kept)
    return Array.isArray(list) ? list.flatMap((each) => read(each) ?? []) : []
  } catch {
    return []
  }
}

function read(each: unknown): KeptDrop | undefined {
  const { id, account, provenance, collection } = Object(each)
  const texts = [id, account, provenance, collection]
  return texts.every((text) => typeof text === 'string') ? { id, account, provenance, collection } : undefined
}

/** Keeps a drop in place of an older one of the same collection. */
export function keepDrop(drop: KeptDrop): void {
  const others = loadDrops().filter(({ id }) => id !== drop.id)
  try {
    localStorage.setItem(KEY, JSON.stringify([drop, ...others].slice(0, MAX_KEPT)))
  } catch {
    // Without storage the drop is found by the account that opened it.
  }
}
