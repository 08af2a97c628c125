import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../actions/button.tsx'

/** One step back. */
export function BackButton({ onBack }: { readonly onBack: () => void }): ReactNode {
  return (
    <Button size="small" kind="ghost" className="d-back" onClick={onBack}>
      <ArrowLeft aria-hidden />
      Back
    </Button>
  )
}
