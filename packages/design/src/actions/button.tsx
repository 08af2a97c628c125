import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Tooltip } from '../overlay/tooltip.tsx'

/** How strongly a button speaks: one `primary` a view, `secondary` beside it, `ghost` in bars, `danger` for what cannot be undone. */
export type ButtonKind = 'primary' | 'secondary' | 'ghost' | 'danger'

interface Look {
  readonly kind?: ButtonKind
  readonly size?: 'small' | 'medium' | 'large'
}

/** A button. While `busy` it shows a spinner, keeps its focus and ignores clicks. */
export function Button({
  kind = 'secondary',
  size = 'medium',
  busy = false,
  children,
  onClick,
  className = '',
  ...rest
}: ComponentProps<'button'> & Look & { readonly busy?: boolean }): ReactNode {
  return (
    <button
      type="button"
      className={`d-button ${className}`}
      data-kind={kind}
      data-size={size}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
      {...rest}
    >
      {busy && <LoaderCircle className="d-spinner" aria-hidden />}
      {children}
    </button>
  )
}

/** A link that looks like a button. */
export function LinkButton({
  kind = 'secondary',
  size = 'medium',
  className = '',
  ...rest
}: ComponentProps<'a'> & Look): ReactNode {
  return <a className={`d-button ${className}`} data-kind={kind} data-size={size} {...rest} />
}

/** A button with an icon only; `label` is its name for screen readers and its tooltip. */
export function IconButton({
  label,
  kind = 'ghost',
  className = '',
  ...rest
}: ComponentProps<typeof Button> & { readonly label: string }): ReactNode {
  return (
    <Tooltip text={label}>
      <Button kind={kind} className={`d-icon-button ${className}`} aria-label={label} {...rest} />
    </Tooltip>
  )
}
