import type { EpochChange } from '@demiurge/api'
import { nextCommittee } from '@demiurge/consensus'
import type { MerkleHasher, Suites } from '@demiurge/crypto'
import type { Committee } from '@demiurge/ledger'
import { SdkError } from '../error.ts'

/** Where a chain of committees begins, and how the next links are had. */
export interface CommitteesOptions {
  /** A committee that is trusted: that of genesis, or of any later epoch. */
  readonly first: Committee
  /** How epochs ended, from epoch `from` on; as many as the source likes to give, none when there are none yet. */
  readonly changes: (from: bigint) => Promise<readonly EpochChange[]>
  readonly suites: Suites
  readonly hasher: MerkleHasher
}

/** Committees by epoch, each vouched for by the one before: the light client's way from genesis to now. */
export interface Committees {
  /** The committee of an epoch. Rejects with SdkError `light.…` or ConsensusError when the way there does not hold or does not exist. */
  of(epoch: bigint): Promise<Committee>
}

/**
 * Follows committees from a trusted one. Each step needs the certificate of the epoch's closing checkpoint, signed by the committee that
 * is trusted already, and the next committee, whose root the checkpoint names (PROTOCOL section 3). What was followed once is remembered.
 */
export function createCommittees({ first, changes, suites, hasher }: CommitteesOptions): Committees {
  const known = new Map([[first.epoch, first]])
  let newest = first
  let turn: Promise<unknown> = Promise.resolve()

  const follow = async (epoch: bigint): Promise<void> => {
    while (newest.epoch < epoch) {
      const found = await changes(newest.epoch)
      if (found.length === 0)
        throw new SdkError(
          'light.Missing',
          `the committee of epoch ${epoch} is asked for, and the node cannot show how epoch ${newest.epoch} ended`,
        )
      for (const change of found) {
        newest = nextCommittee(newest, change, { suites, hasher })
        known.set(newest.epoch, newest)
      }
    }
  }

  return {
    async of(epoch) {
      if (epoch < first.epoch)
        throw new SdkError(
          'light.TooOld',
          `epoch ${epoch} lies before epoch ${first.epoch}, where trust begins: committees are followed forward only`,
        )
      if (newest.epoch < epoch) {
        const mine = turn.then(() => follow(epoch))
        turn = mine.catch(() => {})
        await mine
      }
      const committee = known.get(epoch)
      if (committee === undefined)
        throw new SdkError('light.Missing', `there is no committee of epoch ${epoch}`)
      return committee
    },
  }
}
