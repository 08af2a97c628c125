/** Minutes without anybody after which a wallet locks itself, as they can be chosen; 0 is never. */
export const autoLockChoices = [1, 5, 15, 30, 60, 0] as const
/** One of the choices. */
export type AutoLockMinutes = (typeof autoLockChoices)[number]

const DEFAULT_MINUTES = 15
const MINUTE_MS = 60_000
const KEY = 'demiurge.wallet.autoLock'

/** What was chosen on this device; 15 until somebody chose. */
export function autoLockMinutes(): AutoLockMinutes {
  try {
    const kept = localStorage.getItem(KEY)
    return autoLockChoices.find((each) => String(each) === kept) ?? DEFAULT_MINUTES
  } catch {
    // Storage is forbidden here.
    return DEFAULT_MINUTES
  }
}

/** Keeps the choice. */
export function keepAutoLockMinutes(minutes: AutoLockMinutes): void {
  try {
    localStorage.setItem(KEY, String(minutes))
  } catch {
    // It stays at what it is without a choice.
  }
}

/** What an idle watch needs. */
export interface IdleOptions {
  /** A clock that goes on while the machine sleeps. */
  readonly nowMs: () => number
  /** Asked at each look, so that a choice holds at once. 0 is never. */
  readonly minutes: () => number
  readonly onIdle: () => void
}

/** Tells when nobody was there for so long: once, until somebody is there again. */
export interface IdleWatch {
  /** Somebody is there. Whoever comes after the time was over is too late: `onIdle` is called before. */
  seen(): void
  /** Looks at the clock. To be called often, and whenever the page comes back into sight. */
  look(): void
}

/** Begins to watch; somebody was there just now. */
export function createIdleWatch({ nowMs, minutes, onIdle }: IdleOptions): IdleWatch {
  let last = nowMs()
  let told = false
  const look = (): void => {
    const limit = minutes()
    if (told || limit === 0 || nowMs() - last < limit * MINUTE_MS) return
    told = true
    onIdle()
  }
  return {
    look,
    seen() {
      look()
      last = nowMs()
      told = false
    },
  }
}
