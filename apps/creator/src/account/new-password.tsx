import { Field, Input } from '@demiurge/design'
import type { ReactNode } from 'react'

const LEAST_CHARACTERS = 10

/** A password, written twice. */
export interface NewPassword {
  readonly first: string
  readonly second: string
}

export const emptyPassword: NewPassword = { first: '', second: '' }

/** Whether both are the same and long enough to ask the studio. */
export function isComplete({ first, second }: NewPassword): boolean {
  return [...first].length >= LEAST_CHARACTERS && first === second
}

/** The two fields of a new password; `problem` is what the studio said of it, `owner` whose password managers take it for. */
export function NewPasswordFields({
  value,
  onChange,
  problem,
  owner,
}: {
  readonly value: NewPassword
  readonly onChange: (value: NewPassword) => void
  readonly problem: string | undefined
  readonly owner?: string
}): ReactNode {
  const { first, second } = value
  const isShort = first !== '' && second !== '' && [...first].length < LEAST_CHARACTERS
  const differs = second !== '' && !first.startsWith(second)
  return (
    <>
      {owner !== undefined && (
        <input
          className="d-hidden"
          autoComplete="username"
          value={owner}
          readOnly
          tabIndex={-1}
          aria-hidden
        />
      )}
      <Field
        label={owner === undefined ? 'Password' : 'New password'}
        hint="At least 10 characters. A few words that only you put together are best."
        error={problem ?? (isShort ? 'Use at least 10 characters.' : undefined)}
      >
        <Input
          type="password"
          autoComplete="new-password"
          required
          value={first}
          onChange={({ target }) => onChange({ ...value, first: target.value })}
        />
      </Field>
      <Field label="Password again" error={differs ? 'The two are not the same.' : undefined}>
        <Input
          type="password"
          autoComplete="new-password"
          required
          value={second}
          onChange={({ target }) => onChange({ ...value, second: target.value })}
        />
      </Field>
    </>
  )
}
