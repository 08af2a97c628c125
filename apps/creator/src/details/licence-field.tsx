import {
  CUSTOM_ID,
  checkClaim,
  describeLicence,
  describeTerms,
  findLicence,
  findOwnLicence,
  GBU2_ID,
  type LicenceClaim,
  licences,
} from '@demiurge/art'
import { Field, Select } from '@demiurge/design'
import type { ReactNode } from 'react'
import type { LicenceFields } from './details.ts'

const NONE = 'none'

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

/** What is chosen, and how it changes. */
export interface LicenceFieldProps {
  /** An identifier; empty where all rights are reserved. */
  readonly licence: string
  readonly fields: LicenceFields
  /** What the choice comes to, as far as it does. */
  readonly claim: Partial<LicenceClaim>
  readonly error: string | undefined
  readonly onLicence: (licence: string) => void
  readonly onField: (field: keyof LicenceFields, value: string) => void
  /** More fields of GBU2, where the form has them. */
  readonly moreFields?: ReactNode
  /** What a licence of one's own needs; it is offered where this is given. */
  readonly ownText?: ReactNode
}

/** Which licence a work or a collection is under, and what that means, in plain language. */
export function LicenceField(props: LicenceFieldProps): ReactNode {
  const { licence, fields, claim, error, onLicence, onField, moreFields, ownText } = props
  const found = findLicence(licence)
  const isOwn = ownText !== undefined && findOwnLicence(licence) !== undefined
  return (
    <div className="d-stack-s">
      <Field label="Licence" error={error}>
        <Select
          value={isOwn ? CUSTOM_ID : licence === '' ? NONE : (found?.id ?? licence)}
          onChange={(chosen) => onLicence(chosen === NONE ? '' : chosen)}
          options={optionsFor(licence, isOwn, ownText !== undefined)}
        />
      </Field>
      {found?.id === GBU2_ID && (
        <div className="c-inset">
          {CHOICES.map(({ field, label, options }) => (
            <Field key={field} label={label}>
              <Select value={fields[field]} onChange={(value) => onField(field, value)} options={options} />
            </Field>
          ))}
          {moreFields}
        </div>
      )}
      {isOwn && <div className="c-inset">{ownText}</div>}
      <ul className="c-terms" aria-label="What the licence means">
        {meaningOf(licence, claim).map((sentence) => (
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

function optionsFor(licence: string, isOwn: boolean, offersOwn: boolean) {
  const known = licences
    .filter(({ id }) => id !== CUSTOM_ID || offersOwn)
    .map(({ id, brief }) => ({ value: id, label: `${id.replace('LicenseRef-', '')}: ${brief}` }))
  const isListed = licence === '' || isOwn || findLicence(licence) !== undefined
  return [
    { value: NONE, label: 'All rights reserved' },
    ...known,
    // One of another list, as a definition may have it, stays chosen.
    ...(isListed ? [] : [{ value: licence, label: licence }]),
  ]
}

function meaningOf(licence: string, claim: Partial<LicenceClaim>): readonly string[] {
  if (licence === '')
    return ['Others may look at it and pass the item on. For everything else they have to ask you.']
  const found = findLicence(licence) ?? findOwnLicence(licence)
  if (found === undefined) return ['It is not in the catalogue: what it allows is in its text.']
  const { terms } = checkClaim(claim)
  return terms === undefined ? describeLicence(found) : describeTerms(terms)
}
