import { address, encode, hash, type Infer, optional, struct, text, toHex, u8, u64 } from '@demiurge/codec'
import { Authorization, H, type Signer } from '@demiurge/crypto'
import { ProvenanceError } from './error.ts'

/** The version of the statement that this code writes and reads. */
export const STATEMENT_VERSION = 1

/** What its creator says about a work: which bytes it is, what its metadata is, who made it, when, and under which licence. */
export const ProvenanceStatement = struct({
  /** STATEMENT_VERSION. */
  version: u8,
  /** The file itself; `bytes` is its length. */
  asset: struct({ sha256: hash, mediaType: text(127), bytes: u64 }),
  /** The canonical metadata JSON; `bytes` is its length. */
  metadata: struct({ sha256: hash, bytes: u64 }),
  /** SHA-256 of the canonical JSON of the recipe that draws the work, when there is one. */
  recipe: optional(hash),
  creator: address,
  /** Milliseconds since 1970, as the creator says; the log's checkpoints bound it from above. */
  createdAtMs: u64,
  /** Hash of the statement that this one supersedes. */
  previous: optional(hash),
  note: text(280),
  /** An SPDX identifier or a URI. */
  licence: optional(text(64)),
})
export type ProvenanceStatement = Infer<typeof ProvenanceStatement>

/** A statement with its creator's signatures; the policy is inside, so that the file can be checked without a chain. */
export const SignedStatement = struct({ statement: ProvenanceStatement, authorization: Authorization })
export type SignedStatement = Infer<typeof SignedStatement>

// Keeps a signature over a statement from being one over anything else the same key signs.
const DOMAIN = new TextEncoder().encode('demiurge.provenance.1')

/** The identity of a statement: SHA3-256 of its canonical bytes, as `0x…`. Throws CodecError when a field breaks its bounds. */
export function statementHash(statement: ProvenanceStatement): string {
  return toHex(H(encode(ProvenanceStatement, statement)))
}

/** The message that is signed: the domain `demiurge.provenance.1` in UTF-8, then the 32 bytes of the statement's hash. */
export function statementMessage(statement: ProvenanceStatement): Uint8Array {
  const digest = H(encode(ProvenanceStatement, statement))
  const message = new Uint8Array(DOMAIN.length + digest.length)
  message.set(DOMAIN)
  message.set(digest, DOMAIN.length)
  return message
}

/**
 * Signs a statement as its creator. Throws ProvenanceError `statement.NotTheCreator` when the signer's account is not the statement's
 * creator, and CodecError when a field breaks its bounds. With a policy of several members the signatures may still be too few:
 * `combineSignatures` joins what the members sign over `statementMessage`.
 */
export function signStatement(statement: ProvenanceStatement, signer: Signer): SignedStatement {
  if (signer.address !== statement.creator)
    throw new ProvenanceError(
      'statement.NotTheCreator',
      `the statement names ${statement.creator} as creator, the signer is ${signer.address}`,
    )
  return {
    statement,
    authorization: { policy: signer.policy, signatures: [...signer.sign(statementMessage(statement))] },
  }
}
