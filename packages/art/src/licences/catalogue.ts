import { describeTerms, type LicenceTerms } from './terms.ts'

/** A licence that the studio knows. */
export interface Licence {
  /** SPDX identifier (SPDX 2.3 annex D; `LicenseRef-` for those that are not in its list). */
  readonly id: string
  readonly name: string
  /** Where its text is; the template of ours and licences of a creator's own have none that is the same for all. */
  readonly url?: string
  /** In a few words, for a list. */
  readonly brief: string
  /** The terms; of a licence of a creator's own they are in its text only. */
  readonly terms?: LicenceTerms
}

const OPEN: LicenceTerms = {
  grantee: 'anyone',
  sharing: 'allowed',
  commercial: 'allowed',
  derivatives: 'allowed',
  attribution: true,
  exclusive: false,
  endsOnHateSpeech: false,
  aiTraining: 'unstated',
}
const NON_COMMERCIAL = { ...OPEN, commercial: 'forbidden' } as const
const OWNERS: LicenceTerms = { ...OPEN, grantee: 'owner', attribution: false }
const PERSONAL = { ...OWNERS, commercial: 'forbidden', derivatives: 'unstated' } as const
const CBE = 'ar://zmc1WTspIhFyVY82bwfAIcIExLFH5lUcHHUN0wXg4W8'

/** The identifier of our template: its terms are the fields of a claim. */
export const GBU2_ID = 'LicenseRef-GBU2'
/** The identifier of a licence whose text the creator brings. */
export const CUSTOM_ID = 'LicenseRef-Custom'

/** The licences by identifier: Creative Commons, a16z's "Can't Be Evil" NFT licences (version 1), GBU2, and a creator's own. */
export const licences: readonly Licence[] = [
  {
    id: 'CC0-1.0',
    name: 'Creative Commons Zero 1.0',
    url: 'https://creativecommons.org/publicdomain/zero/1.0/',
    brief: 'free for everyone',
    terms: { ...OPEN, attribution: false },
  },
  creativeCommons('by', 'share and change, with your name', OPEN),
  creativeCommons('by-sa', 'share and change under the same licence', {
    ...OPEN,
    derivatives: 'share-alike',
  }),
  creativeCommons('by-nc', 'share and change, not for money', NON_COMMERCIAL),
  creativeCommons('by-nc-sa', 'not for money, and under the same licence', {
    ...NON_COMMERCIAL,
    derivatives: 'share-alike',
  }),
  creativeCommons('by-nd', 'share as it is, with your name', { ...OPEN, derivatives: 'forbidden' }),
  creativeCommons('by-nc-nd', 'share as it is, not for money', {
    ...NON_COMMERCIAL,
    derivatives: 'forbidden',
  }),
  cantBeEvil(0, ['CC0', 'Public'], 'free for everyone', { ...OPEN, attribution: false }),
  cantBeEvil(1, ['ECR', 'Exclusive Commercial Rights'], 'the owner alone may earn with it', {
    ...OWNERS,
    exclusive: true,
  }),
  cantBeEvil(2, ['NECR', 'Non-Exclusive Commercial Rights'], 'owner and creator may earn with it', OWNERS),
  cantBeEvil(
    3,
    ['NECR-HS', 'Non-Exclusive Commercial Rights, Hate Speech Termination'],
    'the same, ends on hate speech',
    {
      ...OWNERS,
      endsOnHateSpeech: true,
    },
  ),
  cantBeEvil(4, ['PR', 'Personal License'], 'the owner may use it personally', PERSONAL),
  cantBeEvil(5, ['PR-HS', 'Personal License, Hate Speech Termination'], 'the same, ends on hate speech', {
    ...PERSONAL,
    endsOnHateSpeech: true,
  }),
  {
    id: GBU2_ID,
    name: 'GBU2 (Genesis-Bloom-Unfoldment 2.0), template of Demiurge',
    brief: 'share; the rest as you choose',
  },
  { id: CUSTOM_ID, name: 'A licence of your own', brief: 'your text, by hash and address' },
]

const PREFIX = 'licenseref-'
/** SPDX 2.3 annex D: `LicenseRef-` and letters, digits, dots and dashes; the statement has room for 64 characters. */
const OWN_ID = /^LicenseRef-[A-Za-z0-9.-]{1,53}$/i

/**
 * The licence that an identifier or the address of its text names. Case does not matter (SPDX 2.3 annex D.2), nor does `LicenseRef-`
 * before ours, `http` for `https`, or a slash at the end.
 */
export function findLicence(name: string): Licence | undefined {
  const wanted = normal(name)
  return licences.find(({ id, url }) => {
    const known = normal(id)
    return known === wanted || known === PREFIX + wanted || (url !== undefined && normal(url) === wanted)
  })
}

/**
 * The licence that an identifier names which somebody gave to a text of their own (`LicenseRef-Moon-Cats-1.0`, or `LicenseRef-Custom`);
 * undefined for one of the catalogue, and for what is no such identifier.
 */
export function findOwnLicence(name: string): Licence | undefined {
  const known = findLicence(name)
  if (known !== undefined) return known.id === CUSTOM_ID ? known : undefined
  return OWN_ID.test(name)
    ? { id: name, name: `The creator's own licence`, brief: 'a text of its own, by hash and address' }
    : undefined
}

/** What a licence in the catalogue lets people do, in plain language. */
export function describeLicence({ id, terms }: Licence): readonly string[] {
  if (terms !== undefined) return describeTerms(terms)
  return id === GBU2_ID
    ? ['Anyone may copy and show it, and names the creator.', 'The rest is in its fields.']
    : ['What it allows is in its text.']
}

function normal(name: string): string {
  return name
    .toLowerCase()
    .replace(/^http:/, 'https:')
    .replace(/\/$/, '')
}

function creativeCommons(code: string, brief: string, terms: LicenceTerms): Licence {
  return {
    id: `CC-${code.toUpperCase()}-4.0`,
    name: `Creative Commons ${code.toUpperCase()} 4.0 International`,
    url: `https://creativecommons.org/licenses/${code}/4.0/`,
    brief,
    terms,
  }
}

function cantBeEvil(
  number: number,
  [code, name]: readonly [code: string, name: string],
  brief: string,
  terms: LicenceTerms,
): Licence {
  return {
    id: `LicenseRef-CBE-${code}`,
    name: `Can't Be Evil: ${name}`,
    url: `${CBE}/${number}`,
    brief,
    terms,
  }
}
