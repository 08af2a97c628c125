import { Button } from '@demiurge/design'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'

/** One step back. */
export function BackButton({ onBack }: { readonly onBack: () => void }): ReactNode {
  return (
    <Button size="small" kind="ghost" className="c-back" onClick={onBack}>
      <ArrowLeft aria-hidden />
      Back
    </Button>
  )
}
