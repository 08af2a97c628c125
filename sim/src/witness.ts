import type { VerifiedBlock } from '@demiurge/consensus'
import type { Commit } from '@demiurge/ledger'
import type { Peer } from './peer.ts'

/** Sees everything and throws as soon as safety breaks. */
export interface Witness {
  /** An honest seat has sent a block of its own: there is never another one of that round. */
  sent(block: VerifiedBlock): void
  /** A seat has committed: the same as everybody, and as itself before a restart; in sequence, no slot twice, never back in time. */
  committed(peer: Peer, commit: Commit, ordered: readonly VerifiedBlock[]): void
}

export function createWitness(): Witness {
  const sentBlocks = new Map<string, string>()
  const order: Commit[] = []
  /** By round and author: the commit that ordered it. */
  const slots = new Map<string, bigint>()
  return {
    sent(block) {
      const slot = `${block.round}:${block.author}`
      const before = sentBlocks.get(slot) ?? block.id
      if (before !== block.id) throw new Error(`seat ${block.author} sent two blocks of round ${block.round}`)
      sentBlocks.set(slot, block.id)
    },
    committed(peer, commit, ordered) {
      const { seat } = peer
      if (commit.index !== peer.index + 1n)
        throw new Error(`seat ${seat} commits ${commit.index} after ${peer.index}`)
      const at = Number(commit.index)
      for (const known of [order[at], peer.commits[at]])
        if (
          known !== undefined &&
          (known.digest !== commit.digest || known.timestampMs !== commit.timestampMs)
        )
          throw new Error(`seat ${seat} disagrees on commit ${commit.index}`)
      if (commit.timestampMs < (peer.commits[at - 1]?.timestampMs ?? 0n))
        throw new Error(`seat ${seat}: commit ${commit.index} goes back in time`)
      order[at] = commit
      for (const { round, author } of ordered) {
        const slot = `${round}:${author}`
        const before = slots.get(slot) ?? commit.index
        if (before !== commit.index) throw new Error(`round ${round} of author ${author} is ordered twice`)
        slots.set(slot, commit.index)
      }
    },
  }
}
