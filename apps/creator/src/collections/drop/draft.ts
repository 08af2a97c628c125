import { REVEAL_ALONE_MS } from '@demiurge/sdk'

/** A phase as it is written: texts may be wrong, and times missing, until they are right. */
export interface PhaseDraft {
  /** Tells phases of one draft apart, whatever becomes of their order. */
  readonly key: number
  readonly name: string
  /** Unix ms; null until there is a whole date. */
  readonly startMs: number | null
  readonly endMs: number | null
  /** In DEM. */
  readonly price: string
  /** Empty where there is no limit. */
  readonly perAccount: string
  readonly supply: string
  /** The allowlist as it was written; null where anybody may claim. */
  readonly list: string | null
}

/** The picture that pieces show until they are revealed. */
export interface SealedPicture {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Such as `image/png`. */
  readonly mediaType: string
}

/** A drop as it is planned in the page, before it is opened. */
export interface DropDraft {
  readonly phases: readonly PhaseDraft[]
  /** Unix ms; null for two weeks after the last phase. */
  readonly revealByMs: number | null
  /** Null for the closed frame. */
  readonly picture: SealedPicture | null
  /** What a sealed piece says of itself; empty for the usual sentence. */
  readonly description: string
  /** Whether metadata may be changed after the reveal. */
  readonly isMutable: boolean
}

/** Members of a phase that can be changed. */
export type PhaseChange = Partial<Omit<PhaseDraft, 'key'>>

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What a drop begins as: one public phase of three days, a day and two hours from now, so that a day before it has room. */
export function newDraft(nowMs: number): DropDraft {
  const startMs = (Math.floor(nowMs / HOUR_MS) + 26) * HOUR_MS
  return {
    phases: [publicPhase(1, startMs, startMs + 3 * DAY_MS)],
    revealByMs: null,
    picture: null,
    description: '',
    isMutable: false,
  }
}

function publicPhase(key: number, startMs: number | null, endMs: number | null): PhaseDraft {
  return { key, name: 'public', startMs, endMs, price: '', perAccount: '', supply: '', list: null }
}

/** Another phase of a day: a public one behind the last, one with a list before the first. */
export function addPhase(draft: DropDraft, kind: 'public' | 'list'): DropDraft {
  const { phases } = draft
  const key = phases.reduce((most, each) => Math.max(most, each.key), 0) + 1
  if (kind === 'list') {
    const endMs = phases[0]?.startMs ?? null
    const phase = publicPhase(key, endMs === null ? null : endMs - DAY_MS, endMs)
    return { ...draft, phases: [{ ...phase, name: 'friends', list: '' }, ...phases] }
  }
  const startMs = phases.at(-1)?.endMs ?? null
  const phase = publicPhase(key, startMs, startMs === null ? null : startMs + DAY_MS)
  return { ...draft, phases: [...phases, { ...phase, name: `phase ${phases.length + 1}` }] }
}

/** Takes a phase out. */
export function removePhase(draft: DropDraft, key: number): DropDraft {
  return { ...draft, phases: draft.phases.filter((each) => each.key !== key) }
}

/** Moves a phase by places, down for more than 0; it stops at the ends. */
export function movePhase(draft: DropDraft, key: number, places: number): DropDraft {
  const phases = [...draft.phases]
  const from = phases.findIndex((each) => each.key === key)
  const [moved] = phases.splice(from, from < 0 ? 0 : 1)
  const to = Math.max(0, Math.min(phases.length, from + places))
  if (moved === undefined || to === from) return draft
  phases.splice(to, 0, moved)
  return { ...draft, phases }
}

/** In order of their opening, as the chain asks for; those without a time stay behind. */
export function sortPhases(draft: DropDraft): DropDraft {
  const time = ({ startMs }: PhaseDraft): number => startMs ?? Number.POSITIVE_INFINITY
  const phases = [...draft.phases].sort((a, b) => (time(a) === time(b) ? 0 : time(a) - time(b)))
  return { ...draft, phases }
}

/** Changes one phase. */
export function changePhase(draft: DropDraft, key: number, change: PhaseChange): DropDraft {
  return {
    ...draft,
    phases: draft.phases.map((each) => (each.key === key ? { ...each, ...change } : each)),
  }
}

/** From when on others may reveal, Unix ms: as it is written, or two weeks after the last phase; null while no phase has an end. */
export function revealByOf({ phases, revealByMs }: DropDraft): number | null {
  if (revealByMs !== null) return revealByMs
  const ends = phases.flatMap(({ endMs }) => endMs ?? [])
  return ends.length === 0 ? null : Math.max(...ends) + Number(REVEAL_ALONE_MS)
}
