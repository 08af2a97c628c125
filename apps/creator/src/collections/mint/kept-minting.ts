/** A collection whose minting was begun on this device: enough to go on after a reload, and to find what was minted. */
export interface KeptMinting {
  /** The studio's identifier. */
  readonly id: string
  /** The signing account, 0x hex. */
  readonly account: string
  /** The provenance that was minted: another making is another collection. */
  readonly provenance: string
  /** On chain; known once it is open. */
  readonly collection?: string
  readonly isDone: boolean
}

const KEY = 'demiurge.creator.collection-mintings'
const MAX_KEPT = 100

/** All that are kept. What is damaged is left out. */
export function loadMintings(): readonly KeptMinting[] {
  try {
    return parseMintings(localStorage.getItem(KEY) ?? '[]')
  } catch {
    return []
  }
}

/** Reads what was kept; what is no minting is left out. */
export function parseMintings(kept: string): readonly KeptMinting[] {
  try {
    const list: unknown = JSON.parse(kept)
    return Array.isArray(list) ? list.flatMap((each) => read(each) ?? []) : []
  } catch {
    return []
  }
}

function read(each: unknown): KeptMinting | undefined {
  const { id, account, provenance, collection, isDone } = Object(each)
  if (typeof id !== 'string' || typeof account !== 'string' || typeof provenance !== 'string')
    return undefined
  return {
    id,
    account,
    provenance,
    ...(typeof collection === 'string' ? { collection } : {}),
    isDone: isDone === true,
  }
}

/** Keeps a minting in place of an older one of the same collection. */
export function keepMinting(minting: KeptMinting): void {
  const others = loadMintings().filter(({ id }) => id !== minting.id)
  write([minting, ...others].slice(0, MAX_KEPT))
}

/** Forgets a minting; what is on chain stays there. */
export function dropMinting(id: string): void {
  write(loadMintings().filter((each) => each.id !== id))
}

function write(mintings: readonly KeptMinting[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(mintings))
  } catch {
    // Without storage a minting goes on as well: the chain says what is minted.
  }
}
