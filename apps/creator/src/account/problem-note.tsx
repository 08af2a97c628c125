import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { sentenceOf } from './studio-client.ts'

/** What went wrong, beside what was asked for. */
export function ProblemNote({ error }: { readonly error: Error | undefined }): ReactNode {
  if (error === undefined) return null
  return (
    <p className="a-problem" role="alert">
      <CircleAlert aria-hidden />
      <span>{sentenceOf(error)}</span>
    </p>
  )
}
