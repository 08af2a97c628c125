import { ProvenanceStatement, SignedStatement, STATEMENT_VERSION, statementMessage } from '@demiurge/art'
import {
  CodecError,
  decode,
  encode,
  hash,
  type Infer,
  list,
  optional,
  struct,
  text,
  toHex,
  u8,
  u16,
  u64,
  u128,
} from '@demiurge/codec'
import {
  addressOf,
  CryptoError,
  checkPolicy,
  checkSignatures,
  combineSignatures,
  MAX_KEYS_PER_MEMBER,
  MAX_MEMBERS,
  Policy,
  PolicySignature,
  portableMerkleHasher,
  type Suites,
  signedMembers,
} from '@demiurge/crypto'
import {
  LIMITS,
  type Transaction,
  TransactionCall,
  transactionId,
  transactionMessage,
  ZERO_HASH,
} from '@demiurge/ledger'
import { demiurge, nft } from '@demiurge/modules'
import { RuntimeError } from '@demiurge/runtime'
import { SdkError } from '../error.ts'
import { armour, unarmour } from './armour.ts'

const Signatures = list(PolicySignature, MAX_MEMBERS * MAX_KEYS_PER_MEMBER)

/**
 * What several people are asked to sign for an account that they share. It goes from one to the next and holds everything that is
 * signed: `calls` with their parameters; with a minting the `statement` of origin, whose signed bytes the minting names by their hash
 * (`provenanceHash` is zero in `calls` and filled in when the statement has all its signatures); and the `envelope` of the transaction
 * once it has one, with the signatures over it. Nothing in it is believed: see `readRequest`.
 */
export const SigningRequest = struct({
  version: u8,
  chainId: text(32),
  policy: Policy,
  calls: list(TransactionCall, LIMITS.calls),
  statement: optional(struct({ statement: ProvenanceStatement, signatures: Signatures })),
  envelope: optional(
    struct({
      lane: u16,
      nonce: u64,
      validFrom: u64,
      validUntil: u64,
      anchor: hash,
      tip: u64,
      maxFee: u128,
      signatures: Signatures,
    }),
  ),
})
export type SigningRequest = Infer<typeof SigningRequest>

/** The version of requests that this code writes and reads. */
export const REQUEST_VERSION = 1
/** Bytes of a request: a transaction, a statement, and the signatures of both. */
export const MAX_REQUEST_BYTES = 3 * LIMITS.transactionBytes
const LABEL = 'DEMIURGE SIGNING REQUEST'

/**
 * What is to be done next: `statement` lacks signatures over the statement of origin; `transaction` has to get its envelope, or lacks
 * signatures over the transaction; `complete` can be submitted.
 */
export type RequestPhase = 'statement' | 'transaction' | 'complete'

/** A request all of whose parts were checked: they fit each other, and every signature in it is valid. */
export interface ReadRequest {
  readonly request: SigningRequest
  /** The account that acts, 0x hex: it follows from the policy. */
  readonly address: string
  readonly phase: RequestPhase
  /** Members, from 0, who have signed the statement of origin; empty where there is none. */
  readonly statementBy: readonly number[]
  /** The statement with enough signatures. */
  readonly signedStatement: SignedStatement | undefined
  /** The transaction that is signed, and its identifier, once it has its envelope. */
  readonly transaction: Transaction | undefined
  readonly id: string | undefined
  /** Members, from 0, who have signed the transaction. */
  readonly transactionBy: readonly number[]
}

/** A request as the text that people hand on (RFC 7468). */
export function formatRequest(request: SigningRequest): string {
  return armour(LABEL, SigningRequest, request)
}

/** Reads such a text and checks it whole. Throws SdkError `armour.Malformed` and what `readRequest` throws. */
export function parseRequest(given: string, suites: Suites): ReadRequest {
  return readRequest(unarmour(LABEL, SigningRequest, given, MAX_REQUEST_BYTES), suites)
}

/**
 * Checks a request that came from anybody: the policy can be met, the calls are calls of this chain, the statement is that of the very
 * work that is minted, and each signature is of a member, over exactly what is in the request. Throws SdkError `request.…`.
 */
export function readRequest(request: SigningRequest, suites: Suites): ReadRequest {
  checkForm(request, suites)
  const { policy, statement } = request
  const address = addressOf(policy)
  if (statement !== null) checkWork(request, address)
  const statementBy =
    statement === null
      ? []
      : checkPart(policy, statementMessage(statement.statement), statement.signatures, suites)
  const complete = (by: readonly number[]): boolean => by.length >= policy.value.threshold
  const signedStatement =
    statement !== null && complete(statementBy) ? signedBy(policy, statement) : undefined
  if (request.envelope !== null && statement !== null && signedStatement === undefined)
    throw refused('Malformed', 'it has a transaction before its statement of origin is signed')
  const ready = statement === null || signedStatement !== undefined
  const transaction = ready ? transactionOf(request, address, signedStatement) : undefined
  const id = transaction === undefined ? undefined : transactionId(transaction)
  const transactionBy =
    id === undefined
      ? []
      : checkPart(policy, transactionMessage(id), request.envelope?.signatures ?? [], suites)
  const phase = !ready
    ? 'statement'
    : id !== undefined && complete(transactionBy)
      ? 'complete'
      : 'transaction'
  return { request, address, phase, statementBy, signedStatement, transaction, id, transactionBy }
}

/**
 * Joins what several people have signed of one request. Throws SdkError `request.Other` when they are not of the same request, and
 * `request.Refreshed` when one of them has another transaction, so that signatures of one would be lost.
 */
export function combineRequests(parts: readonly ReadRequest[], suites: Suites): ReadRequest {
  const [first, ...others] = parts
  if (first === undefined) throw refused('Other', 'there is nothing to combine')
  return others.reduce((joined, next) => combineTwo(joined, next, suites), first)
}

function combineTwo(a: ReadRequest, b: ReadRequest, suites: Suites): ReadRequest {
  if (subjectOf(a.request) !== subjectOf(b.request))
    throw refused('Other', 'the two ask for different things: only signatures over the same can be combined')
  // A transaction commits to one set of signatures under the statement, so whoever has one has the statement as it stays.
  const [base, other] = a.transaction === undefined && b.transaction !== undefined ? [b, a] : [a, b]
  const { policy, statement, envelope } = base.request
  if (base.id !== undefined && other.id !== undefined && base.id !== other.id)
    throw refused(
      'Refreshed',
      `one is of transaction ${base.id}, the other of ${other.id}: it was refreshed in between. Sign the one that lives longer`,
    )
  const joinedStatement =
    statement === null || envelope !== null
      ? statement
      : {
          ...statement,
          signatures: [
            ...combineSignatures(policy, statement.signatures, other.request.statement?.signatures ?? []),
          ],
        }
  const joinedEnvelope =
    envelope === null
      ? null
      : {
          ...envelope,
          signatures: [
            ...combineSignatures(policy, envelope.signatures, other.request.envelope?.signatures ?? []),
          ],
        }
  return readRequest({ ...base.request, statement: joinedStatement, envelope: joinedEnvelope }, suites)
}

/** The same for two requests exactly when they ask for the same, whoever has signed and whenever it runs. */
export function subjectOf(request: SigningRequest): string {
  const statement = request.statement === null ? null : { ...request.statement, signatures: [] }
  return toHex(portableMerkleHasher.sha256(encode(SigningRequest, { ...request, statement, envelope: null })))
}

/** The calls as they are executed: the minting names the signed statement. */
export function finalCalls(
  { calls, statement }: SigningRequest,
  signed: SignedStatement | undefined,
): SigningRequest['calls'] {
  if (statement === null || signed === undefined) return calls
  const provenanceHash = toHex(portableMerkleHasher.sha256(encode(SignedStatement, signed)))
  return calls.map((call) =>
    call.method === MINT
      ? { ...call, params: encode(mint.params, { ...decode(mint.params, call.params), provenanceHash }) }
      : call,
  )
}

const { mint } = nft.calls
const MINT = 'nft.mint'

function checkForm({ version, policy, calls }: SigningRequest, suites: Suites): void {
  if (version !== REQUEST_VERSION)
    throw refused('Malformed', `it has version ${version}, this program reads ${REQUEST_VERSION}: update it`)
  guarded('BadPolicy', () => checkPolicy(policy, suites))
  guarded('BadCall', () => demiurge.prepare(calls))
  if (calls.length === 0) throw refused('BadCall', 'it asks for nothing: there are no calls')
}

/** The statement must be of the work that is minted, or people would vouch for one picture and mint another. */
function checkWork({ calls, statement }: SigningRequest, address: string): void {
  const said = statement?.statement
  const [call, ...more] = calls.filter(({ method }) => method === MINT)
  if (said === undefined || call === undefined || more.length > 0)
    throw refused('Mismatch', 'a statement of origin goes with exactly one minting')
  if (said.version !== STATEMENT_VERSION)
    throw refused(
      'Mismatch',
      `its statement has version ${said.version}, this program knows ${STATEMENT_VERSION}`,
    )
  const { contentHash, metadataHash, provenanceHash } = decode(mint.params, call.params)
  const differences = [
    contentHash === said.asset.sha256 ? [] : ['the file'],
    metadataHash === said.metadata.sha256 ? [] : ['the metadata'],
    said.creator === address ? [] : ['the creator'],
    provenanceHash === ZERO_HASH ? [] : ['the place of the statement, which must be empty'],
  ].flat()
  if (differences.length > 0)
    throw refused('Mismatch', `the minting and the statement of origin differ in ${differences.join(', ')}`)
}

function signedBy(
  policy: Policy,
  { statement, signatures }: NonNullable<SigningRequest['statement']>,
): SignedStatement {
  return { statement, authorization: { policy, signatures: [...combineSignatures(policy, signatures)] } }
}

function transactionOf(
  request: SigningRequest,
  sender: string,
  signed: SignedStatement | undefined,
): Transaction | undefined {
  if (request.envelope === null) return undefined
  const { signatures: _, ...envelope } = request.envelope
  const { chainId } = request
  return { chainId, sender, ...envelope, payer: null, calls: finalCalls(request, signed) }
}

/** Members who have signed this message. */
function checkPart(
  policy: Policy,
  message: Uint8Array,
  signatures: readonly PolicySignature[],
  suites: Suites,
): readonly number[] {
  guarded('BadSignature', () => checkSignatures(policy, message, signatures, suites))
  return signedMembers(policy, signatures)
}

function guarded(code: 'BadPolicy' | 'BadCall' | 'BadSignature', check: () => unknown): void {
  try {
    check()
  } catch (cause) {
    if (cause instanceof CryptoError || cause instanceof RuntimeError || cause instanceof CodecError)
      throw refused(code, cause.message, cause)
    throw cause
  }
}

type Reason = 'Malformed' | 'BadPolicy' | 'BadCall' | 'BadSignature' | 'Mismatch' | 'Other' | 'Refreshed'

function refused(code: Reason, reason: string, cause?: unknown): SdkError {
  return new SdkError(`request.${code}`, `the signing request cannot be used: ${reason}`, { cause })
}
