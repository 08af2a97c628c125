/** Whether something may be done; `unstated` where the text says nothing, or nothing without a reader. */
export type Permission = 'allowed' | 'forbidden' | 'unstated'

/** What a licence lets people do, as data. */
export interface LicenceTerms {
  /** Who may: everybody, or the owner of the item. */
  readonly grantee: 'anyone' | 'owner'
  readonly sharing: Permission
  readonly commercial: Permission
  /** `share-alike`: under the same licence only. */
  readonly derivatives: Permission | 'share-alike'
  readonly attribution: boolean
  /** The creator gives up using it commercially as well. */
  readonly exclusive: boolean
  /** The licence ends where the work is used for hate speech. */
  readonly endsOnHateSpeech: boolean
  readonly aiTraining: Permission
}

const WHO = { anyone: 'Anyone', owner: 'The owner of the item' } as const

/** The terms in plain language, a sentence each. No legal advice: the text of the licence decides. */
export function describeTerms(terms: LicenceTerms): readonly string[] {
  const { grantee, sharing, commercial, derivatives, aiTraining } = terms
  const who = WHO[grantee]
  return [
    sharing === 'allowed' ? `${who} may copy and show it.` : 'It may not be copied without permission.',
    {
      allowed: `${who} may earn money with it.`,
      forbidden: 'It may not be used to earn money.',
      unstated: 'The licence does not say whether money may be earned with it.',
    }[commercial],
    {
      allowed: `${who} may change it.`,
      'share-alike': `${who} may change it; what comes of it is under the same licence.`,
      forbidden: 'Changed versions may not be shared.',
      unstated: 'Whether it may be changed is in the text of the licence.',
    }[derivatives],
    ...(terms.attribution ? ['The creator must be named.'] : []),
    ...(terms.exclusive ? ['The creator keeps no right to use it commercially.'] : []),
    ...(terms.endsOnHateSpeech ? ['The licence ends where it is used for hate speech.'] : []),
    {
      allowed: 'It may be used to train AI.',
      forbidden: 'It may not be used to train AI.',
      unstated: 'The licence does not speak of training AI.',
    }[aiTraining],
  ]
}
