import { fromHex, toHex } from '@demiurge/codec'
import { H, type MerkleHasher, type Suites } from '@demiurge/crypto'
import {
  BLOCK_VERSION,
  type BlockHeader,
  blockId,
  blockMessage,
  type Committee,
  checkBlockSignature,
  checkHeaderForm,
  type HeaderContext,
  type SignedHeader,
  signingRoot,
  ZERO_HASH,
} from '@demiurge/ledger'

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

/**
 * Checks everything about a header that needs no other block: chain, epoch, author, bounds, signature (PROTOCOL section 2). Throws
 * LedgerError `block.…`. That the payload matches `payloadRoot` is the node's to check, before it hands the block to the core.
 */
export function verifyHeader(signed: SignedHeader, context: HeaderContext, suites: Suites): VerifiedBlock {
  return readHeader(signed, context).verify(suites)
}

/** A header whose form is right, with its identifier: enough to see whether the block is known already. */
export interface ReadHeader {
  readonly id: string
  /** Checks the signature. Throws LedgerError `block.BadSignature`. */
  verify(suites: Suites): VerifiedBlock
}

/** The first half of `verifyHeader`: everything but the signature. Throws LedgerError `block.…`. */
export function readHeader(signed: SignedHeader, context: HeaderContext): ReadHeader {
  const { committee, hasher } = context
  checkHeaderForm(signed.header, context)
  const root = signingRoot(signed.header, hasher)
  const block = mark(signed, root, hasher)
  return {
    id: block.id,
    verify(suites) {
      checkBlockSignature(signed, root, { committee, suites })
      return block
    },
  }
}

/** Marks a header whose signature a worker thread has verified, or that comes from the node's own disk. The form is checked again. */
export function asVerifiedBlock(signed: SignedHeader, context: HeaderContext): VerifiedBlock {
  checkHeaderForm(signed.header, context)
  return mark(signed, signingRoot(signed.header, context.hasher), context.hasher)
}

/** Signs a header of our own. */
export function signBlock(
  header: BlockHeader,
  sign: (message: Uint8Array) => Uint8Array,
  hasher?: MerkleHasher,
): VerifiedBlock {
  const root = signingRoot(header, hasher)
  return mark({ header, signature: sign(blockMessage(root)) }, root, hasher)
}

const GENESIS_DOMAIN = new TextEncoder().encode('demiurge.genesis.1')

/**
 * The blocks of round 0, one for each seat: nobody signs or sends them, everybody knows them. The id is
 * SHA3-256("demiurge.genesis.1" || digest of the opening checkpoint || epoch as 8 || author as 2 little-endian bytes).
 */
export function genesisBlocks(
  chainId: string,
  committee: Committee,
  openingDigest: string,
): readonly VerifiedBlock[] {
  const { epoch } = committee
  return committee.seats.map((_, author) => {
    const numbers = new Uint8Array(10)
    const view = new DataView(numbers.buffer)
    view.setBigUint64(0, epoch, true)
    view.setUint16(8, author, true)
    const header = { ...emptyHeader, chainId, epoch, author }
    const id = toHex(H(GENESIS_DOMAIN, fromHex(openingDigest), numbers))
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

function mark(signed: SignedHeader, root: Uint8Array, hasher: MerkleHasher | undefined): VerifiedBlock {
  const { header, signature } = signed
  return brand({
    header,
    signature,
    id: blockId(root, signature, hasher),
    round: Number(header.round),
    author: header.author,
    timestampMs: Number(header.timestampMs),
  })
}

/** The one place where a block becomes a verified one. */
function brand(block: DagBlock): VerifiedBlock {
  return block as VerifiedBlock
}
