import type { DropView } from '@demiurge/api'
import { momentOf, phaseState } from '@demiurge/sdk'
import { expect, test } from 'vitest'

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
  expect([99n, 100n, 199n, 200n].map((now) => phaseState(viewOf(), 0, now))).toEqual([
    'to come',
    'open',
    'open',
    'over',
  ])
  expect(phaseState(viewOf({}, { drawEpoch: 7n }), 0, 150n)).toBe('over')
  expect(phaseState(viewOf({}, { drawEpoch: 7n }), 0, 99n)).toBe('over')
  expect(phaseState(viewOf(), 2, 150n)).toBe('over')
})

test('a phase whose supply is taken is sold out, and so are all when no piece is left', () => {
  const view = viewOf()
  const few = { ...view, drop: { ...view.drop, phases: [{ ...friends, supply: 4 }, everybody] } }
  expect([99n, 150n, 250n].map((now) => phaseState(few, 0, now))).toEqual(['to come', 'sold out', 'sold out'])
  expect(phaseState(few, 1, 150n)).toBe('open')
  const whole = viewOf({}, { sold: 9, drawEpoch: 7n })
  expect([phaseState(whole, 0, 150n), phaseState(whole, 1, 120n)]).toEqual(['sold out', 'over'])
})
