import type { MerkleHasher, Suites } from '@demiurge/crypto'
import { type BlockHeader, blockMessage, type SignedHeader, signingRoot, ZERO_HASH } from '../block.ts'
import type { Committee } from '../committee.ts'
import { LedgerError } from '../error.ts'
import { LIMITS } from '../limits.ts'

/** What a header is held against. */
export interface HeaderContext {
  readonly chainId: string
  readonly committee: Committee
  /** A faster SHA-256 for the signing root. */
  readonly hasher?: MerkleHasher
}

/** Version of the header that this code writes and reads. */
export const BLOCK_VERSION = 1

// Rounds and times are numbers inside the consensus core. 2^48 ms reach the year 10889, 2^48 rounds much further.
const MAX_NUMBER = 2n ** 48n

/**
 * Checks everything about a header that needs neither another block nor cryptography: version, chain, epoch, author, bounds (PROTOCOL
 * section 2). Throws LedgerError `block.…`.
 */
export function checkHeaderForm(header: BlockHeader, { chainId, committee }: HeaderContext): void {
  const refuse = (code: string, message: string): never => {
    throw new LedgerError(code, message)
  }
  if (header.version !== BLOCK_VERSION)
    refuse('block.BadVersion', `block has version ${header.version}, this node reads ${BLOCK_VERSION}`)
  if (header.chainId !== chainId)
    refuse('block.OtherChain', `block is for chain "${header.chainId}", this is "${chainId}"`)
  if (header.epoch !== committee.epoch)
    refuse('block.OtherEpoch', `block is of epoch ${header.epoch}, this is ${committee.epoch}`)
  if (header.author >= committee.seats.length)
    refuse('block.UnknownAuthor', `author ${header.author} is not among ${committee.seats.length} seats`)
  if (header.round < 1n || header.round >= MAX_NUMBER)
    refuse('block.BadRound', `round ${header.round} is not between 1 and 2^48`)
  if (header.timestampMs >= MAX_NUMBER)
    refuse('block.BadTimestamp', `timestamp ${header.timestampMs} ms is not below 2^48`)
  if (header.payloadBytes > LIMITS.blockBytes)
    refuse('block.BadPayload', `payload has ${header.payloadBytes} bytes, the limit is ${LIMITS.blockBytes}`)
  // One form of "no payload": both fields say it or neither.
  if ((header.payloadBytes === 0) !== (header.payloadRoot === ZERO_HASH))
    refuse('block.BadPayload', `payload of ${header.payloadBytes} bytes has root ${header.payloadRoot}`)
  if (new Set(header.parents).size !== header.parents.length)
    refuse('block.DuplicateParent', 'the same parent is named twice')
}

/**
 * Checks form and signature of a header and returns its signing root, 32 bytes. Throws LedgerError `block.…`. That the payload
 * matches `payloadRoot` is for whoever has the payload.
 */
export function checkSignedHeader(signed: SignedHeader, context: HeaderContext, suites: Suites): Uint8Array {
  checkHeaderForm(signed.header, context)
  const root = signingRoot(signed.header, context.hasher)
  checkBlockSignature(signed, root, { committee: context.committee, suites })
  return root
}

/** Throws LedgerError `block.BadSignature` unless the author's seat has signed that signing root. */
export function checkBlockSignature(
  { header: { author }, signature }: SignedHeader,
  root: Uint8Array,
  { committee, suites }: { readonly committee: Committee; readonly suites: Suites },
): void {
  const seat = committee.seats[author]
  const suite = suites.byId.get(seat?.suite ?? 0)
  if (seat === undefined || suite?.verify(signature, blockMessage(root), seat.key) !== true)
    throw new LedgerError('block.BadSignature', `the signature of author ${author} does not fit the block`)
}
