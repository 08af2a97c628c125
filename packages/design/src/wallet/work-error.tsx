import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** What went wrong, where no field is to blame. */
export function WorkError({ error }: { readonly error: Error }): ReactNode {
  return (
    <p className="d-field-error" role="alert">
      <CircleAlert aria-hidden />
      {error.message}
    </p>
  )
}
