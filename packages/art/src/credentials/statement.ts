import { address, decode, encode, hash, type Infer, optional, struct, text, u8, u64 } from '@demiurge/codec'
import { Authorization, H, type Signer } from '@demiurge/crypto'
import type { LicenceClaim } from '../licences/claim.ts'
import { fromBase64, toBase64 } from '../provenance/base64.ts'

/** The version of the statement that this code writes and reads. */
export const CREDENTIAL_VERSION = 1
/** The label of our assertion in a C2PA manifest. */
export const PROVENANCE_LABEL = 'org.demiurge.provenance'
/** The label of the licence's assertion. */
export const LICENCE_LABEL = 'org.demiurge.licence'

/**
 * What its creator says about a file inside the file. It cannot name the hash of the file that it is part of, so it names that of the
 * file without its manifest store, to which every byte outside the store belongs.
 */
export const CredentialStatement = struct({
  /** CREDENTIAL_VERSION. */
  version: u8,
  /** The file without its C2PA manifest store; `bytes` is its length. */
  source: struct({ sha256: hash, mediaType: text(127), bytes: u64 }),
  creator: address,
  /** Milliseconds since 1970, as the creator says. */
  createdAtMs: u64,
  /** An SPDX identifier or a URI. */
  licence: optional(text(64)),
  /** SHA-256 of the licence text, where it is not the same for all. */
  licenceText: optional(hash),
})
export type CredentialStatement = Infer<typeof CredentialStatement>

/** A statement with its creator's signatures and policy. */
export const SignedCredential = struct({ statement: CredentialStatement, authorization: Authorization })
export type SignedCredential = Infer<typeof SignedCredential>

// Keeps a signature over a statement from being one over anything else the same key signs.
const DOMAIN = new TextEncoder().encode('demiurge.credentials.1')

/** The message that is signed: the domain `demiurge.credentials.1` in UTF-8, then SHA3-256 of the statement's canonical bytes. */
export function credentialMessage(statement: CredentialStatement): Uint8Array {
  const digest = H(encode(CredentialStatement, statement))
  const message = new Uint8Array(DOMAIN.length + digest.length)
  message.set(DOMAIN)
  message.set(digest, DOMAIN.length)
  return message
}

/** What is said of a file. */
export interface CredentialInput {
  /** `0x…`, of the file without its manifest store. */
  readonly sha256: string
  readonly bytes: number
  readonly mediaType: string
  readonly createdAtMs: number
  readonly claim?: LicenceClaim
}

/** Signs what is said of a file as the signer's account. Throws CodecError when a field breaks its bounds. */
export function signCredential(input: CredentialInput, signer: Signer): SignedCredential {
  const { sha256, bytes, mediaType, createdAtMs, claim } = input
  const statement: CredentialStatement = {
    version: CREDENTIAL_VERSION,
    source: { sha256, mediaType, bytes: BigInt(bytes) },
    creator: signer.address,
    createdAtMs: BigInt(createdAtMs),
    licence: claim?.licence ?? null,
    licenceText: claim?.licenceText?.textSha256 ?? null,
  }
  const signatures = [...signer.sign(credentialMessage(statement))]
  return { statement, authorization: { policy: signer.policy, signatures } }
}

/** The data of the assertion: the canonical bytes in base64, for C2PA's own readers a JSON object. */
export function credentialToAssertion(signed: SignedCredential): { readonly signed: string } {
  return { signed: toBase64(encode(SignedCredential, signed)) }
}

/** Reads the data of an assertion; undefined when it is none of ours. Throws CodecError when its bytes are not canonical. */
export function assertionToCredential(data: unknown): SignedCredential | undefined {
  const { signed } = Object(data)
  const bytes = typeof signed === 'string' ? fromBase64(signed) : undefined
  return bytes === undefined ? undefined : decode(SignedCredential, bytes)
}
