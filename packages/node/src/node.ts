import { asVerified, type Block, checkInIsolation, type VerifiedTransaction } from '@demiurge/ledger'
import { demiurge, systemPort } from '@demiurge/modules'
import type { PreparedCalls } from '@demiurge/runtime'
import { type Logger, pino } from 'pino'
import { type Disk, openDisk } from './disk.ts'
import { handlerContext } from './handler-context.ts'
import { housekeeping } from './housekeeping.ts'
import { Interfaces, type Pages } from './interfaces.ts'
import { begin, type Life } from './life.ts'
import { Pipeline } from './pipeline.ts'
import { Pool } from './pool/pool.ts'
import { Verifier } from './pool/verifier.ts'
import { createHandlers, type HandlerContext } from './rpc/handlers/index.ts'
import { Topics } from './rpc/topics.ts'
import type { Settings } from './settings/settings.ts'
import { Submission } from './submission.ts'
import { RecentBlocks } from './validator/recent-blocks.ts'
import { Validator } from './validator/validator.ts'

/** A node that runs. */
export interface RunningNode {
  readonly chainId: string
  /** Where the API is: /rpc, /ws, /api/v1, /health. */
  readonly http: string
  readonly dashboard: string | undefined
  readonly creator: string | undefined
  /** The development account, 0x hex, on a development chain of this node's own. */
  readonly account: string | undefined
  readonly store: string
  readonly stateRoot: () => string
  readonly height: () => bigint
  /** Resolves with the reason when the node had to stop by itself. */
  readonly failed: Promise<unknown>
  /** Stops in order: no new requests, no new blocks, everything executed written, everything closed. */
  close(): Promise<void>
}

/** How to start a node. */
export interface NodeOptions {
  readonly settings: Settings
  /** Folders of the built pages; a page without one is not served. */
  readonly pages?: Pages
  /** Hears what an operator should know, such as a fallback that was taken. */
  readonly onNotice?: (notice: string) => void
  /** The node's clock, Unix ms. */
  readonly nowMs?: () => number
}

/**
 * Starts a node; it reads from top to bottom: disk, pool, validator, interfaces. Resolves when it is ready: it listens, and the first
 * checkpoint since the start is certified. Throws SettingsError, ChainFileError, StoreError, LogError.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { settings, onNotice = () => {}, nowMs = () => Date.now() } = options
  const logger = pino({ level: settings.logLevel, base: { node: 'demiurge' } }, pino.destination(2))
  const { life, certified, failed, fail } = begin(logger)

  const disk = await openDisk(settings, { onNotice, nowMs })
  const { chain, store, archive, desk, file } = disk
  const pool = createPool(settings, disk)
  const topics = new Topics()
  const recent = new RecentBlocks()
  const pipeline: Pipeline = new Pipeline({
    chain,
    archive,
    store,
    pool,
    desk,
    topics,
    onCheckpoint: (checkpoint) => validator.onExecuted(checkpoint),
    onArchived: housekeeping({ disk, every: settings.snapshotCommits, logger }),
    durable: () => disk.blockLog.durable(),
    onCertified: () => {
      life.certified = true
      life.onCertified()
    },
    onFailure: fail,
  })
  const validator = createValidator({ settings, disk, pool, pipeline, recent, life, fail, nowMs })
  const verifier = new Verifier(settings.verifyThreads)
  const submission = new Submission({
    chain,
    pool,
    verifier,
    nowMs,
    onAccepted: (id) => {
      pipeline.finality.onAccepted(id)
      validator.wake()
    },
  })
  const context = handlerContext({ disk, pool, pipeline, topics, recent, validator, submission, life, nowMs })
  const interfaces = await openInterfaces(options, context, logger).catch(async (error: unknown) => {
    await closeAll({ life, verifier, disk })
    throw error
  })
  const sweeper = setInterval(() => pool.sweep(BigInt(nowMs())), 5_000)
  sweeper.unref()
  validator.start()
  const broken = await Promise.race([certified, failed])
  if (broken !== undefined) {
    await closeAll({ life, interfaces, validator, verifier, pipeline, disk }).catch(() => {})
    throw broken
  }

  return {
    chainId: file.chainId,
    http: interfaces.http,
    dashboard: interfaces.dashboard,
    creator: interfaces.creator,
    account: disk.account,
    store: store.engine,
    stateRoot: () => chain.head.stateRoot,
    height: () => chain.head.height,
    failed,
    close: () => {
      clearInterval(sweeper)
      return closeAll({ life, interfaces, validator, verifier, pipeline, disk })
    },
  }
}

function createPool({ poolTransactions, poolMegabytes }: Settings, { chain }: Disk): Pool {
  const limits = { transactions: poolTransactions, bytes: poolMegabytes * 2 ** 20, perAccount: 32_768 }
  return new Pool(limits, (sender, lane) =>
    systemPort.nextNonce({ state: chain.state }, { account: sender, lane }),
  )
}

function createValidator(parts: {
  readonly settings: Settings
  readonly disk: Disk
  readonly pool: Pool
  readonly pipeline: Pipeline
  readonly recent: RecentBlocks
  readonly life: Life
  readonly fail: (error: unknown) => void
  readonly nowMs: () => number
}): Validator {
  const { settings, disk, pool, pipeline, recent, life, fail, nowMs } = parts
  const { chain, file, key, blockLog, blocks, restored, desk } = disk
  const { roundMs, idleRoundMs } = settings
  const certified = desk.certificate?.checkpoint.index ?? 0n
  const checkpoint = restored?.checkpoint
  return new Validator({
    chainId: file.chainId,
    genesisDigest: chain.genesisDigest,
    committee: file.committee,
    key,
    log: blockLog,
    recovered: blocks.map((block) => ({ block, transactions: transactionsOf(block, file.chainId) })),
    point: restored?.point,
    uncertified: checkpoint !== undefined && checkpoint.index > certified ? checkpoint : undefined,
    timing: { minRoundDelayMs: roundMs, idleRoundDelayMs: Math.max(roundMs, idleRoundMs) },
    events: {
      take: (limits) =>
        life.stopping || pipeline.isBehind
          ? []
          : pool.take(limits, { nowMs: BigInt(nowMs()), commitMs: chain.head.timestampMs }),
      // Until the first certificate the node is not ready, and somebody surely waits for that.
      wantsToHurry: () => !life.certified || pool.waiting > 0 || pipeline.isWaitedFor,
      onBlock: (block, transactions) => {
        recent.add(block, transactions.length)
        pipeline.onBlock(block, transactions)
      },
      onCommit: (commit, ordered, point) => pipeline.onCommit(commit, ordered, point),
      onCertificate: (certificate) => pipeline.onCertificate(certificate),
      onDropped: (dropped) => {
        for (const transaction of dropped) pool.add(transaction)
      },
      onFailure: fail,
    },
  })
}

function openInterfaces(
  { settings, pages }: NodeOptions,
  context: HandlerContext,
  logger: Logger,
): Promise<Interfaces> {
  const { topics, assets, log, submission, unreadiness: reasons } = context
  return Interfaces.open({
    settings,
    handlers: createHandlers(context),
    topics,
    assets,
    unreadiness: reasons,
    submit: (bytes) => submission.submit(bytes),
    log,
    logger,
    ...(pages === undefined ? {} : { pages }),
  })
}

async function closeAll(parts: {
  readonly life: Life
  readonly interfaces?: Interfaces
  readonly validator?: Validator
  readonly verifier: Verifier
  readonly pipeline?: Pipeline
  readonly disk: Disk
}): Promise<void> {
  const { life, interfaces, validator, verifier, pipeline, disk } = parts
  life.stopping = true
  await interfaces?.close()
  validator?.stop()
  await verifier.close()
  await pipeline?.drained()
  await disk.archive.flush()
  await disk.blockLog.close()
  await disk.store.close()
}

/** Transactions of a block from our own disk: their signatures were verified before it was written, so that only form is read again. */
function transactionsOf(block: Block, chainId: string): readonly VerifiedTransaction<PreparedCalls>[] {
  return block.payload.map((bytes) =>
    asVerified(checkInIsolation(bytes, { chainId, prepare: demiurge.prepare })),
  )
}
