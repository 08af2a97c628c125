import { merkleHasher } from '@demiurge/crypto/native'
import { type Committee, checkpointDigest, committeeRoot } from '@demiurge/ledger'
import { balancesState, demiurge } from '@demiurge/modules'
import type { Chain, ExecutedCommit } from '../../../packages/node/src/chain/chain.ts'
import { treeOver } from '../../../packages/node/src/chain/genesis.ts'
import { createWitness, type Witness } from '../witness.ts'
import type { FirstState } from './genesis.ts'

/** Sees what every honest node executes and throws as soon as two differ or a rule of the chain is broken. */
export interface Referee {
  /** A witness of what is sent in an epoch. */
  witnessOf(epoch: bigint): Witness
  /** A node has executed a commit: the same as everybody, to the same state, and nothing for a second time. */
  executed(who: string, chain: Chain, executed: ExecutedCommit): void
  /** A node stands at a height without having executed up to it. */
  stands(who: string, chain: Chain): void
  /** A node begins an epoch with a committee. */
  begins(who: string, committee: Committee): void
  /** Whose seat it was. */
  accountOf(epoch: bigint, seat: number): string | undefined
  /** The committees of all epochs that somebody has begun. */
  readonly committees: readonly Committee[]
  /** Everything that can be asked of a chain that has come to rest. */
  audit(who: string, chain: Chain): void
  /** Height at which a transaction was applied or failed. */
  heightOf(id: string): bigint | undefined
  readonly transactions: number
}

/** What everybody must agree on at a height. */
interface Agreed {
  readonly commit: string
  readonly timestampMs: bigint
  readonly state: string
  readonly receipts: string
  readonly checkpoint: string | undefined
}

export function createReferee(first: FirstState): Referee {
  const agreed = new Map<bigint, Agreed>()
  const included = new Map<string, bigint>()
  const witnesses = new Map<bigint, Witness>()
  const committees = new Map<bigint, { readonly root: string; readonly committee: Committee }>()

  const compare = (who: string, height: bigint, seen: Partial<Agreed>): void => {
    const known: Partial<Agreed> = agreed.get(height) ?? {}
    for (const field of ['commit', 'timestampMs', 'receipts', 'state', 'checkpoint'] as const)
      if (field in seen && field in known && seen[field] !== known[field])
        throw new Error(
          `${who} disagrees on the ${field} of height ${height}: ${seen[field]}, others have ${known[field]}`,
        )
  }

  const checkRules = (who: string, { state, epoch, head }: Chain): void => {
    const broken = demiurge.brokenInvariants(state, (prefix) => state.keys(prefix))
    const [worst] = broken
    if (worst !== undefined) throw new Error(`${who}, height ${head.height}: ${worst}`)
    const supply = balancesState.supply.get({ state }) ?? 0n
    const due = first.supply + epoch * first.epochRewards
    if (supply !== due)
      throw new Error(`${who}, height ${head.height}: the supply is ${supply}, ${due} were issued`)
  }

  return {
    get transactions() {
      return included.size
    },
    heightOf: (id) => included.get(id),
    witnessOf(epoch) {
      const witness = witnesses.get(epoch) ?? createWitness()
      witnesses.set(epoch, witness)
      return witness
    },
    begins(who, committee) {
      const root = committeeRoot(committee, merkleHasher)
      const known = committees.get(committee.epoch) ?? { root, committee }
      if (known.root !== root)
        throw new Error(`${who} begins epoch ${committee.epoch} with another committee`)
      committees.set(committee.epoch, known)
    },
    accountOf: (epoch, seat) => committees.get(epoch)?.committee.seats[seat]?.account,
    get committees() {
      return [...committees.values()].map(({ committee }) => committee)
    },
    executed(who, chain, { commit, stateRoot, receiptsRoot, checkpoint, transactions }) {
      const seen: Agreed = {
        commit: commit.digest,
        timestampMs: commit.timestampMs,
        state: stateRoot,
        receipts: receiptsRoot,
        checkpoint: checkpoint === undefined ? undefined : checkpointDigest(checkpoint),
      }
      compare(who, commit.index, seen)
      const before = agreed.get(commit.index - 1n)
      if (before !== undefined && before.timestampMs > commit.timestampMs)
        throw new Error(`${who}: commit ${commit.index} goes back in time`)
      for (const { transaction, receipt } of transactions) {
        if (receipt.outcome.kind === 'dropped') continue
        const height = included.get(transaction.id) ?? commit.index
        if (height !== commit.index)
          throw new Error(`${who} applies ${transaction.id} at height ${commit.index}, it was at ${height}`)
        included.set(transaction.id, height)
      }
      const ids = transactions.filter(({ receipt }) => receipt.outcome.kind !== 'dropped')
      if (new Set(ids.map(({ transaction }) => transaction.id)).size !== ids.length)
        throw new Error(`${who} applies a transaction twice at height ${commit.index}`)
      // Whoever comes to a height first is looked at closely; the root tells that the others have the same.
      if (!agreed.has(commit.index)) checkRules(who, chain)
      agreed.set(commit.index, seen)
    },
    stands(who, { head }) {
      const { height, commitDigest, stateRoot, receiptsRoot, timestampMs } = head
      compare(who, height, { commit: commitDigest, state: stateRoot, receipts: receiptsRoot, timestampMs })
    },
    audit(who, chain) {
      const { state, head } = chain
      checkRules(who, chain)
      const { root } = treeOver(state, merkleHasher)
      if (root !== head.stateRoot || chain.tree.root !== root)
        throw new Error(`${who}: the state in memory has root ${root}, the head says ${head.stateRoot}`)
      this.stands(who, chain)
    },
  }
}
