import { Check, Copy } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'

const SHOWN_MS = 1_600

/** Copies a text and says so. With children they are the button; without, it is an icon. */
export function CopyButton({
  text,
  label,
  children,
}: {
  readonly text: string
  readonly label: string
  readonly children?: ReactNode
}): ReactNode {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = (): void => {
    // A browser may refuse the clipboard (no focus, no permission): then the icon simply does not change.
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <button
      type="button"
      className="d-copy"
      data-wide={children !== undefined || undefined}
      data-copied={copied || undefined}
      title={text}
      aria-label={copied ? 'Copied' : label}
      onClick={copy}
    >
      {children}
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </button>
  )
}
