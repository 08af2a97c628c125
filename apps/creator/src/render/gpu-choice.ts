import { hasGpu } from '@demiurge/art/web'
import { useSyncExternalStore } from 'react'

const KEY = 'demiurge.creator.gpu'

/** Whether there is a GPU to draw the preview with, and whether the person wants it to. */
export interface GpuChoice {
  readonly isThere: boolean
  readonly isWanted: boolean
}

const listeners = new Set<() => void>()
let choice: GpuChoice = { isThere: false, isWanted: load() }
let isAsked = false

function set(change: Partial<GpuChoice>): void {
  choice = { ...choice, ...change }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (!isAsked) {
    isAsked = true
    void hasGpu().then((isThere) => isThere && set({ isThere }))
  }
  return () => listeners.delete(listener)
}

/** The choice; it is wanted unless the person said otherwise. */
export function useGpuChoice(): GpuChoice {
  return useSyncExternalStore(subscribe, () => choice)
}

/** Says whether the GPU is to draw the preview; remembered on this device. */
export function wantGpu(isWanted: boolean): void {
  set({ isWanted })
  try {
    localStorage.setItem(KEY, isWanted ? 'on' : 'off')
  } catch {
    // Storage is forbidden: it holds for this visit.
  }
}

function load(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}
