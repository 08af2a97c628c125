import { record, redo, settle, startHistory, undo } from '@demiurge/creator'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('what was changed can be taken back and done again', () => {
  const drawn = record(record(startHistory('paper'), 'sketch'), 'painting')
  expect(undo(drawn).present).toBe('sketch')
  expect(undo(undo(drawn)).present).toBe('paper')
  expect(redo(undo(drawn)).present).toBe('painting')
  expect(undo(startHistory('paper')).present).toBe('paper')
  expect(redo(drawn).present).toBe('painting')
})

test('a drag is one step, and the next drag is another', () => {
  let history = startHistory(0)
  for (const value of [1, 2, 3]) history = record(history, value, 'slider')
  history = settle(history)
  for (const value of [4, 5]) history = record(history, value, 'slider')
  expect(undo(history).present).toBe(3)
  expect(undo(undo(history)).present).toBe(0)
})

test('a new change forgets what was taken back', () => {
  const history = record(undo(record(startHistory('a'), 'b')), 'c')
  expect(redo(history).present).toBe('c')
  expect(undo(history).present).toBe('a')
})

test('after any changes, undoing all and redoing all comes back to the same', () => {
  const change = fc.record({ value: fc.nat(), tag: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }) })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      let history = startHistory(-1)
      for (const { value, tag } of changes) history = record(history, value, tag)
      const { present, past } = history
      for (const _ of past) history = undo(history)
      expect(history.present).toBe(-1)
      for (const _ of past) history = redo(history)
      expect(history.present).toBe(present)
    }),
  )
})
