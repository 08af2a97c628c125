/** A drop as it is planned in the page: edits, what is wrong with it, and what a device kept of it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addPhase,
  changePhase,
  type DropDraft,
  movePhase,
  newDraft,
  removePhase,
  revealByOf,
  sortPhases,
} from '../src/collections/drop/draft.ts'
import { findDraftProblems, planOf } from '../src/collections/drop/draft-problems.ts'
import { readKeptDraft } from '../src/collections/drop/kept-drafts.ts'
import { parseDrops } from '../src/collections/drop/kept-drops.ts'
import { fromLocalText, toLocalText } from '../src/collections/drop/local-time.ts'

const NOW = Date.UTC(2030, 0, 31, 12, 34)
const HOUR = 3_600_000
const DAY = 24 * HOUR

const namesOf = ({ phases }: DropDraft): readonly string[] => phases.map(({ name }) => name)
const problemsOf = (draft: DropDraft, lists = new Map()): readonly string[] =>
  findDraftProblems(draft, { pieces: 100, nowMs: NOW, lists }).map(
    ({ key, field, message }) => `${key} ${field} ${message}`,
  )
/** A draft that can be opened: friends for free, then everybody. */
function ready(): DropDraft {
  const first = changePhase(newDraft(NOW), 1, { price: '0.5', perAccount: '1,000' })
  return changePhase(addPhase(first, 'list'), 2, { price: '0', list: 'dem1…' })
}

describe('phases', () => {
  test('come with times that follow one another, a list before and a public one behind', () => {
    const { phases } = addPhase(addPhase(newDraft(NOW), 'list'), 'public')
    expect(phases.map(({ name }) => name)).toEqual(['friends', 'public', 'phase 3'])
    expect(phases[0]?.startMs).toBeGreaterThan(NOW)
    expect(phases[0]?.endMs).toBe(phases[1]?.startMs)
    expect(phases[1]?.endMs).toBe(phases[2]?.startMs)
    expect(new Set(phases.map(({ key }) => key)).size).toBe(3)
  })

  test('are moved, sorted by their opening, and taken out', () => {
    const draft = ready()
    const moved = movePhase(draft, 2, 1)
    expect(namesOf(moved)).toEqual(['public', 'friends'])
    expect(namesOf(movePhase(moved, 2, 5))).toEqual(['public', 'friends'])
    expect(movePhase(moved, 2, 5)).toBe(moved)
    expect(sortPhases(moved).phases).toEqual(draft.phases)
    expect(namesOf(sortPhases(changePhase(draft, 2, { startMs: null })))).toEqual(['public', 'friends'])
    expect(namesOf(removePhase(draft, 2))).toEqual(['public'])
  })
})

describe('what stands in the way', () => {
  test('of a draft that is whole is nothing, and the plan says what is written', () => {
    const lists = new Map([['dem1…', { accounts: 1, pieces: 2, problems: [] }]])
    expect(problemsOf(ready(), lists)).toEqual([])
    expect(planOf(ready())).toMatchObject({
      phases: [
        { name: 'friends', price: 0n, perAccount: null, list: 'dem1…' },
        { name: 'public', price: 500_000_000n, perAccount: 1_000, supply: null, list: null },
      ],
      revealByMs: BigInt(revealByOf(ready()) ?? 0),
    })
    expect(revealByOf(ready())).toBe((ready().phases[1]?.endMs ?? 0) + 14 * DAY)
  })

  test('is told once for each field, in words for whoever fills it', () => {
    const wrong = changePhase(ready(), 1, { price: 'half', perAccount: '0', supply: '1.5', endMs: null })
    expect(planOf(wrong)).toBeUndefined()
    expect(problemsOf(wrong)).toEqual([
      '1 endMs needs a date and a time',
      '1 price is no amount: write 0.5, with nine decimals at most',
      '1 perAccount must be a whole number from 1 on; leave it empty where there is no limit',
      '1 supply must be a whole number from 1 on; leave it empty where there is no limit',
    ])
    expect(problemsOf(changePhase(ready(), 1, { price: ' ' }))).toEqual([
      '1 price is missing: 0 gives the pieces away',
    ])
    expect(problemsOf(changePhase(ready(), 2, { startMs: null }))).toEqual([
      '2 startMs needs a date and a time',
    ])
  })

  test('is a phase out of order, one that is over, and a deadline before the end', () => {
    expect(problemsOf(movePhase(ready(), 2, 1))[0]).toContain('2 startMs is before the beginning of “public”')
    expect(problemsOf(changePhase(ready(), 2, { startMs: NOW - DAY, endMs: NOW - HOUR }))).toEqual([
      '2 endMs is over already: choose a later time',
    ])
    expect(problemsOf({ ...ready(), revealByMs: NOW })).toEqual([
      'undefined revealByMs must not be before the end of the last phase',
    ])
    expect(problemsOf({ ...ready(), phases: [] })).toEqual(['undefined phases must be one or more'])
  })

  test('is a list of nobody, or with a mistake in a line', () => {
    expect(problemsOf(changePhase(ready(), 2, { list: ' ' }))[0]).toContain('2 allowlist has nobody yet')
    const mistakes = [
      { place: 'line 1', message: 'it is no address' },
      { place: 'line 3', message: 'it is there already' },
    ]
    const lists = new Map([['dem1…', { accounts: 1, pieces: 1, problems: mistakes }]])
    expect(problemsOf(ready(), lists)).toEqual([
      '2 allowlist has a mistake in line 1: it is no address; and 1 more',
    ])
  })
})

describe('times are typed in the zone of whoever types', () => {
  test('and are the same moment when they are read again', () => {
    const day = fc.integer({ min: 0, max: 50_000 })
    fc.assert(
      fc.property(day, (days) => {
        const noon = days * DAY + 12 * HOUR
        expect(fromLocalText(toLocalText(noon))).toBe(noon)
      }),
    )
    expect(toLocalText(NOW)).toMatch(/^2030-0[12]-\d\dT\d\d:\d\d$/)
    expect(toLocalText(null)).toBe('')
  })

  test('and what is no whole date yet is none', () => {
    for (const text of ['', '2030-02-01', '2030-02-31T', '2030-13-01T00:00', 'soon', '0001-01-01T00:00'])
      expect(fromLocalText(text)).toBeNull()
    fc.assert(fc.property(fc.string(), (text) => (fromLocalText(text) ?? 0) >= 0))
  })
})

describe('a device', () => {
  test('gives back what it kept', () => {
    const picture = { bytes: new Uint8Array([1, 2]), mediaType: 'image/png' }
    const kept = { draft: { ...ready(), picture, revealByMs: NOW, isMutable: true }, isChosen: true }
    expect(readKeptDraft(structuredClone(kept))).toEqual(kept)
    const drop = { id: 'moon', account: '0x11', provenance: 'ab', collection: '0x22' }
    expect(parseDrops(JSON.stringify([drop, 7, { id: 'x' }]))).toEqual([drop])
  })

  test('and nothing of what is damaged', () => {
    expect(readKeptDraft({ draft: { ...ready(), phases: [{ key: 1 }] } })).toBeUndefined()
    expect(parseDrops('{')).toEqual([])
    fc.assert(
      fc.property(fc.anything(), (kept) => {
        readKeptDraft(kept)
        readKeptDraft({ draft: kept })
        parseDrops(JSON.stringify(kept) ?? '')
      }),
    )
  })
})
