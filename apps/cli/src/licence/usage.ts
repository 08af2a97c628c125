import type { LicenceFinding, LicenceTerms } from '@demiurge/art'
import { columns } from '../columns.ts'

/** A work and what was found of its licence. */
export interface WorkFinding extends LicenceFinding {
  /** A path or an item's identifier. */
  readonly work: string
}

/** How many works are under which licence and what they allow. */
export interface LicenceUsage {
  readonly works: number
  readonly licensed: number
  /** Works by the licence's identifier, most used first. */
  readonly licences: readonly { readonly id: string; readonly works: number }[]
  /** Works whose terms allow it. */
  readonly commercial: number
  readonly derivatives: number
  readonly aiTraining: number
  /** Works that are not licensed as they should be. */
  readonly problems: readonly { readonly work: string; readonly status: string; readonly detail: string }[]
}

/** Counts findings. */
export function countUsage(findings: readonly WorkFinding[]): LicenceUsage {
  const licensed = findings.filter(({ status }) => status === 'licensed')
  const counts = Map.groupBy(licensed, ({ licence }) => licence?.id ?? '')
  const allowing = (allows: (terms: LicenceTerms) => boolean): number =>
    licensed.filter(({ terms }) => terms !== undefined && allows(terms)).length
  return {
    works: findings.length,
    licensed: licensed.length,
    licences: [...counts]
      .map(([id, works]) => ({ id, works: works.length }))
      .sort((a, b) => b.works - a.works || (a.id < b.id ? -1 : 1)),
    commercial: allowing(({ commercial }) => commercial === 'allowed'),
    derivatives: allowing(({ derivatives }) => derivatives === 'allowed' || derivatives === 'share-alike'),
    aiTraining: allowing(({ aiTraining }) => aiTraining === 'allowed'),
    problems: findings
      .filter(({ status }) => status !== 'licensed')
      .map(({ work, status, detail }) => ({ work, status, detail })),
  }
}

/** The usage as a person reads it. */
export function formatUsage(usage: LicenceUsage): string {
  const { works, licensed, licences, commercial, derivatives, aiTraining, problems } = usage
  if (works === 0) return 'No works.'
  return [
    `${licensed} of ${works} works are licensed.`,
    columns(licences.map(({ id, works: count }) => [id, String(count)])),
    `Money may be earned with ${commercial}, ${derivatives} may be changed, ${aiTraining} may be used to train AI.`,
    ...problems.map(({ work, status, detail }) => `${status.padEnd(8)}${work}: ${detail}`),
  ]
    .filter((part) => part !== '')
    .join('\n')
}
