import type { Block, Committee } from '@demiurge/ledger'
import { stakingPort } from '@demiurge/modules'
import type { CacheCounters } from '@demiurge/store'
import { type Logger, pino } from 'pino'
import { type Disk, epochStart, openDisk } from './disk.ts'
import { handlerContext } from './handler-context.ts'
import { Interfaces, type Pages } from './interfaces.ts'
import { begin } from './life.ts'
import { Neighbourhood, statusOf } from './neighbourhood.ts'
import { createParts, type Parts } from './parts.ts'
import { restorePool, savePool } from './pool/pool-file.ts'
import { PublicPlane, wantsPublicPlane } from './public/public-plane.ts'
import { createHandlers, type HandlerContext } from './rpc/handlers/index.ts'
import type { Settings } from './settings/settings.ts'
import { joinIfNew } from './snapshot/join.ts'
import type { EpochStart } from './validator/validator.ts'

/** A node that runs. */
export interface RunningNode {
  readonly chainId: string
  /** Where the API is: /rpc, /ws, /api/v1, /health. */
  readonly http: string
  readonly dashboard: string | undefined
  readonly creator: string | undefined
  /** Where other nodes reach this one, `host:port`. */
  readonly mesh: string
  /** Where it is reached on the public plane, multiaddresses; empty where that is off. */
  readonly publicAddresses: readonly string[]
  /** The development account, 0x hex, on a development chain. */
  readonly account: string | undefined
  readonly store: string
  /** How the cache before the store fares. */
  readonly storeCache: CacheCounters
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
  /** Breaks off a start that has to wait for others. */
  readonly signal?: AbortSignal
}

/**
 * Starts a node; it reads from top to bottom: disk, parts, interfaces, neighbours, consensus. Resolves when it is ready: it listens,
 * and, where it has a seat, the first checkpoint since the start is certified. Throws SettingsError, ChainFileError, StoreError,
 * LogError.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { settings, onNotice = () => {}, nowMs = () => Date.now() } = options
  const { signal = new AbortController().signal } = options
  const logger = pino({ level: settings.logLevel, base: { node: 'demiurge' } }, pino.destination(2))
  const { life, certified, failed, fail } = begin(logger)

  await joinIfNew({ settings, logger, onNotice, signal })
  const disk = await openDisk(settings, { onNotice, nowMs })
  const parts = createParts({ settings, disk, life, logger, nowMs, fail })
  const { pipeline, pool } = parts
  parts.catalogue.start()
  const close = (interfaces?: Interfaces): Promise<void> => closeAll(parts, interfaces)
  const unlessOpen = async (error: unknown): Promise<never> => {
    await close()
    throw error
  }
  const interfaces = await openInterfaces(options, handlerContext(parts), logger).catch(unlessOpen)
  const neighbourhood = await openNeighbourhood(parts).catch(unlessOpen)
  const sweeper = setInterval(() => pool.sweep(BigInt(nowMs())), 5_000)
  sweeper.unref()
  const recovered = recoverPayloads(parts)
  const start = await epochStart(disk, {
    point: disk.restored?.point,
    checkpoint: disk.restored?.checkpoint,
    certified: pipeline.certifiedHeight,
    blocks: recovered,
  })
  if (start !== undefined) beginSafely(parts, start)
  restorePool(settings.data, parts.submission)
    .then((taken) => taken > 0 && logger.info({ taken }, 'transactions wait as before the last stop'))
    .catch((error: unknown) => logger.error({ err: error }, 'what waited at the last stop is lost'))
  // Without a seat nothing is certified here before neighbours say so, which may take as long as it likes.
  if (start === undefined || seatIn(start.committee, disk) === null) life.onCertified()
  const broken = await Promise.race([certified, failed])
  if (broken !== undefined) {
    await close(interfaces).catch(() => {})
    throw broken
  }

  const { chain, file, store, account } = disk
  return {
    chainId: file.chainId,
    http: interfaces.http,
    dashboard: interfaces.dashboard,
    creator: interfaces.creator,
    mesh: neighbourhood.peers.address,
    publicAddresses: parts.publicPlane?.addresses ?? [],
    account,
    store: store.engine,
    storeCache: store.cache,
    stateRoot: () => chain.head.stateRoot,
    height: () => chain.head.height,
    failed,
    close: () => {
      clearInterval(sweeper)
      return close(interfaces)
    },
  }
}

/** Opens the ways to others: the mesh, and the public plane where it is wanted. */
async function openNeighbourhood(parts: Parts): Promise<Neighbourhood> {
  const publicPlane = (): PublicPlane | undefined => parts.publicPlane
  const neighbourhood = await Neighbourhood.open({ ...parts, publicPlane, resume: () => resume(parts) })
  parts.neighbourhood = neighbourhood
  if (wantsPublicPlane(parts.settings)) {
    const { sync } = neighbourhood
    parts.publicPlane = await PublicPlane.open({ ...parts, sync, status: () => statusOf(parts) })
  }
  return neighbourhood
}

/** Consensus goes on from the head, after catching up. */
function resume(parts: Parts): void {
  const { disk, pipeline, validator, fail, logger } = parts
  pipeline.onCoreGone()
  startAtHead(parts, validator.lastOwn)
    .then((start) => {
      logger.info({ height: disk.chain.head.height }, 'caught up')
      if (start !== undefined) beginSafely(parts, start)
    })
    .catch(fail)
}

/** Where consensus goes on now, with our latest block. */
function startAtHead({ disk, pipeline }: Parts, own: Block | undefined): Promise<EpochStart | undefined> {
  const { restored } = disk
  return epochStart(disk, {
    point: pipeline.checkpoint === undefined ? restored?.point : pipeline.point,
    checkpoint: pipeline.checkpoint ?? restored?.checkpoint,
    certified: pipeline.certifiedHeight,
    blocks: own === undefined ? disk.blocks : [...disk.blocks, own],
  })
}

/** Our seat in a committee, or null. */
function seatIn({ seats }: Committee, { key }: Disk): number | null {
  const seat = seats.findIndex(({ account }) => account === key.account)
  return seat < 0 ? null : seat
}

/**
 * Takes part, but never in an epoch of which our log has no block of ours without having asked the others for one: the log may have
 * been lost.
 */
function beginSafely(parts: Parts, start: EpochStart): void {
  const { validator, disk, neighbourhood, life, fail } = parts
  const { committee, recovered } = start
  const seat = seatIn(committee, disk)
  const isKnown = recovered.some(({ header }) => header.author === seat)
  if (seat === null || committee.seats.length === 1 || isKnown || neighbourhood === undefined) {
    validator.begin(start)
    return
  }
  validator.watch(committee)
  neighbourhood
    .askForLatest(committee, seat)
    .then((latest) => beginWith(parts, committee, latest))
    .catch((error: unknown) => {
      if (!life.stopping) fail(error)
    })
}

/** Takes part with what others gave back of our log, unless the epoch is over meanwhile. */
async function beginWith(parts: Parts, { epoch }: Committee, latest: Block | undefined): Promise<void> {
  const { disk, life, logger, payloads, validator } = parts
  if (latest !== undefined) {
    logger.warn(
      { round: latest.header.round },
      'the log has lost blocks of ours; others gave the latest back',
    )
    payloads.recover([latest], () => null)
  }
  const start = await startAtHead(parts, latest)
  const isOvertaken = disk.chain.epoch !== epoch || validator.isActive || life.stopping
  if (start !== undefined && !isOvertaken) validator.begin(start)
}

/** Takes back the payloads of the blocks in the log. Our own were verified before they were written; others' are verified again. */
function recoverPayloads({ disk, payloads }: Parts): readonly Block[] {
  const { chain, key } = disk
  payloads.recover(disk.blocks, (epoch) => {
    const seats = stakingPort.committeeOf(chain, epoch)?.seats ?? []
    const seat = seats.findIndex(({ account }) => account === key.account)
    return seat < 0 ? null : seat
  })
  return disk.blocks
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
    submitAll: (transactions) => submission.submitAll(transactions),
    log,
    logger,
    ...(pages === undefined ? {} : { pages }),
  })
}

async function closeAll(parts: Parts, interfaces: Interfaces | undefined): Promise<void> {
  const {
    settings,
    pool,
    life,
    validator,
    verifier,
    pipeline,
    reporter,
    beacon,
    anchorer,
    neighbourhood,
    publicPlane,
    snapshots,
    catalogue,
    disk,
  } = parts
  life.stopping = true
  await interfaces?.close()
  validator.stop()
  reporter.stop()
  await beacon.close()
  await anchorer.close()
  await publicPlane?.close()
  await neighbourhood?.close()
  await pipeline.drained()
  // What is in blocks that were never ordered waits as well.
  pool.giveBackAll()
  await savePool(
    settings.data,
    pool.oldest(Number.POSITIVE_INFINITY).map(({ bytes }) => bytes),
  )
  await catalogue.close()
  await snapshots.close()
  await verifier.close()
  await disk.archive.flush()
  await disk.roots.close()
  await disk.executor.close()
  await disk.blockLog.close()
  await disk.store.close()
}
