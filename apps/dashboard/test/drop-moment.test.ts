import type { DropView } from '@demiurge/api'
import { expect, test } from 'vitest'
import { formatCountdown, momentOf, phaseState } from '../src/drop/moment.ts'

const HASH = `0x${'11'.repeat(32)}`
const open = { price: 5n, perAccount: null, supply: null, allowlist: null }
const friends = { ...open, name: 'friends', startMs: 100n, endMs: 200n }
const everybody = { ...open, name: 'everybody', startMs: 150n, endMs: 300n }

function viewOf(changes: Partial<DropView> = {}, sale: Partial<DropView['sale']> = {}): DropView {
  return {
    collection: HASH,
    creator: HASH,
    drop: {
      provenance: HASH,
      pieces: 9,
      placeholderUri: '',
      placeholderHash: HASH,
      revealByMs: 500n,
      phases: [friends, everybody],
    },
    sale: { sold: 4, revealed: 0, byPhase: [4, 0], proceeds: 20n, drawEpoch: null, ...sale },
    startingIndex: null,
    seed: null,
    drawnFromMs: null,
    ...changes,
  }
}

test('a drop goes from its first phase to its last work revealed', () => {
  const view = viewOf()
  expect(momentOf(view, 99n)).toEqual({ kind: 'before', next: { number: 0, phase: friends } })
  expect(momentOf(view, 100n)).toEqual({ kind: 'open', phases: [{ number: 0, phase: friends }] })
  expect(momentOf(view, 199n)).toMatchObject({ phases: [{ number: 0 }, { number: 1 }] })
  expect(momentOf(view, 200n)).toMatchObject({ phases: [{ number: 1 }] })
  expect(momentOf(view, 300n)).toEqual({ kind: 'past' })
  const closed = { drawEpoch: 7n }
  expect(momentOf(viewOf({ drawnFromMs: 900n }, closed), 120n)).toEqual({ kind: 'drawing', fromMs: 900n })
  expect(momentOf(viewOf({ startingIndex: 3 }, closed), 120n)).toEqual({ kind: 'revealing', start: 3 })
  expect(momentOf(viewOf({ startingIndex: 0 }, { ...closed, revealed: 4 }), 120n)).toEqual({
    kind: 'revealed',
    start: 0,
  })
})

test('a phase is to come, open or over, and the end of the sale ends all', () => {
  expect([99n, 100n, 199n, 200n].map((now) => phaseState(viewOf(), friends, now))).toEqual([
    'to come',
    'open',
    'open',
    'over',
  ])
  expect(phaseState(viewOf({}, { drawEpoch: 7n }), friends, 150n)).toBe('over')
})

test('a countdown never shows less than is left', () => {
  expect(formatCountdown(-5n)).toBe('00:00:00')
  expect(formatCountdown(1n)).toBe('00:00:01')
  expect(formatCountdown(3_725_000n)).toBe('01:02:05')
  expect(formatCountdown(86_400_000n)).toBe('1 d 0 h')
  expect(formatCountdown(187_200_000n)).toBe('2 d 4 h')
})
