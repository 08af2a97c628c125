import { type ReactNode, useState } from 'react'
import { Field } from '../form/field.tsx'
import { Select } from '../form/select.tsx'
import { autoLockChoices, autoLockMinutes, keepAutoLockMinutes } from './auto-lock.ts'

const OPTIONS = autoLockChoices.map((minutes) => ({
  value: String(minutes),
  label:
    minutes === 0
      ? 'Only by hand'
      : minutes === 1
        ? 'After a minute alone'
        : `After ${minutes} minutes alone`,
}))

/** After how long without anybody the wallet locks itself. */
export function AutoLockSetting(): ReactNode {
  const [minutes, setMinutes] = useState(autoLockMinutes)
  return (
    <Field
      label="The wallet locks itself"
      hint={
        minutes === 0 ? 'Whoever finds this page open can sign with your keys until it is closed.' : undefined
      }
    >
      <Select
        value={String(minutes)}
        onChange={(value) => {
          const chosen = autoLockChoices.find((each) => String(each) === value) ?? minutes
          keepAutoLockMinutes(chosen)
          setMinutes(chosen)
        }}
        options={OPTIONS}
      />
    </Field>
  )
}
