import { addText, formatDraft, hideLayer, newDraft, parseDraft } from '@demiurge/creator'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const draft = newDraft(7)
const written = {
  ...draft,
  artwork: hideLayer(addText(draft.artwork, 'Night'), 2, true),
  details: { ...draft.details, name: 'Étude № 3', attributes: [{ trait: 'Mood', value: '' }], royalty: 'x' },
}

test('a draft comes back as it was left, right or wrong', () => {
  expect(parseDraft(formatDraft(written))).toEqual(written)
})

test('what no draft can hold is refused when it is kept, not when it is read', () => {
  const long = { ...draft, details: { ...draft.details, name: 'x'.repeat(5_000) } }
  expect(() => formatDraft(long)).toThrow()
})

test('a damaged draft is no draft, and breaks nothing', () => {
  const kept = formatDraft(written)
  expect(parseDraft(kept.slice(0, -1))).toBeUndefined()
  expect(parseDraft(kept.replace('"version":1', '"version":2'))).toBeUndefined()
  expect(parseDraft(kept.replace('flow-field', 'no-such-pattern'))).toBeUndefined()
  const text = fc.oneof(fc.string(), fc.json())
  fc.assert(
    fc.property(text, (hostile) => {
      expect(parseDraft(hostile)).toBeUndefined()
    }),
  )
})
