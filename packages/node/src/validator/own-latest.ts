import { decode, encode, struct, u16, u64 } from '@demiurge/codec'
import { verifyHeader } from '@demiurge/consensus'
import { nativeSuites } from '@demiurge/crypto/native'
import { Block, type Committee, encodeBlock, quorum } from '@demiurge/ledger'
import type { Logger } from 'pino'

/** Protocol name of the question for somebody's latest block. */
export const LATEST_PROTOCOL = 'latest-block/1'

const LatestRequest = struct({ epoch: u64, seat: u16 })

/** Answers `latest-block/1`: the block of the highest round that is known of a seat, or nothing. */
export async function* serveLatest(
  body: Uint8Array,
  latest: (epoch: bigint, seat: number) => Promise<Block | undefined>,
): AsyncGenerator<Uint8Array> {
  const { epoch, seat } = decode(LatestRequest, body)
  const block = await latest(epoch, seat)
  if (block !== undefined) yield encodeBlock(block)
}

/** What asking needs of the node. */
export interface AskingOptions {
  readonly chainId: string
  readonly committee: Committee
  readonly seat: number
  /** Seats that can be asked now, with the id of who holds them. */
  readonly connected: () => readonly { readonly id: string; readonly seat: number }[]
  readonly ask: (
    peer: string,
    protocol: string,
    body: Uint8Array,
    signal: AbortSignal,
  ) => AsyncIterable<Uint8Array>
  readonly signal: AbortSignal
  readonly logger: Logger
}

const PAUSE_MS = 250
const PATIENCE_MS = 5_000

/**
 * Our own latest block of an epoch, asked from the others: before a validator signs anything in an epoch of which its log has no block
 * of its own (PROTOCOL section 4). A log that was lost would otherwise make an equivocator of it. Resolves when seats that make up a
 * quorum together with ours have answered; undefined when none of them knows a block of ours. Rejects when it is aborted.
 */
export async function askForLatest(options: AskingOptions): Promise<Block | undefined> {
  const { committee, seat, connected, signal } = options
  const weightOf = (each: number): bigint => committee.seats[each]?.weight ?? 0n
  const needed = quorum(committee) - weightOf(seat)
  const answered = new Set<number>()
  let latest: Block | undefined
  for (;;) {
    signal.throwIfAborted()
    const weight = [...answered].reduce((sum, each) => sum + weightOf(each), 0n)
    if (weight >= needed) return latest
    const open = connected().filter((each) => !answered.has(each.seat))
    const answers = await Promise.all(open.map((each) => askOne(options, each)))
    for (const answer of answers) {
      if (answer === undefined) continue
      answered.add(answer.seat)
      const { block } = answer
      if (block !== undefined && (latest === undefined || block.header.round > latest.header.round))
        latest = block
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

async function askOne(
  { chainId, committee, seat, ask, signal, logger }: AskingOptions,
  peer: { readonly id: string; readonly seat: number },
): Promise<{ readonly seat: number; readonly block: Block | undefined } | undefined> {
  const body = encode(LatestRequest, { epoch: committee.epoch, seat })
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  let block: Block | undefined
  try {
    for await (const bytes of ask(peer.id, LATEST_PROTOCOL, body, patience)) {
      const found = decode(Block, bytes)
      const { header, signature } = found
      // Only we could have signed it: nobody can make us skip rounds.
      verifyHeader({ header, signature }, { chainId, committee }, nativeSuites)
      if (header.author === seat) block = found
    }
    return { seat: peer.seat, block }
  } catch (error) {
    signal.throwIfAborted()
    logger.debug({ peer: peer.id, err: error }, 'a neighbour did not say what our latest block is')
    return undefined
  }
}
