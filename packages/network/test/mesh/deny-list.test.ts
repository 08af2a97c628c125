import { expect, test } from 'vitest'
import { DenyList } from '../../src/deny-list.ts'

test('offences add up, shut the door above a line, and fade', () => {
  const list = new DenyList()
  list.add('eve', 60, 0)
  expect(list.isDenied('eve', 0)).toBe(false)
  list.add('eve', 60, 0)
  expect(list.isDenied('eve', 0)).toBe(true)
  expect(list.denied(0).map(({ id }) => id)).toEqual(['eve'])
  const [{ untilMs } = { untilMs: 0 }] = list.denied(0)
  expect(list.isDenied('eve', untilMs - 1_000)).toBe(true)
  expect(list.isDenied('eve', untilMs + 1_000)).toBe(false)
  expect(list.pointsOf('eve', 600_000)).toBe(60)
  expect(list.isDenied('ada', 0)).toBe(false)
})
