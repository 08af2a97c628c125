import { keptValues } from '@demiurge/design/storage'
import type { DropDraft, PhaseDraft } from './draft.ts'

/** A draft on this device. */
export interface KeptDraft {
  readonly draft: DropDraft
  /** Whether the creator chose to open a drop, and not to mint everything. */
  readonly isChosen: boolean
}

const values = keptValues('demiurge-creator-drops', 'drafts')

/** The draft of a collection of the studio's. Undefined when there is none, it is damaged, or the browser forbids storage. */
export async function loadDropDraft(id: string): Promise<KeptDraft | undefined> {
  try {
    return readKeptDraft(await values.get(id))
  } catch {
    return undefined
  }
}

/** Keeps a draft in place of an older one. */
export async function keepDropDraft(id: string, kept: KeptDraft): Promise<void> {
  try {
    await values.put(id, kept)
  } catch {
    // Without storage a draft lives as long as the page.
  }
}

/** Reads what was kept, maybe by another version of the page; undefined for what is no draft. */
export function readKeptDraft(kept: unknown): KeptDraft | undefined {
  const { draft, isChosen } = Object(kept)
  const { phases, revealByMs, picture, description, isMutable } = Object(draft)
  if (!Array.isArray(phases) || typeof description !== 'string') return undefined
  const read = phases.map(readPhase)
  const whole = read.filter((phase) => phase !== undefined)
  if (whole.length < read.length) return undefined
  return {
    draft: {
      phases: whole,
      revealByMs: timeOf(revealByMs),
      picture: readPicture(picture),
      description,
      isMutable: isMutable === true,
    },
    isChosen: isChosen === true,
  }
}

function readPhase(kept: unknown): PhaseDraft | undefined {
  const { key, name, startMs, endMs, price, perAccount, supply, list } = Object(kept)
  const texts = [name, price, perAccount, supply]
  if (!Number.isSafeInteger(key) || texts.some((text) => typeof text !== 'string')) return undefined
  return {
    key,
    name,
    startMs: timeOf(startMs),
    endMs: timeOf(endMs),
    price,
    perAccount,
    supply,
    list: typeof list === 'string' ? list : null,
  }
}

/** The end of the last year that an input of dates takes. */
const LAST_MS = Date.UTC(9999, 11, 31)

function timeOf(kept: unknown): number | null {
  return typeof kept === 'number' && kept >= 0 && kept <= LAST_MS && Number.isInteger(kept) ? kept : null
}

function readPicture(kept: unknown): DropDraft['picture'] {
  const { bytes, mediaType } = Object(kept)
  return bytes instanceof Uint8Array && typeof mediaType === 'string'
    ? { bytes: new Uint8Array(bytes), mediaType }
    : null
}
