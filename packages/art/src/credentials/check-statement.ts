import { formatAddress, toHex } from '@demiurge/codec'
import {
  addressOf,
  checkAuthorization,
  checkPolicy,
  portableMerkleHasher,
  type Suites,
} from '@demiurge/crypto'
import type { LicenceClaim } from '../licences/claim.ts'
import { attempt, type Check } from '../provenance/check.ts'
import { CREDENTIAL_VERSION, credentialMessage, type SignedCredential } from './statement.ts'

/** The checks of a statement inside a file, in the order they are made. */
export type CredentialStatementCheck = 'source' | 'creator' | 'signature' | 'licence'

/** What a statement is held against. */
export interface CredentialContext {
  /** The file without its manifest store. */
  readonly source: Uint8Array
  readonly mediaType: string
  readonly suites: Suites
  /** Other places of the file that speak of its licence. */
  readonly claims: readonly Partial<LicenceClaim>[]
}

type Outcome = { readonly ok: boolean; readonly detail: string }

/** Holds a signed statement against the file that it is of. Never throws. */
export function checkCredentialStatement(
  signed: SignedCredential,
  context: CredentialContext,
): readonly Check<CredentialStatementCheck>[] {
  return [
    attempt('source', () => checkSource(signed, context)),
    attempt('creator', () => checkCreator(signed, context)),
    attempt('signature', () => checkSignature(signed, context)),
    attempt('licence', () => checkLicence(signed, context)),
  ]
}

function checkSource({ statement }: SignedCredential, { source, mediaType }: CredentialContext): Outcome {
  const { version, source: stated } = statement
  if (version !== CREDENTIAL_VERSION)
    return {
      ok: false,
      detail: `The statement has version ${version}; this reader knows ${CREDENTIAL_VERSION}.`,
    }
  const sha256 = toHex(portableMerkleHasher.sha256(source))
  if (stated.sha256 !== sha256 || stated.bytes !== BigInt(source.length))
    return {
      ok: false,
      detail: `The file without its credentials has ${source.length} bytes and SHA-256 ${sha256}, signed are ${stated.bytes} and ${stated.sha256}.`,
    }
  return stated.mediaType === mediaType
    ? { ok: true, detail: `The file is the signed one (SHA-256 ${sha256} without its credentials).` }
    : { ok: false, detail: `The file is ${mediaType}, the signed one is ${stated.mediaType}.` }
}

function checkCreator(
  { statement, authorization }: SignedCredential,
  { suites }: CredentialContext,
): Outcome {
  const { policy } = authorization
  if (policy === null) return { ok: false, detail: "The statement does not carry its creator's keys." }
  checkPolicy(policy, suites)
  const owner = addressOf(policy)
  return owner === statement.creator
    ? { ok: true, detail: `The keys are those of the creator ${formatAddress(owner)}.` }
    : {
        ok: false,
        detail: `The keys are those of ${formatAddress(owner)}, the statement names ${formatAddress(statement.creator)}.`,
      }
}

function checkSignature(
  { statement, authorization }: SignedCredential,
  { suites }: CredentialContext,
): Outcome {
  const { policy, signatures } = authorization
  if (policy === null)
    return { ok: false, detail: 'Without keys there is nothing to check the signature with.' }
  checkPolicy(policy, suites)
  checkAuthorization(policy, credentialMessage(statement), signatures, suites)
  const names = signatures.map(({ member, key }) => {
    const suite = policy.value.members[member]?.keys[key]?.suite
    return suite === undefined ? 'unknown' : suites.get(suite).label
  })
  return { ok: true, detail: `The statement is signed (${names.join(', ')}).` }
}

function checkLicence({ statement }: SignedCredential, { claims }: CredentialContext): Outcome {
  const stated = statement.licence ?? undefined
  const text = statement.licenceText ?? undefined
  const other = claims.find(
    ({ licence, licenceText }) => licence !== stated || licenceText?.textSha256 !== text,
  )
  if (other !== undefined)
    return {
      ok: false,
      detail: `The statement says ${stated ?? 'nothing'} of the licence, the file says ${other.licence ?? 'nothing'} beside it.`,
    }
  return { ok: true, detail: stated === undefined ? 'No licence is stated.' : `The licence is ${stated}.` }
}
