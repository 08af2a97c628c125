import { useSyncExternalStore } from 'react'

/** What the person chose; `system` follows the operating system. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'demiurge.theme'
const listeners = new Set<() => void>()

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
    return current
  }
}

let current: Theme = 'system'

/** Puts the remembered theme on the page; call it before the first render, so that nothing flashes. */
export function applyTheme(): void {
  current = stored()
  show()
}

function show(): void {
  if (current === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = current
}

function setTheme(theme: Theme): void {
  current = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // As above.
  }
  show()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  listeners.add(listener)
  system.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    system.removeEventListener('change', listener)
  }
}

function isDark(): boolean {
  return current === 'dark' || (current === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
}

/** The chosen theme, the one that is seen (`resolved`), and a way to choose, which is remembered. */
export function useTheme(): {
  readonly theme: Theme
  readonly resolved: 'light' | 'dark'
  readonly setTheme: (theme: Theme) => void
} {
  const theme = useSyncExternalStore(
    subscribe,
    () => current,
    () => 'system' as const,
  )
  const dark = useSyncExternalStore(subscribe, isDark, () => false)
  return { theme, resolved: dark ? 'dark' : 'light', setTheme }
}
