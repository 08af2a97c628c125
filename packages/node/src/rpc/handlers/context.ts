import type { Status } from '@demiurge/consensus'
import type { Committee } from '@demiurge/ledger'
import type { BlobStore, CachedStore } from '@demiurge/store'
import type { Assets } from '../../assets.ts'
import type { Chain } from '../../chain/chain.ts'
import type { ProofDesk } from '../../chain/proof-desk.ts'
import type { Faucet } from '../../faucet.ts'
import type { Archive } from '../../index/archive.ts'
import type { Catalogue } from '../../index/catalogue/catalogue.ts'
import type { CatalogueQueries } from '../../index/catalogue/catalogue-queries.ts'
import type { TraitQueries } from '../../index/catalogue/trait-queries.ts'
import type { NftQueries } from '../../index/nft-queries.ts'
import type { ProvenanceLog } from '../../index/provenance-log.ts'
import type { Search } from '../../index/search/search.ts'
import type { Neighbourhood } from '../../neighbourhood.ts'
import type { Pipeline } from '../../pipeline.ts'
import type { Pool } from '../../pool/pool.ts'
import type { Verifier } from '../../pool/verifier.ts'
import type { PublicPlane } from '../../public/public-plane.ts'
import type { Stages } from '../../stages.ts'
import type { Submission } from '../../submission.ts'
import type { Anchorer } from '../../validator/anchorer.ts'
import type { RecentBlocks } from '../../validator/recent-blocks.ts'
import type { Topics } from '../topics.ts'

/** The parts of the node that its methods answer from. */
export interface HandlerContext {
  readonly version: string
  readonly development: boolean
  readonly committee: () => Committee
  /** The committee of epoch 0. */
  readonly firstCommittee: Committee
  /** Undefined until it is open. */
  readonly publicPlane: () => PublicPlane | undefined
  readonly neighbourhood: () => Neighbourhood | undefined
  /** Where the consensus core stands, if one runs. */
  readonly coreStatus: () => Status | undefined
  /** The seat of a neighbour. */
  readonly seatOf: (peer: string) => number | undefined
  readonly logKeys: readonly string[]
  readonly seat: () => number | null
  readonly startedMs: number
  readonly nowMs: () => number
  readonly unreadiness: () => readonly string[]
  /** Wakes an idle validator. */
  readonly hurry: () => void
  readonly chain: Chain
  readonly archive: Archive
  readonly store: CachedStore
  readonly blobs: BlobStore
  readonly assets: Assets
  readonly pool: Pool
  readonly submission: Submission
  readonly pipeline: Pipeline
  readonly desk: ProofDesk
  readonly nfts: NftQueries
  readonly catalogue: Catalogue
  readonly search: Search
  readonly traits: TraitQueries
  readonly statistics: CatalogueQueries
  readonly log: ProvenanceLog
  readonly anchorer: Anchorer
  readonly recent: RecentBlocks
  readonly faucet: Faucet | undefined
  readonly faucetAccount: string | null
  readonly topics: Topics
  readonly stages: Stages
  readonly verifier: Verifier
}
