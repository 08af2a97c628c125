import { SignedStatement, statementMessage } from '@demiurge/art'
import { encode } from '@demiurge/codec'
import {
  addressOf,
  combineSignatures,
  memberOf,
  memberSigner,
  type Policy,
  type Signer,
  type Suites,
} from '@demiurge/crypto'
import { encodeTransaction, LIMITS, transactionMessage, ZERO_HASH } from '@demiurge/ledger'
import type { Client } from '../client.ts'
import { SdkError } from '../error.ts'
import { prepareWork, type Work } from '../mint/prepare-work.ts'
import type { Draft, Submitted } from './draft.ts'
import {
  finalCalls,
  REQUEST_VERSION,
  type ReadRequest,
  readRequest,
  type SigningRequest,
} from './signing-request.ts'

/** What signing did. */
export interface Cosigned {
  readonly read: ReadRequest
  /** What was signed now, in this order. */
  readonly signed: readonly ('statement' | 'transaction')[]
  /** The transaction was made anew: earlier signatures over it are void. */
  readonly refreshed: boolean
}

/** How a request is signed. */
export interface CosignOptions {
  readonly suites: Suites
  /** Makes the transaction anew though its time is not over: for one whose nonce another transaction has used. */
  readonly renew?: boolean
}

/** A request for any calls by an account that several share; nobody has signed yet. */
export async function requestCalls(
  client: Client,
  policy: Policy,
  draft: Draft,
  suites: Suites,
): Promise<ReadRequest> {
  const { chain } = await client.trust()
  const calls = [...draft.calls]
  const empty: SigningRequest = {
    version: REQUEST_VERSION,
    chainId: chain.chainId,
    policy,
    calls,
    statement: null,
    envelope: null,
  }
  return readRequest(empty, suites)
}

/**
 * A request to mint a work in the name of an account that several share: stores file and metadata on the node, where all who are asked
 * find them by their hashes. Throws ApiError and MetadataError.
 */
export async function requestMint(
  client: Client,
  policy: Policy,
  work: Work,
  suites: Suites,
): Promise<ReadRequest> {
  const { opening, mintingWith, statement } = await prepareWork(client, addressOf(policy), work)
  const minting = mintingWith(ZERO_HASH)
  const draft = opening === undefined ? minting : client.batch([opening, minting])
  const { request } = await requestCalls(client, policy, draft, suites)
  return readRequest({ ...request, statement: { statement, signatures: [] } }, suites)
}

/** How long the transaction of a request can still run, in ms: 0 when its time is over, undefined while it has none. */
export function remainingMs({ request: { envelope } }: ReadRequest, nowMs: number): number | undefined {
  if (envelope === null) return undefined
  return Math.max(0, Number(envelope.validUntil) - nowMs)
}

/**
 * Gives the request a transaction with a fresh window (the longest that the chain takes, 600 s), nonce and anchor. Signatures over an
 * earlier one are void and go. The signed statement is stored first, so that the evidence can be found. Throws SdkError
 * `request.NotSigned` while the statement of origin lacks signatures.
 */
export async function refreshRequest(
  client: Client,
  read: ReadRequest,
  suites: Suites,
): Promise<ReadRequest> {
  const { request, signedStatement } = read
  if (read.phase === 'statement')
    throw new SdkError('request.NotSigned', 'the statement of origin must be signed first')
  await checkChain(client, request)
  if (signedStatement !== undefined)
    await client.upload(encode(SignedStatement, signedStatement), 'application/octet-stream')
  const draft = client.draftOf(finalCalls(request, signedStatement))
  const account = { address: read.address, policy: request.policy }
  const { lane, nonce, validFrom, validUntil, anchor, tip, maxFee } = await draft.prepare(account, {
    validForMs: LIMITS.windowMs,
  })
  const envelope = { lane, nonce, validFrom, validUntil, anchor, tip, maxFee, signatures: [] }
  return readRequest({ ...request, envelope }, suites)
}

/**
 * Signs whatever the request asks of this person now: the statement of origin, and, once that is complete, the transaction, which is
 * made or made anew when it has none or its time is over. Show `explainCalls` and `fetchRequestedWork` first. Throws CryptoError `policy.UnknownSigner` for anybody who is no member, and
 * SdkError `request.Signed` when there is nothing left for this one to sign.
 */
export async function cosign(
  client: Client,
  given: ReadRequest,
  owner: Signer,
  { suites, renew = false }: CosignOptions,
): Promise<Cosigned> {
  const signer = memberSigner(owner, given.request.policy, suites)
  const member = memberOf(owner.policy, given.request.policy) ?? -1
  await checkChain(client, given.request)
  const signed: ('statement' | 'transaction')[] = []
  let read = given
  if (read.phase === 'statement' && !read.statementBy.includes(member)) {
    read = signStatementPart(read, signer, suites)
    signed.push('statement')
  }
  let refreshed = false
  if (read.phase !== 'statement') {
    const old = renew || remainingMs(read, client.environment.nowMs()) === 0
    refreshed = old && read.transaction !== undefined
    if (read.transaction === undefined || old) read = await refreshRequest(client, read, suites)
    if (read.phase !== 'complete' && !read.transactionBy.includes(member)) {
      read = signTransactionPart(read, signer, suites)
      signed.push('transaction')
    }
  }
  if (signed.length === 0)
    throw new SdkError('request.Signed', 'you have signed what there is to sign: it is for the others now')
  return { read, signed, refreshed }
}

/** Hands a complete request to the node. Throws SdkError `request.NotSigned`, `request.Expired`, and ApiError when the node refuses it. */
export async function submitRequest(client: Client, read: ReadRequest): Promise<Submitted> {
  const { request, transaction, id, phase, address, signedStatement } = read
  if (phase !== 'complete' || transaction === undefined || id === undefined)
    throw new SdkError('request.NotSigned', `it is not signed by enough members yet: ${waitingFor(read)}`)
  if (remainingMs(read, client.environment.nowMs()) === 0)
    throw new SdkError('request.Expired', 'its time is over: refresh it, and have it signed again')
  await checkChain(client, request)
  if (signedStatement !== undefined)
    await client.upload(encode(SignedStatement, signedStatement), 'application/octet-stream')
  const { registered } = await client.request('account_get', { address, lane: transaction.lane })
  const signatures = [...combineSignatures(request.policy, request.envelope?.signatures ?? [])]
  const authorization = { policy: registered ? null : request.policy, signatures }
  const bytes = encodeTransaction({ transaction, authorization, payerAuthorization: null })
  await client.request('tx_submit', { transaction: bytes })
  return { id, watch: (options) => client.watch(id, options) }
}

/** What a request waits for, in words. */
export function waitingFor({ phase, request, statementBy, transactionBy, transaction }: ReadRequest): string {
  const { threshold } = request.policy.value
  if (phase === 'complete') return 'nothing: it can be submitted'
  if (phase === 'statement')
    return `a signature over the statement of origin (${statementBy.length} of ${threshold} have signed it)`
  if (transaction === undefined) return 'the transaction, which the next one to sign makes'
  return `a signature over the transaction (${transactionBy.length} of ${threshold} have signed it)`
}

async function checkChain(client: Client, { chainId }: SigningRequest): Promise<void> {
  const { chain } = await client.trust()
  if (chain.chainId !== chainId)
    throw new SdkError(
      'request.OtherChain',
      `the request is for chain "${chainId}", this node is of "${chain.chainId}"`,
    )
}

function signStatementPart({ request }: ReadRequest, signer: Signer, suites: Suites): ReadRequest {
  const { statement, policy } = request
  if (statement === null) return readRequest(request, suites)
  const own = signer.sign(statementMessage(statement.statement))
  const signatures = [...combineSignatures(policy, statement.signatures, own)]
  return readRequest({ ...request, statement: { ...statement, signatures } }, suites)
}

function signTransactionPart({ request, id }: ReadRequest, signer: Signer, suites: Suites): ReadRequest {
  const { envelope, policy } = request
  if (envelope === null || id === undefined) return readRequest(request, suites)
  const signatures = [...combineSignatures(policy, envelope.signatures, signer.sign(transactionMessage(id)))]
  return readRequest({ ...request, envelope: { ...envelope, signatures } }, suites)
}
