import { Moon, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../actions/button.tsx'
import { useTheme } from './use-theme.ts'

/** Changes between light and dark, and remembers. */
export function ThemeToggle(): ReactNode {
  const { resolved, setTheme } = useTheme()
  const dark = resolved === 'dark'
  return (
    <IconButton label={dark ? 'Light theme' : 'Dark theme'} onClick={() => setTheme(dark ? 'light' : 'dark')}>
      {dark ? <Sun /> : <Moon />}
    </IconButton>
  )
}
