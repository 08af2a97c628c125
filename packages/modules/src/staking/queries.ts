import type { Reading } from '@demiurge/runtime'
import { stakeFor } from './pool.ts'
import { epochOf } from './port.ts'
import {
  delegations,
  leaving,
  performance,
  registered,
  unbondings,
  type ValidatorRecord,
  validators,
} from './state.ts'

/** A validator as the interface shows it. */
export interface ValidatorView {
  readonly account: string
  readonly name: string
  readonly suite: number
  readonly key: Uint8Array
  readonly commissionBps: number
  /** Sparks: all of the pool, and the part that is the validator's own. */
  readonly stake: bigint
  readonly ownStake: bigint
  /** Voting weight in this epoch; 0 without a seat. */
  readonly weight: bigint
  readonly seat: number | null
  readonly status: 'seated' | 'waiting' | 'out' | 'retired'
  readonly jailedUntil: bigint
  /** Blocks in the order of the epoch's rounds, in basis points; null where nothing is counted. */
  readonly uptimeBps: number | null
  readonly earned: bigint
  readonly slashed: bigint
}

/** All validators, those with the most stake first. */
export function listValidators(ctx: Reading): readonly ValidatorView[] {
  const { committee, number } = epochOf(ctx)
  const done = performance.get(ctx)
  const rounds = done === undefined ? 0n : done.lastRound - done.firstRound + 1n
  const seatOf = new Map(committee.seats.map(({ account }, seat) => [account, seat]))
  const views = (registered.get(ctx) ?? []).flatMap((account): ValidatorView[] => {
    const record = validators.get(ctx, account)
    if (record === undefined) return []
    const { name, suite, key, commissionBps, stake, jailedUntil, earned, slashed } = record
    const seat = seatOf.get(account) ?? null
    const blocks = seat === null ? undefined : done?.blocks[seat]
    const own = delegations.get(ctx, { validator: account, delegator: account }) ?? 0n
    return [
      {
        account,
        name,
        suite,
        key,
        commissionBps,
        stake,
        ownStake: stakeFor(record, own),
        weight: seat === null ? 0n : (committee.seats[seat]?.weight ?? 0n),
        seat,
        status: seat === null ? unseated(record, number) : 'seated',
        jailedUntil,
        uptimeBps: blocks === undefined || rounds < 1n ? null : Number((BigInt(blocks) * 10_000n) / rounds),
        earned,
        slashed,
      },
    ]
  })
  return views.sort((a, b) =>
    a.stake === b.stake ? (a.account < b.account ? -1 : 1) : a.stake > b.stake ? -1 : 1,
  )
}

/** Why a validator has no seat. */
function unseated(
  { isRetired, mustAsk, jailedUntil }: ValidatorRecord,
  epoch: bigint,
): ValidatorView['status'] {
  if (isRetired) return 'retired'
  return mustAsk || jailedUntil > epoch ? 'out' : 'waiting'
}

/** What an account has staked, and what is on its way back. */
export interface StakeView {
  readonly delegations: readonly { readonly validator: string; readonly amount: bigint }[]
  readonly unbondings: readonly {
    readonly validator: string
    readonly amount: bigint
    readonly readyMs: bigint
  }[]
}

/** The stake of an account. */
export function stakeOfAccount(ctx: Reading, account: string): StakeView {
  return {
    delegations: (registered.get(ctx) ?? []).flatMap((validator) => {
      const shares = delegations.get(ctx, { validator, delegator: account })
      const record = validators.get(ctx, validator)
      return shares === undefined || record === undefined
        ? []
        : [{ validator, amount: stakeFor(record, shares) }]
    }),
    unbondings: (unbondings.get(ctx, account) ?? []).map(({ validator, epoch, shares, readyMs }) => {
      const pool = leaving.get(ctx, { validator, epoch })
      return { validator, amount: pool === undefined ? 0n : stakeFor(pool, shares), readyMs }
    }),
  }
}
