import { type SuiteName, suiteTable } from '@demiurge/crypto'

/** A way to sign that a person can choose: one suite, or two that must both hold. */
export interface Scheme {
  readonly id: string
  readonly suites: readonly SuiteName[]
  readonly title: string
  /** One sentence for people who choose. */
  readonly explanation: string
  /** Bytes of one signature, of both together in a hybrid. */
  readonly signatureBytes: number
  readonly advice?: string
}

function scheme(suites: readonly SuiteName[], explanation: string, advice?: string): Scheme {
  const rows = suites.flatMap((name) => suiteTable.filter((row) => row.name === name))
  return {
    id: suites.join('+'),
    suites,
    title: rows.map(({ label }) => label).join(' + '),
    explanation,
    signatureBytes: rows.reduce((sum, { signatureBytes }) => sum + signatureBytes, 0),
    ...(advice === undefined ? {} : { advice }),
  }
}

/** What can be chosen, the usual one first. */
export const schemes: readonly Scheme[] = [
  scheme(
    ['ml-dsa-65'],
    'The lattice signature of FIPS 204 at security category 3: strong, quick, and right for nearly everyone.',
    'Recommended',
  ),
  scheme(
    ['ml-dsa-44'],
    'The same with a smaller margin (category 2): smaller and cheaper, for many works of small value.',
  ),
  scheme(
    ['ml-dsa-87'],
    'The same with the widest margin (category 5), for works that must stay yours for decades.',
  ),
  scheme(
    ['falcon-512'],
    'The smallest post-quantum signatures, so the lowest fees; its standard is not final yet.',
  ),
  scheme(
    ['slh-dsa-sha2-128s'],
    'Rests on hash functions alone (FIPS 205), the most careful assumption there is; signing takes some seconds here.',
  ),
  scheme(
    ['slh-dsa-sha2-256s'],
    'Hash functions at category 5, for accounts that outlive us all; large signatures and slow signing.',
  ),
  scheme(
    ['ed25519', 'ml-dsa-65'],
    'Hybrid: a classical and a post-quantum key must both sign, so the account is safe while either holds.',
  ),
]

/** The scheme of an account by the suites of its keys; undefined for keys that were made elsewhere by other rules. */
export function schemeOf(suites: readonly string[]): Scheme | undefined {
  return schemes.find(({ id }) => id === suites.join('+'))
}
