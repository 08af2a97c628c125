import { CircleAlert } from 'lucide-react'
import { type ComponentProps, createContext, type ReactNode, useContext, useId } from 'react'

interface FieldIds {
  readonly control: string
  readonly label: string
  readonly description: string | undefined
  readonly invalid: boolean
}

const FieldContext = createContext<FieldIds | undefined>(undefined)

/** A label, a control, and below it a hint or what is wrong. Inputs inside find their label and error by themselves. */
export function Field({
  label,
  value,
  hint,
  error,
  optional = false,
  children,
}: {
  readonly label: ReactNode
  /** The present value beside the label, for sliders. */
  readonly value?: ReactNode
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly optional?: boolean
  readonly children: ReactNode
}): ReactNode {
  const id = useId()
  const described = error !== undefined || hint !== undefined
  const ids: FieldIds = {
    control: id,
    label: `${id}-label`,
    description: described ? `${id}-text` : undefined,
    invalid: error !== undefined,
  }
  return (
    <div className="d-field">
      <div className="d-field-label">
        <label id={ids.label} htmlFor={ids.control}>
          {label}
        </label>
        {value !== undefined && <output htmlFor={ids.control}>{value}</output>}
        {optional && <span className="d-field-optional">Optional</span>}
      </div>
      <FieldContext value={ids}>{children}</FieldContext>
      {error !== undefined && (
        <p className="d-field-error" id={ids.description} role="alert">
          <CircleAlert aria-hidden />
          {error}
        </p>
      )}
      {error === undefined && hint !== undefined && (
        <p className="d-field-hint" id={ids.description}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** What a control takes from the field around it; nothing outside of one. `labelled` is for controls that a label cannot point at. */
export function useField(labelled: 'for' | 'by' = 'for'): Record<string, string | boolean> {
  const ids = useContext(FieldContext)
  if (ids === undefined) return {}
  return {
    id: ids.control,
    ...(labelled === 'by' ? { 'aria-labelledby': ids.label } : {}),
    ...(ids.description === undefined ? {} : { 'aria-describedby': ids.description }),
    ...(ids.invalid ? { 'aria-invalid': true } : {}),
  }
}

/** One line of text. */
export function Input({ className = '', ...rest }: ComponentProps<'input'>): ReactNode {
  return <input className={`d-input ${className}`} autoComplete="off" {...useField()} {...rest} />
}

/** Several lines of text. */
export function TextArea({ className = '', ...rest }: ComponentProps<'textarea'>): ReactNode {
  return <textarea className={`d-input ${className}`} {...useField()} {...rest} />
}
