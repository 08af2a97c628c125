import { MAX_PHASES } from '@demiurge/modules'
import { MAX_LIST } from './allowlist.ts'
import type { PlannedPhase } from './open-drop.ts'

/** What a creator plans before a drop is opened. */
export interface DropPlan {
  readonly phases: readonly PlannedPhase[]
  /** Unix ms: from then on anybody may reveal. */
  readonly revealByMs: bigint
}

/** Something in a plan that the chain, or the creator's own clock, would not take. */
export interface PlanProblem {
  /** Number of the phase from 0; undefined for what concerns the whole plan. */
  readonly phase: number | undefined
  readonly field: keyof PlannedPhase | 'phases' | 'revealByMs'
  /** What is wrong and how to set it right, to stand behind the field's name. */
  readonly message: string
}

/** How long a creator alone may reveal where the plan does not say, ms: two weeks. */
export const REVEAL_ALONE_MS = 14n * 86_400_000n

const MAX_NAME_BYTES = 32
const MAX_LIMIT = 2 ** 32 - 1
const MAX_SPARKS = 2n ** 128n - 1n

/** From when on others may reveal where the plan does not say: two weeks after the last phase, Unix ms. */
export function defaultRevealBy(phases: readonly Pick<PlannedPhase, 'endMs'>[]): bigint {
  return phases.reduce((last, { endMs }) => (endMs > last ? endMs : last), 0n) + REVEAL_ALONE_MS
}

/**
 * Everything that stands in the way of opening a drop of so many `pieces` by a plan, in order of its phases. With `nowMs` (Unix ms)
 * phases that are over before the drop is open are told as well.
 */
export function findPlanProblems(
  { phases, revealByMs }: DropPlan,
  { pieces, nowMs }: { readonly pieces: number; readonly nowMs?: bigint },
): readonly PlanProblem[] {
  const problems: PlanProblem[] = phases.flatMap((phase, number) =>
    findPhaseProblems(phase, { before: phases[number - 1], pieces, nowMs }).map(([field, message]) => ({
      phase: number,
      field,
      message,
    })),
  )
  const whole = (field: PlanProblem['field'], message: string): void =>
    void problems.push({ phase: undefined, field, message })
  if (phases.length === 0) whole('phases', 'must be one or more')
  if (phases.length > MAX_PHASES) whole('phases', `must be ${MAX_PHASES} at most, there are ${phases.length}`)
  if (revealByMs < defaultRevealBy(phases) - REVEAL_ALONE_MS)
    whole('revealByMs', 'must not be before the end of the last phase')
  return problems
}

type Found = readonly [field: keyof PlannedPhase, message: string]

function findPhaseProblems(
  phase: PlannedPhase,
  {
    before,
    pieces,
    nowMs,
  }: {
    readonly before: PlannedPhase | undefined
    readonly pieces: number
    readonly nowMs: bigint | undefined
  },
): readonly Found[] {
  const { name, startMs, endMs, price, perAccount, supply, allowlist } = phase
  const bytes = new TextEncoder().encode(name).length
  const found: (Found | false)[] = [
    (bytes === 0 || bytes > MAX_NAME_BYTES) && ['name', `must be a text of 1 to ${MAX_NAME_BYTES} bytes`],
    before !== undefined &&
      startMs < before.startMs && [
        'startMs',
        `is before the beginning of “${before.name}”: phases stand in order of their beginning`,
      ],
    endMs <= startMs && ['endMs', 'must be after the beginning of the phase'],
    endMs > startMs &&
      nowMs !== undefined &&
      endMs <= nowMs && ['endMs', 'is over already: choose a later time'],
    (price < 0n || price * BigInt(pieces) > MAX_SPARKS) && [
      'price',
      'is more than all coins: all pieces together must be payable',
    ],
    !isLimit(perAccount) && ['perAccount', LIMIT_RULE],
    !isLimit(supply) && ['supply', LIMIT_RULE],
    allowlist !== null &&
      (allowlist.length === 0 || allowlist.length > MAX_LIST) && [
        'allowlist',
        `has ${allowlist.length} accounts, it takes 1 to ${MAX_LIST}; leave it out where anybody may claim`,
      ],
  ]
  return found.filter((each) => each !== false)
}

const LIMIT_RULE = 'must be a whole number from 1 on, or be left out where there is no limit'

function isLimit(limit: number | null): boolean {
  return limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT)
}
