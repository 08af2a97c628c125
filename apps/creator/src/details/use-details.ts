import { useMemo } from 'react'
import { useDraft, useStudio } from '../studio/use-studio.ts'
import type { Details } from './details.ts'
import { findProblems, type Problems } from './find-problems.ts'
import { useCalls } from './use-calls.ts'

/** The form, what is wrong in it, and how it changes. */
export interface DetailsForm {
  readonly details: Details
  readonly problems: Problems
  /** Changes fields; changes of one field are one step of the history until it is left. */
  readonly change: (fields: Partial<Details>, field: string) => void
  readonly settle: () => void
}

/** The details of the draft. */
export function useDetails(): DetailsForm {
  const studio = useStudio()
  const { details } = useDraft()
  const tx = useCalls()
  const problems = useMemo(() => findProblems(details, tx), [details, tx])
  return {
    details,
    problems,
    change: (fields, field) =>
      studio.edit((draft) => ({ ...draft, details: { ...draft.details, ...fields } }), `details-${field}`),
    settle: studio.settle,
  }
}
