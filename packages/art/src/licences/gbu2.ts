import { type Static, Type } from '../metadata/schema.ts'
import type { LicenceTerms } from './terms.ts'

/** One line of text, as it stands in the middle of a sentence. */
const line = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })

/** The fields of our GBU2 template; those left out have the values of `defaultGbu2Fields`. */
export const Gbu2Fields = Type.Object(
  {
    holder: Type.Optional(line('who holds the rights, at most 200 characters')),
    contact: Type.Optional(line('how the holder is reached, at most 200 characters')),
    commercial: Type.Optional(Type.Enum(['allowed', 'forbidden'], { description: 'allowed or forbidden' })),
    derivatives: Type.Optional(
      Type.Enum(['allowed', 'share-alike', 'forbidden'], {
        description: 'allowed, share-alike or forbidden',
      }),
    ),
    aiTraining: Type.Optional(Type.Enum(['allowed', 'forbidden'], { description: 'allowed or forbidden' })),
  },
  { additionalProperties: false, description: 'fields of GBU2' },
)
export type Gbu2Fields = Static<typeof Gbu2Fields>

/** What GBU2 says where a creator says nothing. */
export const defaultGbu2Fields = {
  holder: 'the creator named in the metadata of the work',
  contact: 'the account that minted the work',
  commercial: 'forbidden',
  derivatives: 'share-alike',
  aiTraining: 'forbidden',
} as const satisfies Required<Gbu2Fields>

const COMMERCIAL = {
  allowed: 'You may use the work to earn money.',
  forbidden: 'You may not use the work to earn money, unless the holder agrees in writing.',
} as const
const DERIVATIVES = {
  allowed: 'You may change the work and share what comes of it, if you say that you changed it.',
  'share-alike':
    'You may change the work and share what comes of it, if you say that you changed it and share it under this licence with the same fields.',
  forbidden: 'You may not share changed versions of the work.',
} as const
const AI_TRAINING = {
  allowed: 'You may use the work to train models of machine learning.',
  forbidden: 'You may not use the work to train models of machine learning.',
} as const

/** The text of GBU2 with its fields filled in: the same fields give the same bytes, so that its hash stands for it. */
export function gbu2Text(fields: Gbu2Fields): string {
  const { holder, contact, commercial, derivatives, aiTraining } = { ...defaultGbu2Fields, ...fields }
  return `GBU2 Licence (Genesis-Bloom-Unfoldment 2.0)
Template of Demiurge, version 1. SPDX-License-Identifier: LicenseRef-GBU2

1. Holder. The rights in the work are held by ${holder}. Contact: ${contact}.
2. Grant. Everybody may copy, show and share the work, everywhere, without payment and for as long as its rights last, on the terms below.
3. Name. Whoever shares the work names the holder and this licence, and keeps the proof of its origin with it where there is one.
4. Money. ${COMMERCIAL[commercial]}
5. Changes. ${DERIVATIVES[derivatives]}
6. Machines. ${AI_TRAINING[aiTraining]}
7. Owner. Owning the item that stands for the work gives no rights beyond these, and takes none away from others.
8. No harm. The work may not be used to incite hatred or violence; whoever does loses the rights given here.
9. No warranty. The work comes as it is. As far as the law allows, the holder is not liable for what follows from its use.
10. End. Whoever breaks these terms loses the rights given here; they come back when the breach ends within 30 days of being known.
`
}

/** What GBU2 with these fields lets people do. */
export function gbu2Terms(fields: Gbu2Fields): LicenceTerms {
  const { commercial, derivatives, aiTraining } = { ...defaultGbu2Fields, ...fields }
  return {
    grantee: 'anyone',
    sharing: 'allowed',
    commercial,
    derivatives,
    attribution: true,
    exclusive: false,
    endsOnHateSpeech: true,
    aiTraining,
  }
}
