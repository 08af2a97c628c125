import type { DropView } from '@demiurge/api'

type Phase = DropView['drop']['phases'][number]

/** A phase with its number, from 0. */
export interface NumberedPhase {
  readonly number: number
  readonly phase: Phase
}

/**
 * Where a drop stands at a time: before its next phase, on sale in one or more of them, past its last phase and not ended yet, waiting for
 * the draw, drawn and being revealed, or revealed as far as it can be told.
 */
export type Moment =
  | { readonly kind: 'before'; readonly next: NumberedPhase }
  | { readonly kind: 'open'; readonly phases: readonly NumberedPhase[] }
  | { readonly kind: 'past' }
  | { readonly kind: 'drawing'; readonly fromMs: bigint }
  | { readonly kind: 'revealing'; readonly start: number }
  | { readonly kind: 'revealed'; readonly start: number }

/** Where a drop stands at `nowMs` (Unix ms). */
export function momentOf({ drop, sale, startingIndex, drawnFromMs }: DropView, nowMs: bigint): Moment {
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

/** Whether a phase is to come, open, or over at a time; the end of the sale ends all. */
export function phaseState(view: DropView, phase: Phase, nowMs: bigint): 'to come' | 'open' | 'over' {
  if (view.sale.drawEpoch !== null || nowMs >= phase.endMs) return 'over'
  return nowMs < phase.startMs ? 'to come' : 'open'
}

/** A span until something, in ms: `2 d 4 h`, or hours, minutes and seconds in the last day. */
export function formatCountdown(ms: bigint): string {
  const seconds = ms <= 0n ? 0 : Number((ms + 999n) / 1_000n)
  const days = Math.floor(seconds / 86_400)
  if (days > 0) return `${days} d ${Math.floor((seconds % 86_400) / 3_600)} h`
  const parts = [seconds / 3_600, (seconds % 3_600) / 60, seconds % 60]
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')
}
