import { fromHex, toHex } from '@demiurge/codec'
import { H, type MerkleHasher, type Suites } from '@demiurge/crypto'
import {
  type BlockHeader,
  blockId,
  blockMessage,
  LIMITS,
  type SignedHeader,
  signingRoot,
  ZERO_HASH,
} from '@demiurge/ledger'
import type { Committee } from './committee.ts'
import { ConsensusError, type ConsensusErrorCode } from './error.ts'

/** A block as the core keeps it: the signed header, its identifier, and three of its fields as numbers. Payloads live outside. */
export interface DagBlock extends SignedHeader {
  readonly id: string
  readonly round: number
  readonly author: number
  readonly timestampMs: number
}

declare const verified: unique symbol

/** A block of this chain and epoch whose form and signature are right. The core takes nothing else. Made only in this file. */
export type VerifiedBlock = DagBlock & { readonly [verified]: true }

/** What a header is held against. */
export interface HeaderContext {
  readonly chainId: string
  readonly committee: Committee
  /** A faster SHA-256 for the signing root. */
  readonly hasher?: MerkleHasher
}

/** Version of the header that this code writes and reads. */
export const BLOCK_VERSION = 1

// Rounds and times are numbers inside the core. 2^48 ms reach the year 10889, 2^48 rounds much further.
const MAX_NUMBER = 2n ** 48n

/**
 * Checks everything about a header that needs no other block: chain, epoch, author, bounds, signature (PROTOCOL section 2). Throws
 * ConsensusError `block.…`. That the payload matches `payloadRoot` is the node's to check, before it hands the block to the core.
 */
export function verifyHeader(signed: SignedHeader, context: HeaderContext, suites: Suites): VerifiedBlock {
  checkForm(signed.header, context)
  const root = signingRoot(signed.header, context.hasher)
  const { author } = signed.header
  const seat = context.committee.seats[author]
  const suite = suites.byId.get(seat?.suite ?? 0)
  if (seat === undefined || suite?.verify(signed.signature, blockMessage(root), seat.key) !== true)
    throw new ConsensusError('block.BadSignature', `the signature of author ${author} does not fit the block`)
  return mark(signed, root)
}

/** Marks a header whose signature a worker thread has verified, or that comes from the node's own disk. The form is checked again. */
export function asVerifiedBlock(signed: SignedHeader, context: HeaderContext): VerifiedBlock {
  checkForm(signed.header, context)
  return mark(signed, signingRoot(signed.header, context.hasher))
}

/** Signs a header of our own. */
export function signBlock(
  header: BlockHeader,
  sign: (message: Uint8Array) => Uint8Array,
  hasher?: MerkleHasher,
): VerifiedBlock {
  const root = signingRoot(header, hasher)
  return mark({ header, signature: sign(blockMessage(root)) }, root)
}

const GENESIS_DOMAIN = new TextEncoder().encode('demiurge.genesis.1')

/**
 * The blocks of round 0, one for each seat: nobody signs or sends them, everybody knows them. The id is
 * SHA3-256("demiurge.genesis.1" || genesis digest || epoch as 8 || author as 2 little-endian bytes).
 */
export function genesisBlocks(
  chainId: string,
  committee: Committee,
  genesisDigest: string,
): readonly VerifiedBlock[] {
  const { epoch } = committee
  return committee.seats.map((_, author) => {
    const numbers = new Uint8Array(10)
    const view = new DataView(numbers.buffer)
    view.setBigUint64(0, epoch, true)
    view.setUint16(8, author, true)
    const header = { ...emptyHeader, chainId, epoch, author }
    const id = toHex(H(GENESIS_DOMAIN, fromHex(genesisDigest), numbers))
    return brand({ header, signature: new Uint8Array(0), id, round: 0, author, timestampMs: 0 })
  })
}

/** A header of round 0 without parents and content: what new headers start from. */
export const emptyHeader: BlockHeader = {
  chainId: '',
  epoch: 0n,
  round: 0n,
  author: 0,
  parents: [],
  timestampMs: 0n,
  payloadRoot: ZERO_HASH,
  payloadBytes: 0,
  checkpointVote: null,
  beaconReveal: null,
  ticketsRoot: ZERO_HASH,
  evidenceRoot: ZERO_HASH,
  version: BLOCK_VERSION,
}

function mark(signed: SignedHeader, root: Uint8Array): VerifiedBlock {
  const { header, signature } = signed
  return brand({
    header,
    signature,
    id: blockId(root, signature),
    round: Number(header.round),
    author: header.author,
    timestampMs: Number(header.timestampMs),
  })
}

/** The one place where a block becomes a verified one. */
function brand(block: DagBlock): VerifiedBlock {
  return block as VerifiedBlock
}

function checkForm(header: BlockHeader, { chainId, committee }: HeaderContext): void {
  const refuse = (code: ConsensusErrorCode, message: string): never => {
    throw new ConsensusError(code, message)
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
