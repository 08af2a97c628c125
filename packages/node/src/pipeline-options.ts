import type { Certificate } from '@demiurge/consensus'
import type { Checkpoint } from '@demiurge/ledger'
import type { Store } from '@demiurge/state'
import type { Chain, ChainHead, ExecutedCommit } from './chain/chain.ts'
import type { ProofDesk } from './chain/proof-desk.ts'
import type { Archive } from './index/archive.ts'
import type { EpochChange } from './index/records.ts'
import type { Pool } from './pool/pool.ts'
import type { Topics } from './rpc/topics.ts'
import type { Stages } from './stages.ts'
import type { Payloads } from './validator/payloads.ts'

/** The parts that a commit passes, and who hears of it. */
export interface PipelineOptions {
  readonly stages: Stages
  readonly chain: Chain
  readonly archive: Archive
  readonly store: Store
  readonly pool: Pool
  readonly desk: ProofDesk
  readonly topics: Topics
  readonly payloads: Payloads
  /** The closing checkpoint of an epoch has its certificate, and everything up to it is archived. */
  readonly onEpochClosed: (change: EpochChange) => void
  readonly onCheckpoint: (checkpoint: Checkpoint) => void
  /** A commit is in the archive; the next one waits until this resolves. */
  readonly onArchived: (executed: ExecutedCommit, head: ChainHead) => Promise<void>
  /** Resolves when every block that was made so far is on disk. */
  readonly durable: () => Promise<void>
  /** A certificate was told to everyone. */
  readonly onCertified: (certificate: Certificate) => void
  readonly onFailure: (error: unknown) => void
}
