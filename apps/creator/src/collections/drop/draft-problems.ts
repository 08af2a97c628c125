import { parseDem } from '@demiurge/design/format'
import { findPlanProblems, type ListProblem, type PlannedPhase, type PlanProblem } from '@demiurge/sdk'
import { type DropDraft, type PhaseDraft, revealByOf } from './draft.ts'

/** What the wallet's worker found in a list. */
export interface ListSummary {
  readonly accounts: number
  /** All allowances together. */
  readonly pieces: number
  readonly problems: readonly ListProblem[]
}

/** A problem of a draft, to be shown at its field and above the button that it stands in the way of. */
export interface DraftProblem {
  /** The phase's key; undefined for what concerns the whole drop. */
  readonly key: number | undefined
  readonly field: PlanProblem['field']
  readonly message: string
}

/** What each field is called in the page. */
export const FIELD_TITLES: Readonly<Record<PlanProblem['field'], string>> = {
  name: 'Name',
  startMs: 'Opening',
  endMs: 'End',
  price: 'Price',
  perAccount: 'Limit a wallet',
  supply: 'Supply',
  allowlist: 'List of accounts',
  phases: 'Phases',
  revealByMs: 'Deadline of the reveal',
}

/** What is opened, as far as it follows from the draft alone: lists are texts still. */
export interface OrderedPhase extends Omit<PlannedPhase, 'allowlist'> {
  readonly list: string | null
}

/** Phases and deadline of a draft without problems. Undefined while any field cannot be read. */
export function planOf(
  draft: DropDraft,
): { readonly phases: readonly OrderedPhase[]; readonly revealByMs: bigint } | undefined {
  const phases = draft.phases.map(readPhase)
  const revealByMs = revealByOf(draft)
  if (revealByMs === null || phases.some(({ problems }) => problems.length > 0)) return undefined
  return {
    phases: phases.map(({ phase }, i) => ({ ...phase, list: draft.phases[i]?.list ?? null })),
    revealByMs: BigInt(revealByMs),
  }
}

/**
 * Everything that stands in the way of opening a drop of so many pieces, at `nowMs` (Unix ms). `lists` are what was found in each list, by its
 * text; one that was not looked at yet is no problem.
 */
export function findDraftProblems(
  draft: DropDraft,
  {
    pieces,
    nowMs,
    lists,
  }: { readonly pieces: number; readonly nowMs: number; readonly lists: ReadonlyMap<string, ListSummary> },
): readonly DraftProblem[] {
  const read = draft.phases.map(readPhase)
  const own = read.flatMap(({ problems }, i): DraftProblem[] =>
    problems.map(([field, message]) => ({ key: draft.phases[i]?.key, field, message })),
  )
  const isTold = (key: number | undefined, field: string): boolean =>
    own.some((each) => each.key === key && each.field === field)
  // A field that cannot be read has a harmless value here: what is told of it anew says nothing.
  let last = 0n
  const phases = read.map(({ phase }): PlannedPhase => {
    last = phase.startMs < 0n ? last : phase.startMs
    return { ...phase, startMs: last, endMs: phase.endMs < 0n ? last + 1n : phase.endMs, allowlist: null }
  })
  const revealByMs = BigInt(revealByOf(draft) ?? Number.MAX_SAFE_INTEGER)
  const planned = findPlanProblems({ phases, revealByMs }, { pieces, nowMs: BigInt(nowMs) })
    .map(({ phase, field, message }) => ({
      key: phase === undefined ? undefined : draft.phases[phase]?.key,
      field,
      message,
    }))
    .filter(({ key, field }) => !isTold(key, field) && !(field === 'endMs' && isTold(key, 'startMs')))
  return [...own, ...planned, ...draft.phases.flatMap((phase) => findListProblems(phase, lists))]
}

type Found = readonly [field: keyof PlannedPhase, message: string]

/** The phase with a value in place of what cannot be read: times of -1. */
function readPhase({ name, startMs, endMs, price, perAccount, supply }: PhaseDraft): {
  readonly phase: PlannedPhase
  readonly problems: readonly Found[]
} {
  const sparks = parseDem(price)
  const [most, all] = [readLimit(perAccount), readLimit(supply)]
  const problems: (Found | false)[] = [
    startMs === null && ['startMs', 'needs a date and a time'],
    endMs === null && ['endMs', 'needs a date and a time'],
    price.trim() === '' && ['price', 'is missing: 0 gives the pieces away'],
    price.trim() !== '' &&
      sparks === undefined && ['price', 'is no amount: write 0.5, with nine decimals at most'],
    most === undefined && ['perAccount', LIMIT_RULE],
    all === undefined && ['supply', LIMIT_RULE],
  ]
  const phase = {
    name: name.trim(),
    startMs: BigInt(startMs ?? -1),
    endMs: BigInt(endMs ?? -1),
    price: sparks ?? 0n,
    perAccount: most ?? null,
    supply: all ?? null,
    allowlist: null,
  }
  return { phase, problems: problems.filter((each) => each !== false) }
}

const LIMIT_RULE = 'must be a whole number from 1 on; leave it empty where there is no limit'

/** Null where nothing is written, undefined where it is no number. */
function readLimit(text: string): number | null | undefined {
  const written = text.trim().replaceAll(',', '')
  if (written === '') return null
  return /^\d{1,10}$/.test(written) && Number(written) > 0 ? Number(written) : undefined
}

function findListProblems(
  { key, list }: PhaseDraft,
  lists: ReadonlyMap<string, ListSummary>,
): readonly DraftProblem[] {
  if (list === null) return []
  const found = lists.get(list)
  const told = (message: string): readonly DraftProblem[] => [{ key, field: 'allowlist', message }]
  if (list.trim() === '' || found?.accounts === 0)
    return told('has nobody yet: write an account a line, or choose a file')
  const [first] = found?.problems ?? []
  if (first === undefined) return []
  const more = (found?.problems.length ?? 1) - 1
  return told(`has a mistake in ${first.place}: ${first.message}${more === 0 ? '' : `; and ${more} more`}`)
}
