import { stakingPort } from '@demiurge/modules'
import { Assets } from './assets.ts'
import { developmentSigner } from './chain/development.ts'
import type { Disk } from './disk.ts'
import { Faucet } from './faucet.ts'
import type { Catalogue } from './index/catalogue/catalogue.ts'
import { CatalogueQueries } from './index/catalogue/catalogue-queries.ts'
import { TraitQueries } from './index/catalogue/trait-queries.ts'
import { TraitTables } from './index/catalogue/trait-tables.ts'
import { NftQueries } from './index/nft-queries.ts'
import { Search } from './index/search/search.ts'
import { type Life, unreadiness } from './life.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import { OwnAccount } from './own-account.ts'
import type { Pipeline } from './pipeline.ts'
import type { Pool } from './pool/pool.ts'
import type { Verifier } from './pool/verifier.ts'
import type { PublicPlane } from './public/public-plane.ts'
import type { HandlerContext } from './rpc/handlers/index.ts'
import type { Topics } from './rpc/topics.ts'
import type { Stages } from './stages.ts'
import type { Submission } from './submission.ts'
import type { Anchorer } from './validator/anchorer.ts'
import type { RecentBlocks } from './validator/recent-blocks.ts'
import type { Validator } from './validator/validator.ts'
import { VERSION } from './version.ts'

/** Commits that a node may be behind the newest certificate it has heard of and still call itself ready. */
const MOST_BEHIND = 64n

/** The parts that the node's methods answer from. */
export function handlerContext(parts: {
  readonly disk: Disk
  readonly pool: Pool
  readonly pipeline: Pipeline
  readonly topics: Topics
  readonly stages: Stages
  readonly verifier: Verifier
  readonly recent: RecentBlocks
  readonly validator: Validator
  readonly neighbourhood: Neighbourhood | undefined
  readonly publicPlane: PublicPlane | undefined
  readonly submission: Submission
  readonly catalogue: Catalogue
  readonly anchorer: Anchorer
  readonly life: Life
  readonly nowMs: () => number
}): HandlerContext {
  const { disk, life, validator, neighbourhood: _, publicPlane: __, ...rest } = parts
  const { chain, store, blobs, archive, log, desk, file, account } = disk
  return {
    ...rest,
    version: VERSION,
    development: file.development,
    committee: () => stakingPort.epochOf(chain).committee,
    firstCommittee: disk.firstCommittee,
    neighbourhood: () => parts.neighbourhood,
    publicPlane: () => parts.publicPlane,
    coreStatus: () => validator.status(),
    seatOf: (peer) => validator.seatOf(peer),
    logKeys: file.logKeys,
    seat: () => validator.seat,
    startedMs: parts.nowMs(),
    unreadiness: () => [...unreadiness(life), ...behind(parts.neighbourhood)],
    hurry: () => validator.wake(),
    chain,
    archive,
    store,
    blobs,
    assets: new Assets(blobs, file.chainId),
    desk,
    ...queriesOf(parts),
    log,
    faucet: account === undefined ? undefined : faucet(parts),
    faucetAccount: file.faucet,
  }
}

/** What answers from the indexes. */
function queriesOf({
  disk,
  catalogue,
}: {
  readonly disk: Disk
  readonly catalogue: Catalogue
}): Pick<HandlerContext, 'nfts' | 'traits' | 'statistics' | 'search'> {
  const { store, chain, blobs, archive } = disk
  const nfts = new NftQueries(store, chain.state, blobs)
  const tables = new TraitTables(store, () => performance.now())
  catalogue.onChange((collection) => tables.onChange(collection))
  return {
    nfts,
    traits: new TraitQueries(nfts, tables),
    statistics: new CatalogueQueries(store, nfts, tables),
    search: new Search({
      ...{ store, archive, chainId: chain.chainId },
      documents: () => catalogue.status.documents,
    }),
  }
}

/** Why a node that is behind cannot serve: what it says would be of long ago. */
function behind(neighbourhood: Neighbourhood | undefined): readonly string[] {
  const status = neighbourhood?.sync.status()
  if (status === undefined || status.target - status.height < MOST_BEHIND) return []
  return [`catching up: height ${status.height} of ${status.target}`]
}

/** The faucet of a development chain. Every node has one, and each uses a lane of its own, so that they never wait for each other. */
function faucet(parts: {
  readonly disk: Disk
  readonly pool: Pool
  readonly submission: Submission
  readonly nowMs: () => number
}): Faucet {
  const { disk, pool, submission, nowMs } = parts
  const lane = 60_000 + (Number.parseInt(disk.key.account.slice(2, 6), 16) % 5_000)
  const signer = developmentSigner()
  const account = new OwnAccount({ signer, lane, chain: disk.chain, pool, submission, nowMs })
  return new Faucet({ account, nowMs })
}
