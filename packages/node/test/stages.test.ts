import { expect, test } from 'vitest'
import { Stages } from '../src/stages.ts'

function clocked() {
  let now = 0
  const stages = new Stages(() => now)
  const pass = (ms: number): void => {
    now += ms
  }
  const times = (name: string) => stages.times().find((each) => each.name === name)
  return { stages, pass, times }
}

test('what an inner stage takes is not counted for the outer one, also when it throws', () => {
  const { stages, pass, times } = clocked()
  stages.run('order', 1, () => {
    pass(3)
    stages.run('execute', 10, () => {
      pass(5)
      expect(() =>
        stages.run('root', 10, () => {
          pass(7)
          throw new Error('no')
        }),
      ).toThrow('no')
      pass(1)
    })
    pass(2)
  })
  expect(times('order')).toMatchObject({ items: 1, busyMs: 5, longestMs: 5 })
  expect(times('execute')).toMatchObject({ items: 10, busyMs: 6 })
  expect(times('root')).toMatchObject({ busyMs: 7 })
})

test('waiting is counted from begin to end, and the longest piece is remembered', async () => {
  const { stages, pass, times } = clocked()
  for (const ms of [4, 9, 2]) await stages.await('log', 1, async () => pass(ms))
  expect(times('log')).toMatchObject({ items: 3, busyMs: 15, longestMs: 9 })
})
