import {
  addVersion,
  formatVersions,
  MAX_VERSIONS,
  newDraft,
  parseVersions,
  type Version,
} from '@demiurge/creator'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const at = '2026-05-01T10:00:00.000Z'

test('versions are kept with their names, the newest first, and come back as they were', () => {
  const first = addVersion([], { name: '  First  ', at, draft: newDraft(1) })
  const both = addVersion(first, { name: '', at, draft: newDraft(2) })
  expect(both.map(({ name }) => name)).toEqual(['Untitled', 'First'])
  expect(parseVersions(formatVersions(both))).toEqual(both)
})

test('a new version lets the oldest go, and one that no draft can hold is refused', () => {
  let versions: readonly Version[] = []
  for (let i = 0; i < MAX_VERSIONS + 3; i++)
    versions = addVersion(versions, { name: `v${i}`, at, draft: newDraft(i) })
  expect(versions).toHaveLength(MAX_VERSIONS)
  expect(versions[0]?.name).toBe(`v${MAX_VERSIONS + 2}`)
  const draft = newDraft(1)
  const broken = { ...draft, artwork: { ...draft.artwork, width: 1 } }
  expect(() => addVersion(versions, { name: 'x', at, draft: broken })).toThrow('width')
})

test('whatever stands in the storage, reading it never fails', () => {
  fc.assert(fc.property(fc.string(), (kept) => void expect(parseVersions(kept)).toEqual([])))
  const kept = formatVersions(addVersion([], { name: 'a', at, draft: newDraft(1) }))
  fc.assert(
    fc.property(fc.nat(kept.length - 1), fc.string({ minLength: 1, maxLength: 2 }), (place, put) => {
      expect(Array.isArray(parseVersions(kept.slice(0, place) + put + kept.slice(place + 1)))).toBe(true)
    }),
  )
  expect(parseVersions(kept.replace(at, 'never'))).toEqual([])
})
