import type { Desk } from '../desk/desk.ts'
import { autoLockMinutes, createIdleWatch } from './auto-lock.ts'
import type { KeyTasks } from './key-tasks.ts'

const LOOK_MS = 5_000
/** What shows that somebody is there. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

const followers = new WeakMap<Desk<KeyTasks>, Set<() => void>>()

/**
 * Has the wallet of a desk locked when nobody is there, and tells. The watch goes on when nobody follows it any more, because the keys stay
 * in the worker when a person leaves the wallet's page. Returns how to stop following.
 */
export function followIdleLock(desk: Desk<KeyTasks>, onLocked: () => void): () => void {
  const listeners = followers.get(desk) ?? watch(desk)
  listeners.add(onLocked)
  return () => listeners.delete(onLocked)
}

function watch(desk: Desk<KeyTasks>): Set<() => void> {
  const listeners = new Set<() => void>()
  followers.set(desk, listeners)
  const { seen, look } = createIdleWatch({
    nowMs: () => Date.now(),
    minutes: autoLockMinutes,
    onIdle() {
      if (!desk.isStarted()) return
      desk.ask('lock', null).then(
        () => {
          for (const listener of listeners) listener()
        },
        // The worker is gone, and the keys with it.
        () => undefined,
      )
    },
  })
  for (const sign of SIGNS) addEventListener(sign, seen, { capture: true, passive: true })
  // Browsers hold timers of pages out of sight back; a machine that slept looks when it wakes.
  document.addEventListener('visibilitychange', look)
  setInterval(look, LOOK_MS)
  return listeners
}
