/** Every check by its name, in the order they are made. */
export type CheckName =
  | 'bundle'
  | 'chain'
  | 'certificate'
  | 'item'
  | 'collection'
  | 'file'
  | 'metadata'
  | 'provenance'
  | 'statement'
  | 'signed-file'
  | 'signed-metadata'
  | 'agreement'
  | 'creator'
  | 'signature'
  | 'log-entry'
  | 'log-inclusion'
  | 'log-checkpoint'
  | 'log-anchor'
  | 'owner'
  | 'identifier'
  | 'outcome'
  | 'effect'
  | 'items'
  | 'complete'
  | 'supply'
  | 'contents'
  | 'draw'
  | 'sealed'
  | 'licence'
  | 'licence-text'

/**
 * One thing that was looked at. `detail` is a sentence for people. `trust` tells whether this program computed the answer itself
 * (`verified`) or somebody said so and nothing here can hold it against anything (`told`).
 */
export interface VerificationCheck {
  readonly name: CheckName
  readonly ok: boolean
  readonly detail: string
  readonly trust: 'verified' | 'told'
}

/**
 * `authentic`: every check holds. `altered`: file or metadata are not what was minted. `unknown`: nothing here was minted on this chain.
 * `revoked`: it was minted and burned. `other-chain`: the proof is of another chain. `unverifiable`: a proof or signature does not hold,
 * or there is none.
 */
export type Verdict = 'authentic' | 'altered' | 'unknown' | 'revoked' | 'other-chain' | 'unverifiable'

/** What is known of the item that was verified, from proven state. */
export interface VerifiedItem {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly creator: string
  /** Where several people share the creator's account: the accounts that each of them has alone with the same keys. Else empty. */
  readonly creators: readonly string[]
  readonly collection: string
  /** The certified commit and its time (Unix ms) for which all this is proved. */
  readonly height: bigint
  readonly timestampMs: bigint
}

/** The result: a verdict, a sentence, and the checks that led to it. */
export interface Verification {
  readonly verdict: Verdict
  readonly summary: string
  /** The item, or for a transaction the first one it minted. */
  readonly item: string | undefined
  /** Present when the item's state was proved. */
  readonly proven: VerifiedItem | undefined
  readonly checks: readonly VerificationCheck[]
}

const SUMMARIES: Readonly<Record<Verdict, string>> = {
  authentic: 'Authentic: every check holds.',
  altered: 'Altered: this is not what was minted.',
  unknown: 'Unknown: nothing like this was minted on this chain.',
  revoked: 'Revoked: the item was minted here and has been burned.',
  'other-chain': 'Another chain: the proof does not belong to the chain that is trusted here.',
  unverifiable: 'Not verifiable: a proof or signature is missing or does not hold.',
}

const LICENCE_ONLY = 'Everything else holds, but what is said of the licence cannot be true.'

/** Whether all that fails is what a work or a collection says of its licence: as it was minted, by whom it was. */
export function isLicenceOnly(checks: readonly VerificationCheck[]): boolean {
  const failed = checks.filter(({ ok }) => !ok)
  return failed.length > 0 && failed.every(({ name }) => name === 'licence')
}

const ALTERING: ReadonlySet<CheckName> = new Set([
  'file',
  'metadata',
  'signed-file',
  'signed-metadata',
  'licence-text',
])

/** Draws the conclusion from checks: the failed ones decide, and the summary names them. */
export function conclude(
  checks: readonly VerificationCheck[],
  {
    verdict,
    item,
    proven,
  }: { readonly verdict?: Verdict; readonly item?: string; readonly proven?: VerifiedItem },
): Verification {
  const failed = checks.filter(({ ok }) => !ok)
  const found = verdict ?? verdictOf(failed)
  const names = failed.map(({ name }) => name).join(', ')
  const words = isLicenceOnly(checks) ? LICENCE_ONLY : SUMMARIES[found]
  const summary = failed.length === 0 || found === 'unknown' ? words : `${words} Failed: ${names}.`
  return { verdict: found, summary, item, proven, checks }
}

function verdictOf(failed: readonly VerificationCheck[]): Verdict {
  if (failed.length === 0) return 'authentic'
  return failed.some(({ name }) => ALTERING.has(name)) ? 'altered' : 'unverifiable'
}
