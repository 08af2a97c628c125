import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Step, steps } from './state.ts'
import { useStudio, useStudioState } from './use-studio.ts'

/** Names of the steps. */
export const stepTitles: Readonly<Record<Step, string>> = {
  design: 'Design',
  details: 'Details',
  secure: 'Secure',
  mint: 'Mint',
}

/** The way from idea to chain; any step can be opened at any time. `done` tells which are in order. */
export function StepNav({ done }: { readonly done: Readonly<Record<Step, boolean>> }): ReactNode {
  const studio = useStudio()
  const current = useStudioState(({ step }) => step)
  return (
    <nav className="c-steps" aria-label="Steps">
      <ol>
        {steps.map((step, index) => (
          <li key={step}>
            <button
              type="button"
              className="c-step"
              aria-current={step === current ? 'step' : undefined}
              data-done={done[step] || undefined}
              onClick={() => studio.goTo(step)}
            >
              <span className="c-step-mark" aria-hidden>
                {done[step] && step !== current ? <Check /> : index + 1}
              </span>
              {stepTitles[step]}
              {done[step] && <span className="d-hidden">, in order</span>}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
