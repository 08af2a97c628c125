import { CircleX, PackageOpen, RotateCw, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../actions/button.tsx'

/** Nothing here yet, why, and the next thing to do. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}): ReactNode {
  return (
    <div className="d-state">
      {icon ?? <PackageOpen aria-hidden />}
      <h3>{title}</h3>
      {children !== undefined && <p>{children}</p>}
      {actions !== undefined && <div className="d-state-actions">{actions}</div>}
    </div>
  )
}

/** Something failed: the sentence that says what, and a way to try again. */
export function ErrorState({
  error,
  title = 'This could not be loaded',
  onRetry,
  actions,
}: {
  readonly error: Error
  readonly title?: string
  readonly onRetry?: () => void
  readonly actions?: ReactNode
}): ReactNode {
  return (
    <div className="d-state" data-tone="danger" role="alert">
      <CircleX aria-hidden />
      <h3>{title}</h3>
      <p>{error.message}</p>
      <div className="d-state-actions">
        {onRetry !== undefined && (
          <Button onClick={onRetry}>
            <RotateCw aria-hidden />
            Try again
          </Button>
        )}
        {actions}
      </div>
    </div>
  )
}

/** A strip above the page while no node answers. What is already on the page stays. */
export function OfflineBanner({
  offline,
  onRetry,
}: {
  readonly offline: boolean
  readonly onRetry?: () => void
}): ReactNode {
  return (
    <div role="status">
      {offline && (
        <div className="d-banner">
          <WifiOff aria-hidden />
          <span>The node does not answer. What you see may be old; it is asked again by itself.</span>
          {onRetry !== undefined && (
            <Button size="small" onClick={onRetry}>
              Try now
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
