import type { Certificate } from '@demiurge/consensus'
import { createSigner, singleKeyPolicy } from '@demiurge/crypto'
import { nativeHashes, nativeSuites } from '@demiurge/crypto/native'
import { stakingPort, systemPort, transparencyPort, transparencyState } from '@demiurge/modules'
import type { Logger } from 'pino'
import type { Disk } from './disk.ts'
import { housekeeping } from './housekeeping.ts'
import { Catalogue } from './index/catalogue/catalogue.ts'
import type { EpochChange } from './index/records.ts'
import type { Life } from './life.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import { OwnAccount } from './own-account.ts'
import { Pipeline } from './pipeline.ts'
import { Pool } from './pool/pool.ts'
import { Verifier } from './pool/verifier.ts'
import type { PublicPlane } from './public/public-plane.ts'
import { Topics } from './rpc/topics.ts'
import type { Settings } from './settings/settings.ts'
import { snapshotsFolder } from './snapshot/folder.ts'
import { Snapshots } from './snapshot/snapshots.ts'
import { Stages } from './stages.ts'
import { Submission } from './submission.ts'
import { Anchorer } from './validator/anchorer.ts'
import { Beacon } from './validator/beacon.ts'
import { Payloads } from './validator/payloads.ts'
import { RecentBlocks } from './validator/recent-blocks.ts'
import { Reporter } from './validator/reporter.ts'
import { Validator } from './validator/validator.ts'

/** The lane of the validator's account on which nothing but anchors of the provenance log is sent; 0 is for everything else. */
const ANCHOR_LANE = 1

/** The parts of a node that are there from its start to its end. */
export interface Parts {
  readonly settings: Settings
  readonly disk: Disk
  readonly pool: Pool
  readonly payloads: Payloads
  readonly verifier: Verifier
  readonly pipeline: Pipeline
  readonly validator: Validator
  readonly submission: Submission
  readonly reporter: Reporter
  readonly beacon: Beacon
  readonly anchorer: Anchorer
  readonly topics: Topics
  readonly stages: Stages
  readonly recent: RecentBlocks
  readonly snapshots: Snapshots
  /** Follows the archive by itself once it is started. */
  readonly catalogue: Catalogue
  readonly life: Life
  readonly logger: Logger
  readonly nowMs: () => number
  readonly fail: (error: unknown) => void
  /** Undefined until it is open. */
  neighbourhood: Neighbourhood | undefined
  /** Undefined until it is open, and where nobody wants it. */
  publicPlane: PublicPlane | undefined
}

/** Makes the parts; those that need each other meet in callbacks, which nobody calls before the node begins. */
export function createParts(
  given: Pick<Parts, 'settings' | 'disk' | 'life' | 'logger' | 'nowMs' | 'fail'>,
): Parts {
  const { settings, disk, logger, nowMs } = given
  const { chain } = disk
  const pool = createPool(settings, disk)
  const stages = new Stages()
  chain.rootWork = (work) => stages.run('root', 0, work)
  const verifier = new Verifier({ chainId: chain.chainId, threads: settings.verifyThreads, stages })
  const payloads = new Payloads({
    chainId: chain.chainId,
    verify: (received, policyOf) => verifier.verifyAll(received, policyOf, 'consensus'),
    inPool: (id) => pool.get(id),
    policyOf: (account) => systemPort.policyOf(chain, account),
    digest: nativeHashes['sha3-256'].digest,
  })
  const topics = new Topics()
  const pipeline = createPipeline(given, { pool, payloads, topics, stages, parts: () => parts })
  const submission = new Submission({
    chain,
    pool,
    verifier,
    nowMs,
    stages,
    onAccepted: (id) => onAccepted(parts, id),
  })
  const onLane = (lane: number): OwnAccount =>
    new OwnAccount({ signer: validatorSigner(disk), lane, chain, pool, submission, nowMs })
  const own = onLane(0)
  const parts: Parts = {
    ...given,
    pool,
    payloads,
    verifier,
    topics,
    stages,
    pipeline,
    submission,
    reporter: new Reporter({ chain, logger, account: own }),
    beacon: new Beacon({
      ...{ chain, own, nowMs, logger },
      key: disk.key,
      seat: () => parts.validator.seat,
    }),
    anchorer: createAnchorer(given, { own: onLane(ANCHOR_LANE), parts: () => parts }),
    recent: new RecentBlocks(),
    snapshots: createSnapshots(given),
    catalogue: createCatalogue(given, pool),
    validator: createValidator(given, { pool, payloads, pipeline, stages, parts: () => parts }),
    neighbourhood: undefined,
    publicPlane: undefined,
  }
  return parts
}

function createPipeline(
  given: Pick<Parts, 'settings' | 'disk' | 'logger' | 'fail'>,
  made: Pick<Parts, 'pool' | 'payloads' | 'topics' | 'stages'> & { readonly parts: () => Parts },
): Pipeline {
  const { settings, disk, logger, fail } = given
  const { parts, ...parties } = made
  const { chain, archive, store, desk } = disk
  const tidy = housekeeping({ disk, every: settings.snapshotCommits, keep: settings.keepCommits, logger })
  const pipeline = new Pipeline({
    ...parties,
    ...{ chain, archive, store, desk },
    onCheckpoint: (checkpoint) => parts().validator.onExecuted(checkpoint),
    onArchived: async (executed, head) => {
      await parts().snapshots.onArchived(executed, head)
      parts().recent.onCommit(executed)
      parts().beacon.onArchived()
      parts().anchorer.onArchived(head.height)
      await tidy(executed)
      // It may have been the archive that the next round waited for.
      if (!pipeline.isBusy && (made.pool.waiting > 0 || pipeline.isWaitedFor)) parts().validator.wake()
    },
    durable: () => disk.blockLog.durable(),
    onCertified: (certificate) => onCertified(parts(), certificate),
    onEpochClosed: (change) => onEpochClosed(parts(), change),
    onFailure: fail,
  })
  return pipeline
}

function onAccepted({ pipeline, validator, neighbourhood, publicPlane }: Parts, id: string): void {
  pipeline.progress.finality.onAccepted(id)
  validator.wake()
  neighbourhood?.onAccepted(id)
  publicPlane?.onAccepted(id)
}

function onCertified(
  { life, pipeline, snapshots, neighbourhood, publicPlane }: Parts,
  certificate: Certificate,
): void {
  life.certified = true
  life.onCertified()
  if (pipeline.newest !== undefined) snapshots.onCertified(pipeline.newest)
  neighbourhood?.onCertified(certificate)
  publicPlane?.onCertified(certificate)
}

/** The next epoch begins here as well, unless the node is catching up: then it does so at the end of that. */
function onEpochClosed({ pipeline, validator, neighbourhood, logger }: Parts, change: EpochChange): void {
  const { certificate, committee } = change
  logger.info({ epoch: committee.epoch, seats: committee.seats.length }, 'a new epoch begins')
  pipeline.onCoreGone()
  if (neighbourhood?.sync.status().isSyncing === true) return
  const opening = certificate.checkpoint
  validator.begin({ committee, opening, point: undefined, uncertified: undefined, recovered: [] })
}

function createPool({ poolTransactions, poolMegabytes }: Settings, { chain }: Disk): Pool {
  const limits = { transactions: poolTransactions, bytes: poolMegabytes * 2 ** 20, perAccount: 32_768 }
  return new Pool(limits, (sender, lane) => systemPort.nextNonce(chain, { account: sender, lane }))
}

/** Only those whose signature of the provenance log the chain file knows make snapshots: others' would be refused. */
function createSnapshots({ settings, disk, logger }: Pick<Parts, 'settings' | 'disk' | 'logger'>): Snapshots {
  const { data, snapshotEvery } = settings
  const isKnown = disk.log.keys.some((key) => disk.file.logKeys.includes(key))
  const every = isKnown ? snapshotEvery : 0
  return new Snapshots({ directory: snapshotsFolder(data), disk, every, logger })
}

function createCatalogue({ disk, logger }: Pick<Parts, 'disk' | 'logger'>, pool: Pool): Catalogue {
  const { store, blobs, chain, archive } = disk
  const catalogue = new Catalogue({
    ...{ store, blobs },
    state: chain.state,
    archived: () => archive.height,
    isBusy: () => pool.waiting > 0,
    onFailure: (error) =>
      logger.error({ err: error }, 'the index of works has stopped; the node goes on without'),
  })
  archive.onApplied = () => catalogue.onArchived()
  return catalogue
}

/** Posts while this node takes part and has seen a certificate since its start: before, it may not know yet what it sent itself. */
function createAnchorer(
  { settings, disk, life, logger }: Pick<Parts, 'settings' | 'disk' | 'life' | 'logger'>,
  { own, parts }: { readonly own: OwnAccount; readonly parts: () => Parts },
): Anchorer {
  const { chain, log, key } = disk
  const { account } = key
  return new Anchorer({
    ...{ every: settings.anchorEvery, log, account, own, logger },
    anchorBy: (by) => transparencyState.anchors.get(chain, transparencyPort.anchorKey(by, log.origin)),
    seats() {
      if (parts().validator.seat === null || !life.certified || life.stopping) return undefined
      return stakingPort.epochOf(chain).committee.seats.map((each) => each.account)
    },
  })
}

function validatorSigner({ key }: Disk) {
  const policy = singleKeyPolicy(key.publicKey)
  return createSigner({ suites: nativeSuites, policy, keyPairs: [key.keyPair] })
}

function createValidator(
  given: Pick<Parts, 'settings' | 'disk' | 'life' | 'nowMs' | 'fail'>,
  made: Pick<Parts, 'pool' | 'payloads' | 'pipeline' | 'stages'> & { readonly parts: () => Parts },
): Validator {
  const { settings, disk, life, nowMs, fail } = given
  const { pool, payloads, pipeline, stages, parts } = made
  const { chain, file, key, blockLog, archive } = disk
  return new Validator({
    chainId: file.chainId,
    key,
    log: blockLog,
    payloads,
    stages,
    timing: (seats) => timingOf(settings, seats),
    send: (id, type, bytes) => parts().neighbourhood?.peers.send(id, type, bytes) ?? false,
    archived: (id) => archive.wholeBlock(id),
    events: {
      take: (limits) =>
        life.stopping || pipeline.isBehind
          ? []
          : pool.take(limits, { nowMs: BigInt(nowMs()), commitMs: chain.head.timestampMs }),
      // Until the first certificate the node is not ready, and somebody surely waits for that.
      // While the archive is busy, haste would only make rounds faster than it can write them.
      wantsToHurry: () => !life.certified || (!pipeline.isBusy && (pool.waiting > 0 || pipeline.isWaitedFor)),
      reveal: () => parts().beacon.reveal(),
      onBlock: (block, own) => {
        parts().recent.add(block, payloads.of(block.id).transactions.length)
        if (!own) pool.include(payloads.of(block.id).transactions)
        pipeline.onBlock(block)
      },
      onCommit: (commit, blocks, point) => pipeline.onCommit(commit, blocks, point),
      onCertificate: (certificate) => pipeline.onCertificate(certificate),
      onDropped: (blocks) => pipeline.onDropped(blocks),
      onEvidence: (evidence) => parts().reporter.onEvidence(evidence, parts().validator.seat ?? 0),
      onFailure: fail,
    },
  })
}

/** How fast rounds go: what was set, or 32 blocks a second over all validators; one alone needs no pause for others. */
function timingOf({ roundMs, idleRoundMs, leaderTimeoutMs }: Settings, seats: number) {
  const auto = seats === 1 ? 20 : Math.floor((seats * 1_000) / 32)
  const minRoundDelayMs = roundMs < 0 ? auto : roundMs
  return { leaderTimeoutMs, minRoundDelayMs, idleRoundDelayMs: Math.max(minRoundDelayMs, idleRoundMs) }
}
