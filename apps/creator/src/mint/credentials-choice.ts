import { holdsCredentials } from '@demiurge/art'

/** Why content credentials cannot go into a file of this kind here, as a sentence; undefined when they can. */
export function whyNoCredentials(
  mediaType: string,
  isSecure: boolean = globalThis.isSecureContext,
): string | undefined {
  if (!holdsCredentials(mediaType)) return 'PNG and JPEG hold them; this format does not.'
  // Web Cryptography is for secure contexts only.
  return isSecure
    ? undefined
    : 'This browser signs them only where the page is opened by https or on this machine.'
}

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
