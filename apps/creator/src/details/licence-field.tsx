import {
  CUSTOM_ID,
  checkClaim,
  describeLicence,
  describeTerms,
  findLicence,
  GBU2_ID,
  licences,
} from '@demiurge/art'
import { Field, Select } from '@demiurge/design'
import type { ReactNode } from 'react'
import type { LicenceFields } from './details.ts'
import { claimOf } from './licence-claim.ts'
import type { DetailsForm } from './use-details.ts'

/** A licence of one's own needs the hash of its text, which the command line makes; it is not offered here. */
const OPTIONS = [
  { value: 'none', label: 'All rights reserved' },
  ...licences
    .filter(({ id }) => id !== CUSTOM_ID)
    .map(({ id, brief }) => ({ value: id, label: `${id.replace('LicenseRef-', '')}: ${brief}` })),
]

const CHOICES: readonly {
  readonly field: keyof LicenceFields
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}[] = [
  {
    field: 'commercial',
    label: 'Earning money with it',
    options: [
      { value: 'forbidden', label: 'Only if I agree' },
      { value: 'allowed', label: 'Everyone may' },
    ],
  },
  {
    field: 'derivatives',
    label: 'Changing it',
    options: [
      { value: 'share-alike', label: 'Everyone may, under the same licence' },
      { value: 'allowed', label: 'Everyone may' },
      { value: 'forbidden', label: 'Nobody may share changed versions' },
    ],
  },
  {
    field: 'aiTraining',
    label: 'Training AI with it',
    options: [
      { value: 'forbidden', label: 'Not allowed' },
      { value: 'allowed', label: 'Allowed' },
    ],
  },
]

/** Which licence the work is under, and what that means, in plain language. */
export function LicenceField({ form }: { readonly form: DetailsForm }): ReactNode {
  const { details, problems, change } = form
  const { licence, licenceFields } = details
  const found = findLicence(licence)
  return (
    <div className="d-stack-s">
      <Field label="Licence" error={problems.licence}>
        <Select
          value={licence === '' ? 'none' : licence}
          onChange={(chosen) => change({ licence: chosen === 'none' ? '' : chosen }, 'licence')}
          options={OPTIONS}
        />
      </Field>
      {found?.id === GBU2_ID && (
        <div className="c-inset">
          {CHOICES.map(({ field, label, options }) => (
            <Field key={field} label={label}>
              <Select
                value={licenceFields[field]}
                onChange={(value) =>
                  change({ licenceFields: { ...licenceFields, [field]: value } }, `licence-${field}`)
                }
                options={options}
              />
            </Field>
          ))}
        </div>
      )}
      <ul className="c-terms" aria-label="What the licence means">
        {meaningOf(form).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {found?.url?.startsWith('https:') === true && (
        <a className="d-link" href={found.url} target="_blank" rel="noreferrer">
          Read the licence
        </a>
      )}
    </div>
  )
}

function meaningOf({ details }: DetailsForm): readonly string[] {
  const found = findLicence(details.licence)
  if (found === undefined)
    return ['Others may look at it and pass the item on. For everything else they have to ask you.']
  const { terms } = checkClaim(claimOf(details))
  return terms === undefined ? describeLicence(found) : describeTerms(terms)
}
