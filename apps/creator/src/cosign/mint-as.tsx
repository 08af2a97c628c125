import { Field, Select } from '@demiurge/design'
import type { ReactNode } from 'react'
import { type KeptJoint, keptJoint } from './kept.ts'

const ALONE = 'alone'

/** Who mints: the account of this wallet, or one that it shares. Nothing where there is no choice. */
export function MintAs({
  value,
  onChange,
}: {
  readonly value: KeptJoint | undefined
  readonly onChange: (joint: KeptJoint | undefined) => void
}): ReactNode {
  const joint = keptJoint.use()
  if (joint.length === 0) return null
  return (
    <Field
      label="Minted by"
      hint={
        value === undefined ? undefined : 'The others sign as well: you draft a request and hand it to them.'
      }
    >
      <Select
        value={value?.address ?? ALONE}
        onChange={(chosen) => onChange(joint.find(({ address }) => address === chosen))}
        options={[
          { value: ALONE, label: 'My own account' },
          ...joint.map(({ address, name, threshold, members }) => ({
            value: address,
            label: `${name} (${threshold} of ${members.length})`,
          })),
        ]}
      />
    </Field>
  )
}
