import type { ReactNode } from 'react'
import { Field, Input } from '../form/field.tsx'

/** Shorter passwords are guessed in spite of argon2id. */
export const MIN_PASSWORD = 8

/** A new password, written twice. */
export interface NewPassword {
  readonly first: string
  readonly second: string
}

/** What is wrong with a new password; undefined when it can be used. */
export function passwordProblem({
  first,
  second,
}: NewPassword): { field: 'first' | 'second'; text: string } | undefined {
  if (first.length < MIN_PASSWORD)
    return { field: 'first', text: `Use at least ${MIN_PASSWORD} characters; a sentence is best.` }
  return first === second ? undefined : { field: 'second', text: 'The two are not the same.' }
}

/** Tells password managers whose password it is; people need not see it. */
export function WalletUser(): ReactNode {
  return (
    <input
      className="d-hidden"
      name="username"
      autoComplete="username"
      value="Demiurge wallet"
      readOnly
      tabIndex={-1}
      aria-hidden
    />
  )
}

/** The two fields of a new password. */
export function PasswordFields({
  value,
  onChange,
  shown,
}: {
  readonly value: NewPassword
  readonly onChange: (value: NewPassword) => void
  /** Whether problems are shown yet. */
  readonly shown: boolean
}): ReactNode {
  const problem = shown ? passwordProblem(value) : undefined
  return (
    <>
      <WalletUser />
      <Field
        label="Password"
        hint="It opens the wallet on this device. Nobody can reset it."
        error={problem?.field === 'first' ? problem.text : undefined}
      >
        <Input
          type="password"
          autoComplete="new-password"
          value={value.first}
          onChange={({ target }) => onChange({ ...value, first: target.value })}
        />
      </Field>
      <Field label="Password again" error={problem?.field === 'second' ? problem.text : undefined}>
        <Input
          type="password"
          autoComplete="new-password"
          value={value.second}
          onChange={({ target }) => onChange({ ...value, second: target.value })}
        />
      </Field>
    </>
  )
}
