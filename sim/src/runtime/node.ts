import type { Certificate, Consensus, Message, RecoveryPoint, VerifiedBlock } from '@demiurge/consensus'
import type { Checkpoint, Committee, Evidence } from '@demiurge/ledger'
import type { Chain } from '../../../packages/node/src/chain/chain.ts'
import { Archive } from './archive.ts'
import type { Made } from './clients.ts'
import type { FirstState, Person } from './genesis.ts'
import type { EpochChange } from './state-sync.ts'

/** A message of a core that came before its epoch has begun here. */
export interface Early {
  readonly from: number
  readonly epoch: bigint
  readonly message: Message
}

/** One validator's node: what is on its disk survives a crash, the rest does not. */
export interface SimNode {
  readonly number: number
  readonly person: Person
  readonly liar: boolean
  // On disk.
  readonly archive: Archive
  blocks: VerifiedBlock[]
  /** How many of the blocks survive a crash. */
  synced: number
  /** How epochs ended: as many as have ended here, from epoch 0 on. */
  changes: EpochChange[]
  /** The newest certificate, with the point to go on from after its checkpoint. */
  certified: { readonly certificate: Certificate; readonly point: RecoveryPoint } | undefined
  // In memory.
  chain: Chain | undefined
  consensus: Consensus | undefined
  seat: number | null
  waiting: Made[]
  /** What own blocks carry that are not in the order yet, by payload root. */
  readonly carried: Map<string, readonly Made[]>
  early: Early[]
  /** Certified heights that others have told of. */
  readonly heard: Map<number, bigint>
  /** When the height last moved, ms. */
  progressMs: number
  lastWithTransactions: bigint
  crashOnPersist: 'before' | 'after' | undefined
  /** Counts starts, crashes and cores: what belongs to an earlier one means nothing. */
  life: number
  session: number
  // For those who look on.
  readonly evidence: Evidence[]
  /** Publications and disputes of the beacon that this node has seen to. */
  readonly done: Set<string>
}

export function createNode(number: number, first: FirstState, liar: boolean): SimNode {
  const person = first.validators[number]
  if (person === undefined) throw new Error(`there is no validator ${number}`)
  return {
    number,
    person,
    liar,
    archive: new Archive(first),
    blocks: [],
    synced: 0,
    changes: [],
    certified: undefined,
    chain: undefined,
    consensus: undefined,
    seat: null,
    waiting: [],
    carried: new Map(),
    early: [],
    heard: new Map(),
    progressMs: 0,
    lastWithTransactions: 0n,
    crashOnPersist: undefined,
    life: 0,
    session: 0,
    evidence: [],
    done: new Set(),
  }
}

/** The epoch whose core a node runs: one more than have ended here. */
export function epochOfNode(node: SimNode, first: FirstState): { committee: Committee; opening: Checkpoint } {
  const change = node.changes.at(-1)
  return change === undefined
    ? { committee: first.committee, opening: first.genesis }
    : { committee: change.committee, opening: change.certificate.checkpoint }
}

/** Height of the newest certificate. */
export function certifiedHeight({ certified }: SimNode): bigint {
  return certified?.certificate.checkpoint.index ?? 0n
}

/** Transactions of an account's lane that the node has and that are not in the order. */
export function pooledAt(node: SimNode, account: string, lane: number): number {
  const all = [...node.waiting, ...[...node.carried.values()].flat()]
  return all.filter((made) => made.account === account && made.lane === lane).length
}

/** Everything that is only in memory is gone, and the end of what was written. */
export function loseMemory(node: SimNode): void {
  node.consensus = undefined
  node.chain = undefined
  node.seat = null
  node.crashOnPersist = undefined
  node.life++
  node.session++
  node.waiting = []
  node.carried.clear()
  node.early = []
  node.heard.clear()
  node.blocks = node.blocks.slice(0, node.synced)
  node.synced = node.blocks.length
  node.archive.crash()
}
