import type { ReactNode } from 'react'

/** The mark: a craftsman's compass over an arc, drawn in the current colour. */
export function Logo(): ReactNode {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden
    >
      <circle cx="12" cy="4.5" r="2" />
      <path d="M11 6.5 5 20M13 6.5 19 20" />
      <path d="M4 13.5c4.5 4 11.5 4 16 0" />
    </svg>
  )
}
