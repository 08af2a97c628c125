import { ApiError, type CommitSummary, type Head } from '@demiurge/api'
import { CodecError } from '@demiurge/codec'
import { nativeHashes } from '@demiurge/crypto/native'
import { decodeTransaction, LedgerError, LIMITS, transactionId } from '@demiurge/ledger'
import { systemPort } from '@demiurge/modules'
import type { Handlers } from '../dispatcher.ts'
import type { HandlerContext } from './context.ts'

const { digest } = nativeHashes['sha3-256']

type ChainHandlers = Pick<
  Handlers,
  | 'chain_getInfo'
  | 'chain_getHead'
  | 'chain_getCommit'
  | 'chain_listCommits'
  | 'chain_getBlock'
  | 'chain_getDag'
  | 'chain_getCertificate'
  | 'state_getProof'
>

/** Answers about the chain itself. */
export function chainHandlers(context: HandlerContext): ChainHandlers {
  const { chain, archive, desk, pipeline } = context
  const notFound = (what: string): ApiError =>
    new ApiError('chain.NotFound', `there is no ${what}`, { status: 404 })
  return {
    chain_getInfo: () => ({
      chainId: chain.chainId,
      development: context.development,
      genesis: chain.genesisDigest,
      opening: chain.genesis,
      committee: context.firstCommittee,
      faucet: context.faucetAccount,
      logOrigin: context.log.origin,
      logKeys: context.logKeys,
    }),
    chain_getHead: () => headOf(context),
    chain_getCommit: async ({ height }) => {
      const record = await archive.commitAt(height)
      if (record === undefined && height > 0n && height < archive.oldest)
        throw new ApiError(
          'chain.Pruned',
          `commit ${height} is older than what this node keeps: it has commits from ${archive.oldest} on`,
          { status: 410 },
        )
      if (record === undefined) throw notFound(`commit ${height}; the newest is ${archive.height}`)
      const interval = BigInt(LIMITS.checkpointInterval)
      const closing = ((height + interval - 1n) / interval) * interval
      return {
        summary: record.summary,
        blocks: record.commit.blocks,
        transactions: record.transactions,
        certifiedBy: closing <= pipeline.certifiedHeight ? closing : null,
      }
    },
    chain_listCommits: async ({ before, limit, withTransactions }) => {
      checkLimit(limit)
      const found: CommitSummary[] = []
      // A long run of empty commits is not walked to its end: the caller goes on from the last one it got.
      let looked = 0
      for await (const { summary } of archive.commitsBelow(before ?? archive.height + 1n)) {
        if (withTransactions !== true || summary.transactions > 0) found.push(summary)
        if (found.length >= limit || ++looked >= 10_000) break
      }
      return found
    },
    chain_getBlock: async ({ id }) => {
      const record = await archive.block(id)
      const block = await archive.wholeBlock(id)
      if (record === undefined || block === undefined) throw notFound(`block ${id}`)
      return { id, signed: record.signed, transactions: block.payload.flatMap(idOf), commit: record.height }
    },
    chain_getDag: ({ rounds }) => context.recent.ofLastRounds(Math.min(rounds, 1_024)),
    chain_getCertificate: () => {
      if (desk.certificate === undefined)
        throw new ApiError(
          'chain.NotCertified',
          'the first checkpoint has no certificate yet; try again in a second',
          { status: 503 },
        )
      return desk.certificate
    },
    state_getProof: async ({ keys }) => {
      const answer = desk.prove(keys)
      // An idle validator goes on at once, so that the certificate comes soon.
      context.hurry()
      return answer
    },
  }
}

function headOf({ chain, desk }: HandlerContext): Head {
  const { head } = chain
  const fees = systemPort.currentFees({ state: chain.state })
  const certified = desk.certificate?.checkpoint
  return {
    height: head.height,
    round: head.round,
    timestampMs: head.timestampMs,
    commitDigest: head.commitDigest,
    stateRoot: head.stateRoot,
    transactions: head.transactions,
    anchor: chain.anchor,
    certifiedHeight: certified?.index ?? 0n,
    certifiedStateRoot: certified?.stateRoot ?? chain.genesis.stateRoot,
    weightPrice: fees.price,
    bytePrice: fees.bytesPrice,
  }
}

/** Lists give 1 to 100 entries at a time. Throws ApiError. */
export function checkLimit(limit: number): void {
  if (limit < 1 || limit > 100)
    throw new ApiError('rpc.InvalidParams', `limit is ${limit}, it must be from 1 to 100`)
}

/** The identifier of what a block carries; none where it is no transaction. */
function idOf(bytes: Uint8Array): string | [] {
  try {
    return transactionId(decodeTransaction(bytes).transaction, digest)
  } catch (error) {
    if (error instanceof LedgerError || error instanceof CodecError) return []
    throw error
  }
}
