import { Button, ErrorState } from '@demiurge/design'
import { Component, type ReactNode } from 'react'

interface Props {
  /** Another key (the path) is another try. */
  readonly resetKey: string
  readonly children: ReactNode
}

/** Keeps one broken view from taking the whole page with it. React offers this to classes only. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined }

  static getDerivedStateFromError(reason: unknown): { error: Error } {
    return { error: reason instanceof Error ? reason : new Error(String(reason)) }
  }

  override componentDidUpdate(before: Props): void {
    if (before.resetKey !== this.props.resetKey && this.state.error !== undefined)
      this.setState({ error: undefined })
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <ErrorState
        title="This view broke"
        error={error}
        actions={<Button onClick={() => location.reload()}>Reload the page</Button>}
      />
    )
  }
}
