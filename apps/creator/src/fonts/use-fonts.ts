import type { FontFile } from '@demiurge/art'
import { useSyncExternalStore } from 'react'
import { dropFont, keepFont, listFonts } from './kept-fonts.ts'

const listeners = new Set<() => void>()
/** Undefined until the device has answered. */
let fonts: readonly FontFile[] | undefined
let isAsked = false

async function refresh(): Promise<void> {
  // Where storage is forbidden there are none.
  fonts = await listFonts().catch(() => [])
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (!isAsked) {
    isAsked = true
    void refresh()
  }
  return () => listeners.delete(listener)
}

/** The fonts that the creator brought; another list whenever one comes or goes, undefined while the device is asked. */
export function useFonts(): readonly FontFile[] | undefined {
  return useSyncExternalStore(subscribe, () => fonts)
}

/** Keeps a font on this device. Rejects as `keepFont` does. */
export async function addFont(file: Blob): Promise<FontFile> {
  const font = await keepFont(file)
  await refresh()
  return font
}

/** Removes a font from this device. */
export async function removeFont(name: string): Promise<void> {
  await dropFont(name)
  await refresh()
}
