import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '@demiurge/codec'
import { Certificate, type Committee } from '@demiurge/consensus'
import { merkleHasher } from '@demiurge/crypto/native'
import { asVerified, type Block, checkInIsolation, type VerifiedTransaction } from '@demiurge/ledger'
import { buildGenesis, demiurge, systemPort } from '@demiurge/modules'
import type { PreparedCalls } from '@demiurge/runtime'
import { MemoryState, type Store } from '@demiurge/state'
import { openBlobStore, openStore } from '@demiurge/store'
import { type Logger, pino } from 'pino'
import { Assets } from './assets.ts'
import { Chain, type ChainHead, genesisCheckpoint, treeOver } from './chain/chain.ts'
import { type ChainFile, ChainFileError, chainFileDigest, readChainFile, writeChainFile } from './chain/chain-file.ts'
import { developmentChain, developmentSigner, writeDevelopmentWallet } from './chain/development.ts'
import { ProofDesk } from './chain/proof-desk.ts'
import { type ValidatorKey, validatorKey } from './chain/validator-key.ts'
import { Faucet } from './faucet.ts'
import { Archive, type Restored } from './index/archive.ts'
import { describeItem } from './index/metadata-reader.ts'
import { NftIndex } from './index/nft-index.ts'
import { NftQueries } from './index/nft-queries.ts'
import { logKeys, logSigners, ProvenanceLog } from './index/provenance-log.ts'
import { Interfaces, type Pages } from './interfaces.ts'
import { CERTIFICATE_KEY, Pipeline } from './pipeline.ts'
import { Pool } from './pool/pool.ts'
import { Verifier } from './pool/verifier.ts'
import { createHandlers } from './rpc/handlers/index.ts'
import { Topics } from './rpc/topics.ts'
import type { Settings } from './settings/settings.ts'
import { Submission } from './submission.ts'
import { BlockLog } from './validator/block-log.ts'
import { RecentBlocks } from './validator/recent-blocks.ts'
import { Validator } from './validator/validator.ts'
import { VERSION } from './version.ts'

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

type Transaction = VerifiedTransaction<PreparedCalls>

/**
 * Starts a node; it reads from top to bottom: chain, disk, state, pool, validator, interfaces. Resolves when it listens; it is ready
 * (`/health/ready`) once its first checkpoint is certified. Throws SettingsError, ChainFileError, StoreError, LogError.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { settings, onNotice = () => {}, nowMs = () => Date.now() } = options
  const startedMs = nowMs()
  const logger = pino({ level: settings.logLevel, base: { node: 'demiurge' } }, pino.destination(2))
  const { data } = settings
  mkdirSync(data, { recursive: true })

  const key = validatorKey(join(data, 'validator.json'))
  const { file, account } = await openChain({ settings, key, nowMs })
  refuseLargeCommittee(file.committee)

  const store = await openStore({ directory: join(data, 'store'), engine: settings.store as 'auto', onNotice })
  const blobs = await openBlobStore({
    directory: join(data, 'assets'),
    limits: { blobBytes: settings.assetMegabytes * 2 ** 20, totalBytes: settings.assetStoreMegabytes * 2 ** 20 },
  })
  const origin = `demiurge/${file.chainId}/provenance`
  const log = new ProvenanceLog({ origin, store, blobs, signers: logSigners(origin, key.seed), nowMs })
  await log.load()
  const index = new NftIndex(store, (hash) => describeItem(blobs, hash))
  const archive = new Archive(store, [index, log])

  const { chain, restored } = await openState(archive, file)
  const certificate = await readCertificate(store)
  const desk = new ProofDesk(chain.state, chain.tree, certificate)
  const pool = new Pool(
    { transactions: settings.poolTransactions, bytes: settings.poolMegabytes * 2 ** 20, perAccount: 32_768 },
    (sender, lane) => systemPort.nextNonce({ state: chain.state }, { account: sender, lane }),
  )
  const topics = new Topics()
  const verifier = new Verifier(settings.verifyThreads)
  const recent = new RecentBlocks()
  const { log: blockLog, blocks } = await BlockLog.open(join(data, 'blocks'))

  let stopping = false
  let certifiedHere = false
  const failure = Promise.withResolvers<unknown>()
  const fail = (error: unknown): void => {
    logger.fatal({ err: error }, 'the node must stop')
    stopping = true
    failure.resolve(error)
  }
  const pipeline = new Pipeline({
    chain,
    archive,
    store,
    pool,
    desk,
    topics,
    onCheckpoint: (checkpoint) => validator.onExecuted(checkpoint),
    onArchived: housekeeping({ archive, blockLog, validator: () => validator, every: settings.snapshotCommits, logger }),
    onFailure: fail,
  })
  const validator = new Validator({
    chainId: file.chainId,
    genesisDigest: chain.genesisDigest,
    committee: file.committee,
    key,
    log: blockLog,
    recovered: blocks.map((block) => ({ block, transactions: transactionsOf(block, file.chainId) })),
    point: restored?.point,
    timing: { minRoundDelayMs: settings.roundMs, idleRoundDelayMs: Math.max(settings.roundMs, settings.idleRoundMs) },
    events: {
      take: (limits) =>
        stopping || pipeline.isBehind
          ? []
          : pool.take(limits, { nowMs: BigInt(nowMs()), commitMs: chain.head.timestampMs }),
      wantsToHurry: () => !certifiedHere || pool.waiting > 0 || pipeline.isWaitedFor,
      onBlock: (block, transactions) => {
        recent.add(block, transactions.length)
        pipeline.onBlock(block, transactions)
      },
      onCommit: (commit, ordered, point) => pipeline.onCommit(commit, ordered, point),
      onCertificate: (made) => {
        certifiedHere = true
        pipeline.onCertificate(made)
      },
      onDropped: (dropped) => {
        for (const transaction of dropped) pool.add(transaction)
      },
      onFailure: fail,
    },
  })
  const submission = new Submission({ chain, pool, verifier, nowMs, onAccepted: () => validator.wake() })
  const signer = account === undefined ? undefined : developmentSigner()
  const faucet = signer === undefined ? undefined : new Faucet({ signer, chain, pool, submission, nowMs })
  const assets = new Assets(blobs, file.chainId)
  const unreadiness = (): readonly string[] => {
    if (stopping) return ['the node is stopping']
    return certifiedHere ? [] : ['no checkpoint has been certified since the start']
  }
  const handlers = createHandlers({
    version: VERSION,
    development: file.development,
    committee: file.committee,
    logKeys: file.logKeys,
    seat: validator.seat,
    startedMs,
    nowMs,
    unreadiness,
    hurry: () => validator.wake(),
    chain,
    archive,
    store,
    blobs,
    assets,
    pool,
    submission,
    pipeline,
    desk,
    nfts: new NftQueries(store, chain.state, blobs),
    log,
    recent,
    faucet,
    faucetAccount: file.faucet,
    topics,
  })
  const interfaces = await Interfaces.open({
    settings,
    handlers,
    topics,
    assets,
    unreadiness,
    submit: (bytes) => submission.submit(bytes),
    log,
    logger,
    ...(options.pages === undefined ? {} : { pages: options.pages }),
  })
  const sweeper = setInterval(() => pool.sweep(BigInt(nowMs())), 5_000)
  sweeper.unref()
  if (restored?.checkpoint !== undefined && restored.checkpoint.index > (certificate?.checkpoint.index ?? 0n))
    validator.onExecuted(restored.checkpoint)
  validator.start()

  const close = async (): Promise<void> => {
    stopping = true
    clearInterval(sweeper)
    await interfaces.close()
    validator.stop()
    await verifier.close()
    await pipeline.drained()
    await archive.flush()
    await blockLog.close()
    await store.close()
  }
  return {
    chainId: file.chainId,
    http: interfaces.http,
    dashboard: interfaces.dashboard,
    creator: interfaces.creator,
    account,
    store: store.engine,
    stateRoot: () => chain.head.stateRoot,
    height: () => chain.head.height,
    failed: failure.promise,
    close,
  }
}

/** The chain file: the one named, or that of a development chain, made on the first start. */
async function openChain(options: {
  readonly settings: Settings
  readonly key: ValidatorKey
  readonly nowMs: () => number
}): Promise<{ readonly file: ChainFile; readonly account: string | undefined }> {
  const { settings, key, nowMs } = options
  if (settings.chain !== 'development') return { file: readChainFile(settings.chain), account: undefined }
  const path = join(settings.data, 'chain.json')
  const signer = developmentSigner()
  await writeDevelopmentWallet(settings.data, signer)
  try {
    return { file: readChainFile(path), account: signer.address }
  } catch (error) {
    if (!(error instanceof ChainFileError) || error.cause !== undefined) throw error
  }
  const origin = 'demiurge/demiurge-dev/provenance'
  const keys = logKeys(logSigners(origin, key.seed))
  const file = developmentChain({ validator: key, faucet: signer.address, logKeys: keys, nowMs: BigInt(nowMs()) })
  writeChainFile(path, file)
  return { file, account: signer.address }
}

function refuseLargeCommittee({ seats }: Committee): void {
  if (seats.length > 1)
    throw new ChainFileError(`the chain has ${seats.length} validators; this version runs chains of one, because validators do not connect to each other yet`)
}

async function openState(
  archive: Archive,
  file: ChainFile,
): Promise<{ readonly chain: Chain; readonly restored: Restored | undefined }> {
  const genesisState = new MemoryState()
  buildGenesis(genesisState, file.genesis)
  const genesisTree = treeOver(genesisState, merkleHasher)
  const genesis = genesisCheckpoint({
    fileDigest: chainFileDigest(file),
    stateRoot: genesisTree.root,
    timestampMs: file.genesisTimeMs,
  })
  const common = { chainId: file.chainId, genesis, hasher: merkleHasher }
  const restored = await archive.restore()
  if (restored !== undefined) {
    const tree = treeOver(restored.state, merkleHasher)
    if (tree.root !== restored.head.stateRoot)
      throw new Error(`the stored state has root ${tree.root}, at height ${restored.head.height} it was ${restored.head.stateRoot}: the store is damaged, or belongs to another chain`)
    return { chain: new Chain({ ...common, ...restored, tree }), restored }
  }
  const head: ChainHead = {
    height: 0n,
    round: 0n,
    timestampMs: file.genesisTimeMs,
    commitDigest: genesis.commitDigest,
    stateRoot: genesisTree.root,
    receiptsRoot: genesis.receiptsRoot,
    transactions: 0n,
  }
  await archive.begin(genesisState, head)
  return { chain: new Chain({ ...common, state: genesisState, tree: genesisTree, head, anchors: [] }), restored: undefined }
}

async function readCertificate(store: Store): Promise<Certificate | undefined> {
  const bytes = await store.get(CERTIFICATE_KEY)
  return bytes === undefined ? undefined : decode(Certificate, bytes)
}

/** Transactions of a block from our own disk: their signatures were verified before it was written, so that only form is read again. */
function transactionsOf(block: Block, chainId: string): readonly Transaction[] {
  return block.payload.map((bytes) => asVerified(checkInIsolation(bytes, { chainId, prepare: demiurge.prepare })))
}

/** Now and then makes the store durable and lets go of the blocks that it makes unnecessary. */
function housekeeping(options: {
  readonly archive: Archive
  readonly blockLog: BlockLog
  readonly validator: () => Validator
  readonly every: number
  readonly logger: Logger
}): (height: bigint) => void {
  const { archive, blockLog, validator, every, logger } = options
  return (height) => {
    if (height % BigInt(every) !== 0n) return
    const { retainedRound } = validator().status()
    archive
      .flush()
      .then(() => blockLog.forgetThrough(retainedRound))
      .catch((error: unknown) => logger.error({ err: error }, 'the block log could not be shortened'))
  }
}
