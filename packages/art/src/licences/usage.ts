/** @module Which works are under which licence, and what may be done with them. */
import { describeLicence } from './catalogue.ts'
import type { LicenceClaim, LicenceFinding } from './claim.ts'
import type { Gbu2Fields } from './gbu2.ts'
import { describeTerms, type LicenceTerms } from './terms.ts'
import { licenceAddress } from './work.ts'

/** A work, what it claims and what was found of that. */
export interface LicensedWork extends LicenceFinding {
  /** A path or an item's identifier. */
  readonly work: string
  readonly claim?: Partial<LicenceClaim>
  /** The account that has it, where that is known. */
  readonly holder?: string
}

/** Works under one licence with one text: GBU2 with other fields is another one. */
export interface LicenceUse {
  readonly id: string
  readonly name: string
  readonly works: number
  /** What may be done, as data; null where only a reader of the text can say. */
  readonly terms: LicenceTerms | null
  /** The same in sentences. */
  readonly allows: readonly string[]
  readonly textSha256: string | null
  readonly fields: Gbu2Fields | null
  /** Addresses where the text can be read. */
  readonly textAt: readonly string[]
  /** Accounts that have such works; null where nobody asked who has them. */
  readonly holders: number | null
  /** Those that have most, at most five. */
  readonly largestHolders: readonly { readonly account: string; readonly works: number }[]
}

/** How many works are under which licence and what they allow. */
export interface LicenceUsage {
  readonly works: number
  readonly licensed: number
  /** Most used first. */
  readonly licences: readonly LicenceUse[]
  /** Works whose terms allow it. */
  readonly commercial: number
  readonly derivatives: number
  readonly aiTraining: number
  /** Works that are not licensed as they should be. */
  readonly problems: readonly { readonly work: string; readonly status: string; readonly detail: string }[]
}

const LARGEST = 5

/** Counts works by licence and by what they allow. */
export function countLicences(works: readonly LicensedWork[]): LicenceUsage {
  const licensed = works.filter(({ status }) => status === 'licensed')
  const groups = Map.groupBy(licensed, ({ licence, claim }) =>
    [licence?.id ?? '', claim?.licenceText?.textSha256 ?? ''].join(' '),
  )
  const allowing = (allows: (terms: LicenceTerms) => boolean): number =>
    licensed.filter(({ terms }) => terms !== undefined && allows(terms)).length
  return {
    works: works.length,
    licensed: licensed.length,
    licences: Array.from(groups.values(), useOf).sort((a, b) => b.works - a.works || (a.id < b.id ? -1 : 1)),
    commercial: allowing(({ commercial }) => commercial === 'allowed'),
    derivatives: allowing(({ derivatives }) => derivatives === 'allowed' || derivatives === 'share-alike'),
    aiTraining: allowing(({ aiTraining }) => aiTraining === 'allowed'),
    problems: works
      .filter(({ status }) => status !== 'licensed')
      .map(({ work, status, detail }) => ({ work, status, detail })),
  }
}

function useOf(works: readonly LicensedWork[]): LicenceUse {
  const [{ licence, terms, claim = {} } = {}] = works
  const { licenceText } = claim
  const address = licenceAddress({ ...claim, ...(licence === undefined ? {} : { licence: licence.id }) })
  const holders = Map.groupBy(
    works.flatMap(({ holder }) => (holder === undefined ? [] : [holder])),
    (holder) => holder,
  )
  const largest = Array.from(holders, ([account, held]) => ({ account, works: held.length })).sort(
    (a, b) => b.works - a.works || (a.account < b.account ? -1 : 1),
  )
  const words = licence === undefined ? [] : describeLicence(licence)
  return {
    id: licence?.id ?? '',
    name: licence?.name ?? '',
    works: works.length,
    terms: terms ?? null,
    allows: terms === undefined ? words : describeTerms(terms),
    textSha256: licenceText?.textSha256 ?? null,
    fields: licenceText?.fields ?? null,
    textAt: address === undefined ? [] : [address],
    holders: holders.size === 0 ? null : holders.size,
    largestHolders: largest.slice(0, LARGEST),
  }
}
