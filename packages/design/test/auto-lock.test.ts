import { expect, test } from 'vitest'
import { createIdleWatch } from '../src/wallet/auto-lock.ts'

function watched(minutes: () => number = () => 15) {
  let now = 1_000
  let locked = 0
  const watch = createIdleWatch({ nowMs: () => now, minutes, onIdle: () => locked++ })
  const wait = (seconds: number): void => {
    now += seconds * 1_000
  }
  return { ...watch, wait, locked: () => locked }
}

test('a wallet that nobody uses locks itself once, and is left alone while somebody is there', () => {
  const { seen, look, wait, locked } = watched()
  for (let i = 0; i < 60; i++) {
    wait(60)
    seen()
  }
  look()
  expect(locked()).toBe(0)
  wait(15 * 60 - 1)
  look()
  expect(locked()).toBe(0)
  wait(1)
  look()
  look()
  expect(locked()).toBe(1)
  seen()
  wait(15 * 60)
  look()
  expect(locked()).toBe(2)
})

test('whoever wakes a sleeping machine finds it locked: coming back is no sign of having been there', () => {
  const { seen, wait, locked } = watched()
  wait(8 * 3_600)
  seen()
  expect(locked()).toBe(1)
})

test('a choice holds at once, and never is never', () => {
  let minutes = 0
  const { look, wait, locked } = watched(() => minutes)
  wait(1_000_000)
  look()
  expect(locked()).toBe(0)
  minutes = 60
  look()
  expect(locked()).toBe(1)
})
