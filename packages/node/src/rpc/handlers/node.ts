import type { NodeProfile, SearchHit } from '@demiurge/api'
import { CodecError, formatAddress, parseAddress } from '@demiurge/codec'
import { balancesState } from '@demiurge/modules'
import type { ExecutionReport } from '../../chain/lanes/executor.ts'
import type { Handlers } from '../dispatcher.ts'
import type { HandlerContext } from './context.ts'

/** Answers about the node itself, and finds things. */
export function nodeHandlers(
  context: HandlerContext,
): Pick<Handlers, 'node_getStatus' | 'node_getProfile' | 'search'> {
  return {
    node_getStatus: () => {
      const reasons = context.unreadiness()
      return {
        version: context.version,
        chainId: context.chain.chainId,
        uptimeMs: BigInt(Math.max(0, context.nowMs() - context.startedMs)),
        ready: reasons.length === 0,
        reasons,
        store: context.store.engine,
        height: context.chain.head.height,
        certifiedHeight: context.pipeline.certifiedHeight,
        finalityMs: context.pipeline.progress.finality.medianMs(),
        pool: context.pool.size,
        poolBytes: context.pool.bytes,
        seat: context.seat(),
        residentBytes: BigInt(process.memoryUsage.rss()),
      }
    },
    node_getProfile: () => profileOf(context),
    search: ({ query }) => search(context, query.trimStart()),
  }
}

function profileOf(context: HandlerContext): NodeProfile {
  const { stages, pool, pipeline, verifier, chain, store } = context
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  const { hits, misses, bytes } = store.cache
  const micros = (ms: number): bigint => BigInt(Math.round(ms * 1_000))
  return {
    uptimeUs: micros(performance.now()),
    cpuUs: BigInt(user + system),
    mainThreadUs: micros(performance.eventLoopUtilization().active),
    residentBytes: BigInt(rss),
    heapBytes: BigInt(heapUsed),
    transactions: chain.head.transactions,
    stages: stages.times().map(({ name, items, busyMs, longestMs }) => ({
      name,
      items: BigInt(items),
      busyUs: micros(busyMs),
      longestUs: micros(longestMs),
    })),
    waiting: { verify: verifier.waiting, order: pool.waiting, ...pipeline.waiting },
    cache: { hits: BigInt(hits), misses: BigInt(misses), bytes: BigInt(bytes) },
    execution: executionView(chain.execution),
    provenance: provenanceView(context),
  }
}

function provenanceView({ log, anchorer }: HandlerContext): NodeProfile['provenance'] {
  const { size, anchor } = log
  return {
    entries: BigInt(size),
    anchored: anchor?.size ?? 0n,
    anchoredAt: anchor?.height ?? null,
    posted: BigInt(anchorer.posted),
  }
}

function executionView({ threads, lanes, ...counts }: ExecutionReport): NodeProfile['execution'] {
  const { speculated, conflicts, splits, merges, moves, failures } = counts
  return {
    threads,
    lanes: lanes.map(({ lane, shards, weight, transactions, conflicts }) => ({
      ...{ lane, shards, weight: BigInt(weight) },
      ...{ transactions: BigInt(transactions), conflicts: BigInt(conflicts) },
    })),
    speculated: BigInt(speculated),
    conflicts: BigInt(conflicts),
    splits: BigInt(splits),
    merges: BigInt(merges),
    moves: BigInt(moves),
    failures: BigInt(failures),
  }
}

async function search(context: HandlerContext, asked: string): Promise<readonly SearchHit[]> {
  const query = asked.trim()
  if (query === '') return []
  if (/^[0-9]{1,18}$/.test(query)) {
    const commit = await context.archive.commitAt(BigInt(query))
    return commit === undefined ? [] : [{ kind: 'commit', id: query, title: `Commit ${query}` }]
  }
  const account = query.startsWith('dem1') ? searchAccount(context, query) : []
  if (account.length > 0) return account
  const hex = query.toLowerCase().replace(/^0x/, '')
  if (/^[0-9a-f]{64}$/.test(hex)) return searchIdentifier(context, `0x${hex}`)
  return searchNames(context, asked)
}

function searchAccount({ chain }: HandlerContext, text: string): readonly SearchHit[] {
  try {
    const account = parseAddress(text)
    const known = balancesState.accounts.get({ state: chain.state }, account) !== undefined
    return [{ kind: 'account', id: account, title: known ? 'Account' : 'Account that was never used' }]
  } catch (error) {
    if (error instanceof CodecError) return []
    throw error
  }
}

async function searchIdentifier(context: HandlerContext, id: string): Promise<readonly SearchHit[]> {
  const { archive, pool, nfts, chain } = context
  const hits: SearchHit[] = []
  if ((await archive.transaction(id)) !== undefined || pool.has(id))
    hits.push({ kind: 'transaction', id, title: 'Transaction' })
  const block = await archive.block(id)
  if (block !== undefined)
    hits.push({ kind: 'block', id, title: `Block of round ${block.signed.header.round}` })
  const item = await nfts.view(id).catch(() => undefined)
  if (item !== undefined) hits.push({ kind: 'item', id, title: item.name || 'Item' })
  const collection = await nfts.collection(id).catch(() => undefined)
  if (collection !== undefined) hits.push({ kind: 'collection', id, title: collection.collection.name })
  const byContent = nfts.byContent(id)
  if (byContent !== null) hits.push({ kind: 'item', id: byContent, title: 'Item with this content' })
  if (balancesState.accounts.get({ state: chain.state }, id) !== undefined)
    hits.push({ kind: 'account', id, title: formatAddress(id) })
  return hits
}

/** Works by the words of their names, descriptions and traits. */
async function searchNames({ search }: HandlerContext, query: string): Promise<readonly SearchHit[]> {
  const { results } = await search.find({ query, kinds: null, before: null, limit: 20 })
  return results.slice(0, 20).map(({ kind, id, title }) => ({ kind, id, title: fit(title) }))
}

/** A title that a hit can hold. */
function fit(title: string): string {
  return Buffer.byteLength(title) <= 160 ? title : title.slice(0, 50).toWellFormed()
}
