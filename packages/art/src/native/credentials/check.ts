import { formatAddress } from '@demiurge/codec'
import type { Suites } from '@demiurge/crypto'
import { findFrameProblem } from '../../credentials/boxes.ts'
import { type CredentialStatementCheck, checkCredentialStatement } from '../../credentials/check-statement.ts'
import { joinManifestStore, type SplitFile, splitManifestStore } from '../../credentials/manifest-store.ts'
import {
  assertionToCredential,
  LICENCE_LABEL,
  PROVENANCE_LABEL,
  type SignedCredential,
} from '../../credentials/statement.ts'
import { isPng } from '../../files/png.ts'
import type { LicenceClaim } from '../../licences/claim.ts'
import { readLicence } from '../../licences/in-file.ts'
import type { Check } from '../../provenance/check.ts'
import { loadC2pa, MemoryBlob } from './c2pa.ts'

/** The checks of content credentials, in the order they are made. */
export type CredentialCheckName = 'store' | 'claim' | 'layout' | 'statement' | CredentialStatementCheck

/** What was found in a file. */
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

/**
 * Reads and checks the content credentials of a PNG or JPEG: the C2PA claim by c2pa-rs, the frame around it, and our post-quantum statement
 * in it. Never throws, whatever the bytes are, but for what the machine lacks. Asks no network.
 */
export async function checkCredentials(
  file: Uint8Array<ArrayBuffer>,
  { suites }: { readonly suites: Suites },
): Promise<CredentialReport> {
  const split = trySplit(file)
  if (split instanceof Error) return report([failed('store', `${split.message}.`)], { assertions: [] })
  if (split.store === undefined)
    return {
      verdict: 'none',
      checks: [failed('store', 'There are no content credentials in the file.')],
      assertions: [],
    }
  const manifest = await readManifest(file)
  if (typeof manifest === 'string') return report([failed('store', manifest)], { assertions: [] })
  const checks = [passed('store', 'The content credentials can be read.'), claimCheck(manifest)]
  const found = {
    assertions: manifest.assertions.map(explain),
    ...claimSigner(manifest),
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

/** The manifest as c2pa-rs gives it, as far as it is read here. */
interface Manifest {
  readonly state: string
  readonly failures: readonly { readonly code: string; readonly explanation?: string }[]
  readonly assertions: readonly { readonly label: string; readonly data: unknown }[]
  readonly signer: { readonly common_name?: string; readonly issuer?: string; readonly alg?: string }
}

/** Nobody vouches for a studio's own authority: that is told, and is no fault of the file. */
const UNTRUSTED = 'signingCredential.untrusted'
const SETTINGS = JSON.stringify({ verify: { ocsp_fetch: false, remote_manifest_fetch: false } })

async function readManifest(file: Uint8Array<ArrayBuffer>): Promise<Manifest | string> {
  const { WasmReader } = await loadC2pa()
  try {
    using reader = await WasmReader.fromBlob(mediaTypeOf(file), new MemoryBlob(file), SETTINGS)
    const {
      active_manifest: active,
      manifests,
      validation_state: state,
      validation_results: results,
    } = Object(JSON.parse(reader.json()))
    const { assertions = [], signature_info: signer = {} } = Object(Object(manifests)[active])
    const failures = Object(Object(results).activeManifest).failure ?? []
    return { state: String(state), failures, assertions, signer }
  } catch (error) {
    return `The content credentials cannot be read: ${error instanceof Error ? error.message : String(error)}.`
  }
}

function claimCheck({ state, failures }: Manifest): Check<'claim'> {
  const serious = failures.filter(({ code }) => code !== UNTRUSTED)
  if (serious.length === 0 && (state === 'Valid' || state === 'Trusted'))
    return passed('claim', 'The C2PA claim is signed, and all that it names is unchanged.')
  const reasons = serious.map(({ code, explanation }) => explanation ?? code)
  return failed('claim', `The C2PA claim does not hold: ${reasons.join('; ') || state}.`)
}

function claimSigner({ failures, signer }: Manifest): Pick<CredentialReport, 'claimSigner'> {
  const { common_name: name, issuer = '', alg = 'unknown' } = signer
  const isTrusted = failures.every(({ code }) => code !== UNTRUSTED)
  return { claimSigner: { name: name ?? issuer, algorithm: alg, isTrusted } }
}

function layoutCheck(file: Uint8Array, split: SplitFile): Check<'layout'> {
  const problem = findFrameProblem(split.store ?? new Uint8Array())
  if (problem !== undefined) return failed('layout', problem)
  return Buffer.from(joinManifestStore(split)).equals(file)
    ? passed('layout', 'The credentials stand where our signer puts them, and nothing else is around them.')
    : failed('layout', 'The credentials do not stand in the file as our signer puts them.')
}

function assertedLicence({ assertions }: Manifest): Pick<CredentialReport, 'licence'> {
  const asserted = assertions.find(({ label }) => label === LICENCE_LABEL)
  return asserted === undefined ? {} : { licence: Object(asserted.data) as Partial<LicenceClaim> }
}

/** What else the file says of its licence: the assertion, which must be there when one is stated, and XMP where there is some. */
function claimsOf(
  manifest: Manifest,
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

function explain({ label, data }: Manifest['assertions'][number]): {
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

function mediaTypeOf(file: Uint8Array): string {
  return isPng(file) ? 'image/png' : 'image/jpeg'
}

function report(
  checks: readonly Check<CredentialCheckName>[],
  found: Omit<CredentialReport, 'verdict' | 'checks'>,
): CredentialReport {
  return { ...found, verdict: checks.every(({ ok }) => ok) ? 'authentic' : 'altered', checks }
}

function passed<N extends CredentialCheckName>(name: N, detail: string): Check<N> {
  return { name, ok: true, detail }
}

function failed<N extends CredentialCheckName>(name: N, detail: string): Check<N> {
  return { name, ok: false, detail }
}
