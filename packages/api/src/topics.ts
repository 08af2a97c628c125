import { hash, list, optional, struct } from '@demiurge/codec'
import { Certificate } from '@demiurge/consensus'
import { topic } from './method.ts'
import { BlockSummary, CommitSummary, EventView, TransactionStatus } from './views/chain.ts'

/** How many things one subscription to `events` can be about. */
export const MAX_EVENT_SUBJECTS = 256

const Everything = struct({ reserved: optional(hash) })

/** Everything a client can follow over `/ws`. */
export const topics = {
  commits: topic({ doc: 'Every commit as it becomes final.', params: Everything, item: CommitSummary }),
  blocks: topic({ doc: 'Every DAG block as it is added.', params: Everything, item: BlockSummary }),
  certificates: topic({ doc: 'Every certificate.', params: Everything, item: Certificate }),
  transaction: topic({
    doc: 'The stages of one transaction, beginning with the present one, until it is certified or dropped.',
    params: struct({ id: hash }),
    item: TransactionStatus,
  }),
  events: topic({
    doc: 'Events of final transactions; with `about`, those only that name one of these accounts, items or collections (32 bytes each).',
    params: struct({ about: optional(list(hash, MAX_EVENT_SUBJECTS)) }),
    item: EventView,
  }),
} as const

/** Names of the topics. */
export type TopicName = keyof typeof topics
