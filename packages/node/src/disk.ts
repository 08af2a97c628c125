import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '@demiurge/codec'
import { Certificate, type Committee } from '@demiurge/consensus'
import { merkleHasher } from '@demiurge/crypto/native'
import type { Block } from '@demiurge/ledger'
import { buildGenesis } from '@demiurge/modules'
import { MemoryState, type Store } from '@demiurge/state'
import { type BlobStore, openBlobStore, openStore } from '@demiurge/store'
import { Chain, type ChainHead, genesisCheckpoint, treeOver } from './chain/chain.ts'
import {
  type ChainFile,
  ChainFileError,
  chainFileDigest,
  readChainFile,
  writeChainFile,
} from './chain/chain-file.ts'
import {
  DEVELOPMENT_CHAIN,
  developmentChain,
  developmentSigner,
  writeDevelopmentWallet,
} from './chain/development.ts'
import { ProofDesk } from './chain/proof-desk.ts'
import { type ValidatorKey, validatorKey } from './chain/validator-key.ts'
import { Archive, type Restored } from './index/archive.ts'
import { describeItem } from './index/metadata-reader.ts'
import { NftIndex } from './index/nft-index.ts'
import { logKeys, logSigners, ProvenanceLog } from './index/provenance-log.ts'
import { CERTIFICATE_KEY } from './pipeline.ts'
import type { Settings } from './settings/settings.ts'
import { BlockLog } from './validator/block-log.ts'

/** What a node finds in its data folder, or puts there on its first start. */
export interface Disk {
  readonly key: ValidatorKey
  readonly file: ChainFile
  /** The development account, on a development chain of this node's own. */
  readonly account: string | undefined
  readonly store: Store
  readonly blobs: BlobStore
  readonly archive: Archive
  readonly log: ProvenanceLog
  readonly chain: Chain
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
  const engine = settings.store as 'auto'
  const store = await openStore({ directory: join(data, 'store'), engine, onNotice })
  try {
    const key = validatorKey(join(data, 'validator.json'))
    const { file, account } = await openChain({ settings, key, nowMs })
    refuseLargeCommittee(file.committee)
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
    const { chain, restored } = await openState(archive, file)
    const desk = new ProofDesk(chain.state, chain.tree, await readCertificate(store))
    const { log: blockLog, blocks } = await BlockLog.open(join(data, 'blocks'), onNotice)
    return { key, file, account, store, blobs, archive, log, chain, restored, desk, blockLog, blocks }
  } catch (error) {
    await store.close()
    throw error
  }
}

function logOrigin(chainId: string): string {
  return `demiurge/${chainId}/provenance`
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
  const origin = logOrigin(DEVELOPMENT_CHAIN)
  const keys = logKeys(logSigners(origin, key.seed))
  const file = developmentChain({
    validator: key,
    faucet: signer.address,
    logKeys: keys,
    nowMs: BigInt(nowMs()),
  })
  writeChainFile(path, file)
  return { file, account: signer.address }
}

function refuseLargeCommittee({ seats }: Committee): void {
  if (seats.length > 1)
    throw new ChainFileError(
      `the chain has ${seats.length} validators; this version runs chains of one, because validators do not connect to each other yet`,
    )
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
      throw new Error(
        `the stored state has root ${tree.root}, at height ${restored.head.height} it was ${restored.head.stateRoot}: the store is damaged, or belongs to another chain`,
      )
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
  return {
    chain: new Chain({ ...common, state: genesisState, tree: genesisTree, head, anchors: [] }),
    restored: undefined,
  }
}

async function readCertificate(store: Store): Promise<Certificate | undefined> {
  const bytes = await store.get(CERTIFICATE_KEY)
  return bytes === undefined ? undefined : decode(Certificate, bytes)
}
