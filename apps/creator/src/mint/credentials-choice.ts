const KEY = 'demiurge.creator.credentials'
const OFF = 'off'

/** Whether this device was last asked to put content credentials into files: yes, until somebody said no. */
export function wantsCredentials(): boolean {
  try {
    return localStorage.getItem(KEY) !== OFF
  } catch {
    // Storage is forbidden here: as if nobody had said anything.
    return true
  }
}

/** Keeps the choice. */
export function keepWantsCredentials(wanted: boolean): void {
  try {
    if (wanted) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, OFF)
  } catch {
    // It then holds as long as the page.
  }
}
