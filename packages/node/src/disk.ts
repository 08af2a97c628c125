import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '@demiurge/codec'
import { Certificate } from '@demiurge/consensus'
import { merkleHasher } from '@demiurge/crypto/native'
import type { Block, Checkpoint, Committee } from '@demiurge/ledger'
import { stakingPort } from '@demiurge/modules'
import type { Store } from '@demiurge/state'
import { type BlobStore, type CachedStore, openBlobStore } from '@demiurge/store'
import { Chain, type ChainHead } from './chain/chain.ts'
import { type ChainFile, ChainFileError, readChainFile, writeChainFile } from './chain/chain-file.ts'
import { developmentChain, developmentSigner, writeDevelopmentWallet } from './chain/development.ts'
import { firstStateOf, treeOver } from './chain/genesis.ts'
import { Executor } from './chain/lanes/executor.ts'
import { ProofDesk } from './chain/proof-desk.ts'
import { RootThreads } from './chain/root-threads.ts'
import { type ValidatorKey, validatorKey } from './chain/validator-key.ts'
import { Archive, type Restored } from './index/archive.ts'
import { describeItem } from './index/metadata-reader.ts'
import { NftIndex } from './index/nft-index.ts'
import { logOrigin, logSigners, ProvenanceLog } from './index/provenance-log.ts'
import { openNodeStore } from './node-store.ts'
import { CERTIFICATE_KEY } from './pipeline.ts'
import type { Settings } from './settings/settings.ts'
import { BlockLog } from './validator/block-log.ts'
import type { EpochStart } from './validator/validator.ts'

/** What a node finds in its data folder, or puts there on its first start. */
export interface Disk {
  readonly key: ValidatorKey
  readonly file: ChainFile
  /** The development account, on a development chain of this node's own. */
  readonly account: string | undefined
  readonly store: CachedStore
  readonly blobs: BlobStore
  readonly archive: Archive
  readonly log: ProvenanceLog
  readonly chain: Chain
  /** Computes the chain's state roots. */
  readonly roots: RootThreads
  /** Executes the chain's transactions. */
  readonly executor: Executor
  /** The committee of epoch 0. */
  readonly firstCommittee: Committee
  readonly restored: Restored | undefined
  readonly desk: ProofDesk
  readonly blockLog: BlockLog
  readonly blocks: readonly Block[]
}

/** Opens the data folder: key, chain file, store, assets, state, block log. Throws ChainFileError, StoreError, LogError. */
export async function openDisk(
  settings: Settings,
  options: { readonly onNotice: (notice: string) => void; readonly nowMs: () => number },
): Promise<Disk> {
  const { data } = settings
  const { onNotice, nowMs } = options
  mkdirSync(data, { recursive: true })
  // The store's lock comes first: a second node must not touch what the first one uses.
  const store = await openNodeStore(settings, onNotice)
  try {
    const key = validatorKey(join(data, 'validator.json'))
    const { file, account } = await openChain({ settings, key, nowMs })
    const blobs = await openBlobStore({
      directory: join(data, 'assets'),
      limits: {
        blobBytes: settings.assetMegabytes * 2 ** 20,
        freeBytes: settings.freeDiskMegabytes * 2 ** 20,
      },
    })
    const origin = logOrigin(file.chainId)
    const log = new ProvenanceLog({ origin, store, blobs, signers: logSigners(origin, key.seed), nowMs })
    await log.load()
    const index = new NftIndex(store, (hash) => describeItem(blobs, hash))
    const archive = new Archive(store, [index, log])
    const roots = new RootThreads({ threads: settings.rootThreads })
    const executor = new Executor({ threads: settings.executionThreads })
    const { chain, restored, firstCommittee } = await openState(archive, file, { roots, executor })
    const desk = new ProofDesk(chain.state, chain.tree, await readCertificate(store))
    const { log: blockLog, blocks } = await BlockLog.open(join(data, 'blocks'), onNotice)
    return {
      ...{ key, file, account, store, blobs, archive, log },
      ...{ chain, roots, executor, firstCommittee, restored, desk, blockLog, blocks },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The chain file: the one named, or that of a development chain, made on the first start. */
async function openChain(options: {
  readonly settings: Settings
  readonly key: ValidatorKey
  readonly nowMs: () => number
}): Promise<{ readonly file: ChainFile; readonly account: string | undefined }> {
  const { settings, key, nowMs } = options
  if (settings.chain !== 'development') {
    const file = readChainFile(settings.chain)
    const { address } = developmentSigner()
    return { file, account: file.development && file.faucet === address ? address : undefined }
  }
  const path = join(settings.data, 'chain.json')
  const signer = developmentSigner()
  await writeDevelopmentWallet(settings.data, signer)
  try {
    return { file: readChainFile(path), account: signer.address }
  } catch (error) {
    if (!(error instanceof ChainFileError) || error.cause !== undefined) throw error
  }
  const file = developmentChain({ validator: key, faucet: signer.address, nowMs: BigInt(nowMs()) })
  writeChainFile(path, file)
  return { file, account: signer.address }
}

async function openState(
  archive: Archive,
  file: ChainFile,
  { roots, executor }: Pick<Disk, 'roots' | 'executor'>,
): Promise<{
  readonly chain: Chain
  readonly restored: Restored | undefined
  readonly firstCommittee: Committee
}> {
  const { genesis, committee: firstCommittee, state } = firstStateOf(file)
  const common = { chainId: file.chainId, genesis, hasher: merkleHasher, executor }
  const restored = await archive.restore()
  if (restored !== undefined) {
    const tree = treeOver(restored.state, merkleHasher, roots)
    if (tree.root !== restored.head.stateRoot)
      throw new Error(
        `the stored state has root ${tree.root}, at height ${restored.head.height} it was ${restored.head.stateRoot}: the store is damaged, or belongs to another chain`,
      )
    return { chain: new Chain({ ...common, ...restored, tree }), restored, firstCommittee }
  }
  const tree = treeOver(state, merkleHasher, roots)
  const head: ChainHead = {
    height: 0n,
    round: 0n,
    timestampMs: file.genesisTimeMs,
    commitDigest: genesis.commitDigest,
    stateRoot: tree.root,
    receiptsRoot: genesis.receiptsRoot,
    transactions: 0n,
  }
  await archive.begin(state, head)
  return {
    chain: new Chain({ ...common, state, tree, head, anchors: [] }),
    restored: undefined,
    firstCommittee,
  }
}

/**
 * Where consensus goes on: in the epoch of the state; or in the one before, when its closing checkpoint was executed and has no
 * certificate yet. Undefined when the node stopped on its way to catch up: it has to finish that first.
 */
export async function epochStart(
  { chain, archive }: Pick<Disk, 'chain' | 'archive'>,
  newest: {
    readonly point: EpochStart['point']
    readonly checkpoint: Checkpoint | undefined
    readonly certified: bigint
    readonly blocks: readonly Block[]
  },
): Promise<EpochStart | undefined> {
  const present = stakingPort.epochOf(chain).number
  const openingOf = async (epoch: bigint): Promise<Checkpoint | undefined> =>
    epoch === 0n ? chain.genesis : (await archive.epochChange(epoch - 1n))?.certificate.checkpoint
  let epoch = present
  let opening = await openingOf(epoch)
  if (opening === undefined) {
    epoch = present - 1n
    opening = await openingOf(epoch)
  }
  const committee = stakingPort.committeeOf(chain, epoch)
  if (opening === undefined || committee === undefined)
    throw new Error(`the store does not say how epoch ${epoch} began: restore it from a snapshot`)
  const isBeginning = chain.head.height === opening.index
  if (!isBeginning && newest.point === undefined) return undefined
  const { checkpoint, certified } = newest
  const isUncertified =
    checkpoint !== undefined && checkpoint.epoch === epoch && checkpoint.index > certified && !isBeginning
  return {
    committee,
    opening,
    point: isBeginning ? undefined : newest.point,
    uncertified: isUncertified ? checkpoint : undefined,
    recovered: newest.blocks.filter(({ header }) => header.epoch === epoch),
  }
}

async function readCertificate(store: Store): Promise<Certificate | undefined> {
  const bytes = await store.get(CERTIFICATE_KEY)
  return bytes === undefined ? undefined : decode(Certificate, bytes)
}
