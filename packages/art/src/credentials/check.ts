import { formatAddress } from '@demiurge/codec'
import type { Suites } from '@demiurge/crypto'
import { isPng } from '../files/png.ts'
import type { LicenceClaim } from '../licences/claim.ts'
import { readLicence } from '../licences/in-file.ts'
import type { Check } from '../provenance/check.ts'
import { findFrameProblem } from './boxes.ts'
import { type CredentialStatementCheck, checkCredentialStatement } from './check-statement.ts'
import { joinManifestStore, type SplitFile, splitManifestStore } from './manifest-store.ts'
import { assertionToCredential, LICENCE_LABEL, PROVENANCE_LABEL, type SignedCredential } from './statement.ts'

/** The checks of content credentials, in the order they are made. */
export type CredentialCheckName = 'store' | 'claim' | 'layout' | 'statement' | CredentialStatementCheck

/** What was found in a file. Times and hashes in it are what the creator says until `verdict` is `authentic`. */
export interface CredentialReport {
  /** `none`: there are no credentials; `foreign`: they hold, and no statement of ours is in them. */
  readonly verdict: 'authentic' | 'altered' | 'foreign' | 'none'
  readonly checks: readonly Check<CredentialCheckName>[]
  /** Every assertion, with a sentence about what it says. */
  readonly assertions: readonly { readonly label: string; readonly meaning: string }[]
  /** Who signed the claim, as its certificate says. Nobody vouches for a studio's own certificate. */
  readonly claimSigner?: { readonly name: string; readonly algorithm: string; readonly isTrusted: boolean }
  readonly statement?: SignedCredential['statement']
  /** What the licence's assertion says; it is anybody's text until `checkClaim` has seen it. */
  readonly licence?: Partial<LicenceClaim>
}

/** The report of a PNG or JPEG without any. */
export const NO_CREDENTIALS: CredentialReport = {
  verdict: 'none',
  checks: [failed('store', 'There are no content credentials in the file.')],
  assertions: [],
}

/** The active manifest of a file as a reader of C2PA found it. */
export interface ReadManifest {
  /** What does not hold, with the codes of C2PA 2.2 15.2.2; `signingCredential.untrusted` is none of the file's faults. */
  readonly failures: readonly { readonly code: string; readonly explanation?: string }[]
  readonly assertions: readonly { readonly label: string; readonly data: unknown }[]
  readonly signer: { readonly name: string; readonly algorithm: string }
}

/** A reader of C2PA: the manifest of a PNG or JPEG, or a sentence about why there is none to be read. Rejects for nothing in the file. */
export type ManifestReader = (
  file: Uint8Array<ArrayBuffer>,
  mediaType: 'image/png' | 'image/jpeg',
) => Promise<ReadManifest | string>

/**
 * Reads and checks the content credentials of a PNG or JPEG: the C2PA claim by a reader, the frame around it, and our post-quantum statement
 * in it. Never throws, whatever the bytes are, but for what the machine lacks. Asks no network.
 */
export async function checkCredentialsBy(
  readManifest: ManifestReader,
  file: Uint8Array<ArrayBuffer>,
  { suites }: { readonly suites: Suites },
): Promise<CredentialReport> {
  const split = trySplit(file)
  if (split instanceof Error) return report([failed('store', `${split.message}.`)], { assertions: [] })
  if (split.store === undefined) return NO_CREDENTIALS
  const manifest = await readManifest(file, mediaTypeOf(file))
  if (typeof manifest === 'string') return report([failed('store', manifest)], { assertions: [] })
  const checks = [passed('store', 'The content credentials can be read.'), claimCheck(manifest)]
  const found = {
    assertions: manifest.assertions.map(explain),
    claimSigner: claimSigner(manifest),
    ...assertedLicence(manifest),
  }
  const own = manifest.assertions.find(({ label }) => label === PROVENANCE_LABEL)
  if (own === undefined) {
    const result = report(checks, found)
    return result.verdict === 'altered' ? result : { ...result, verdict: 'foreign' }
  }
  const signed = tryCredential(own.data)
  if (signed === undefined)
    return report([...checks, failed('statement', 'The statement cannot be read.')], found)
  const statementChecks = checkCredentialStatement(signed, {
    source: split.rest,
    mediaType: mediaTypeOf(file),
    suites,
    claims: claimsOf(manifest, split.rest, signed),
  })
  return report(
    [
      ...checks,
      layoutCheck(file, split),
      passed('statement', 'The statement can be read.'),
      ...statementChecks,
    ],
    { ...found, statement: signed.statement },
  )
}

/** Nobody vouches for a studio's own authority: that is told, and is no fault of the file. */
const UNTRUSTED = 'signingCredential.untrusted'

function claimCheck({ failures }: ReadManifest): Check<'claim'> {
  const serious = failures.filter(({ code }) => code !== UNTRUSTED)
  if (serious.length === 0)
    return passed('claim', 'The C2PA claim is signed, and all that it names is unchanged.')
  const reasons = serious.map(({ code, explanation }) => explanation ?? code)
  return failed('claim', `The C2PA claim does not hold: ${reasons.join('; ')}.`)
}

function claimSigner({ failures, signer }: ReadManifest): NonNullable<CredentialReport['claimSigner']> {
  return { ...signer, isTrusted: failures.every(({ code }) => code !== UNTRUSTED) }
}

function layoutCheck(file: Uint8Array, split: SplitFile): Check<'layout'> {
  const problem = findFrameProblem(split.store ?? new Uint8Array())
  if (problem !== undefined) return failed('layout', problem)
  return isEqual(joinManifestStore(split), file)
    ? passed('layout', 'The credentials stand where our signer puts them, and nothing else is around them.')
    : failed('layout', 'The credentials do not stand in the file as our signer puts them.')
}

function assertedLicence({ assertions }: ReadManifest): Pick<CredentialReport, 'licence'> {
  const asserted = assertions.find(({ label }) => label === LICENCE_LABEL)
  return asserted === undefined ? {} : { licence: Object(asserted.data) as Partial<LicenceClaim> }
}

/** What else the file says of its licence: the assertion, which must be there when one is stated, and XMP where there is some. */
function claimsOf(
  manifest: ReadManifest,
  source: Uint8Array,
  { statement }: SignedCredential,
): readonly Partial<LicenceClaim>[] {
  const { licence: asserted } = assertedLicence(manifest)
  const embedded = readEmbedded(source)
  return [
    ...(asserted === undefined && statement.licence === null ? [] : [asserted ?? {}]),
    ...(embedded === undefined ? [] : [embedded]),
  ]
}

function readEmbedded(source: Uint8Array): LicenceClaim | undefined {
  try {
    return readLicence(source)
  } catch {
    // What cannot be taken apart says nothing; its bytes are signed all the same.
    return undefined
  }
}

function explain({ label, data }: ReadManifest['assertions'][number]): {
  readonly label: string
  readonly meaning: string
} {
  return { label, meaning: meaningOf(label, Object(data)) }
}

function meaningOf(label: string, data: Readonly<Record<string, unknown>>): string {
  if (label.startsWith('c2pa.actions')) return actionsMeaning(data.actions)
  if (label === LICENCE_LABEL) return `The licence is ${String(data.licence)}.`
  if (label !== PROVENANCE_LABEL) return 'An assertion of C2PA or of another program.'
  const signed = tryCredential(data)
  if (signed === undefined) return 'A statement of ours that cannot be read.'
  const { creator, createdAtMs, source } = signed.statement
  const when = new Date(Number(createdAtMs))
  return `${formatAddress(creator)} states at ${Number.isNaN(when.getTime()) ? `${createdAtMs} ms` : when.toISOString()} that the file without its credentials is ${source.sha256}.`
}

function actionsMeaning(actions: unknown): string {
  const list = Array.isArray(actions) ? actions : []
  return list
    .map((each: unknown) => {
      const { action, digitalSourceType = '' } = Object(each)
      const source = String(digitalSourceType).split('/').at(-1) ?? ''
      return `${String(action)}${source === '' ? '' : ` (${source})`}`
    })
    .join(', ')
}

function tryCredential(data: unknown): SignedCredential | undefined {
  try {
    return assertionToCredential(data)
  } catch {
    // Bytes of another form: told as a statement that cannot be read.
    return undefined
  }
}

function trySplit(file: Uint8Array): SplitFile | Error {
  try {
    return splitManifestStore(file)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function mediaTypeOf(file: Uint8Array): 'image/png' | 'image/jpeg' {
  return isPng(file) ? 'image/png' : 'image/jpeg'
}

function report(
  checks: readonly Check<CredentialCheckName>[],
  found: Omit<CredentialReport, 'verdict' | 'checks'>,
): CredentialReport {
  return { ...found, verdict: checks.every(({ ok }) => ok) ? 'authentic' : 'altered', checks }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function passed<N extends CredentialCheckName>(name: N, detail: string): Check<N> {
  return { name, ok: true, detail }
}

function failed<N extends CredentialCheckName>(name: N, detail: string): Check<N> {
  return { name, ok: false, detail }
}
