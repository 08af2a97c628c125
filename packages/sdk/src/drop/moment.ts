import type { DropView } from '@demiurge/api'
import type { Phase } from '@demiurge/modules'

/** A phase with its number, from 0. */
export interface NumberedPhase {
  readonly number: number
  readonly phase: Phase
}

/**
 * Where a drop stands at a time: before its next phase, on sale in one or more of them, past its last phase and not ended yet, waiting for
 * the draw (expected from `fromMs` on, Unix ms), drawn and being revealed, or revealed as far as it can be told. `start` is the starting
 * index, from 0.
 */
export type DropMoment =
  | { readonly kind: 'before'; readonly next: NumberedPhase }
  | { readonly kind: 'open'; readonly phases: readonly NumberedPhase[] }
  | { readonly kind: 'past' }
  | { readonly kind: 'drawing'; readonly fromMs: bigint }
  | { readonly kind: 'revealing'; readonly start: number }
  | { readonly kind: 'revealed'; readonly start: number }

/** Where a drop stands at `nowMs` (Unix ms). */
export function momentOf({ drop, sale, startingIndex, drawnFromMs }: DropView, nowMs: bigint): DropMoment {
  if (sale.drawEpoch !== null) {
    if (startingIndex === null) return { kind: 'drawing', fromMs: drawnFromMs ?? 0n }
    const kind = sale.revealed < sale.sold ? 'revealing' : 'revealed'
    return { kind, start: startingIndex }
  }
  const phases = drop.phases.map((phase, number) => ({ phase, number }))
  const open = phases.filter(({ phase }) => phase.startMs <= nowMs && nowMs < phase.endMs)
  if (open.length > 0) return { kind: 'open', phases: open }
  const next = phases.find(({ phase }) => phase.startMs > nowMs)
  return next === undefined ? { kind: 'past' } : { kind: 'before', next }
}

/** What a phase is at a time. */
export type PhaseState = 'to come' | 'open' | 'sold out' | 'over'

/**
 * Whether a phase is to come, open, sold out (its own supply, or all pieces of the drop) or over at `nowMs` (Unix ms); the end of the sale
 * ends all. A phase that the drop does not have is over.
 */
export function phaseState({ drop, sale }: DropView, number: number, nowMs: bigint): PhaseState {
  const phase = drop.phases[number]
  const isEnded = sale.drawEpoch !== null
  if (phase === undefined) return 'over'
  if (nowMs < phase.startMs) return isEnded ? 'over' : 'to come'
  const isTaken = phase.supply !== null && (sale.byPhase[number] ?? 0) >= phase.supply
  if (isTaken || sale.sold >= drop.pieces) return 'sold out'
  return isEnded || nowMs >= phase.endMs ? 'over' : 'open'
}
