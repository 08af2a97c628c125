import { address, bool, byteList, struct, text, u8, u16, u128 } from '@demiurge/codec'
import { portableSuites } from '@demiurge/crypto'
import { Evidence } from '@demiurge/ledger'
import { call, RuntimeError } from '@demiurge/runtime'
import * as events from './events.ts'
import { epochNumber } from './port.ts'
import { punish } from './slash.ts'
import { recordOf, stake, stakeOf, unstake, withdraw as withdrawReady } from './stake.ts'
import { MAX_VALIDATORS, parameters, registered, validators } from './state.ts'

const Amount = struct({ validator: address, amount: u128 })

function checkAmount({ amount }: { readonly amount: bigint }): void {
  if (amount === 0n) throw new RuntimeError('staking.TooLittle', 'the amount must be at least one spark')
}

/** Becomes a validator. */
export const register = call({
  doc: 'Makes the sender a validator: the key that signs its blocks, its commission, and its own stake.',
  params: struct({ suite: u8, key: byteList(2_592), name: text(64), commissionBps: u16, stake: u128 }),
  weight: 20_000,
  check({ suite, key }) {
    const scheme = portableSuites.byId.get(suite)
    if (scheme?.name !== 'ml-dsa-65' || scheme.publicKeyBytes !== key.length)
      throw new RuntimeError(
        'staking.BadKey',
        `validators sign with ML-DSA-65 keys; suite ${suite} with ${key.length} bytes is none`,
      )
  },
  run(ctx, { suite, key, name, commissionBps, stake: amount }) {
    const rules = parameters.get(ctx)
    const all = registered.get(ctx) ?? []
    if (validators.get(ctx, ctx.sender) !== undefined)
      throw new RuntimeError('staking.Registered', 'the account is a validator already')
    if (all.length >= MAX_VALIDATORS)
      throw new RuntimeError(
        'staking.Full',
        `${all.length} validators are registered, the limit is ${MAX_VALIDATORS}`,
      )
    if (all.some((account) => isKeyOf(validators.get(ctx, account)?.key, key)))
      throw new RuntimeError('staking.BadKey', 'the key is that of another validator')
    if (commissionBps > (rules?.maxCommissionBps ?? 0))
      throw new RuntimeError(
        'staking.BadCommission',
        `a commission of ${commissionBps} basis points is above the limit of ${rules?.maxCommissionBps}`,
      )
    if (amount < (rules?.minSelfStake ?? 0n))
      throw new RuntimeError(
        'staking.TooLittle',
        `a validator stakes at least ${rules?.minSelfStake} sparks of its own, ${amount} were offered`,
      )
    validators.set(ctx, ctx.sender, newRecord({ suite, key, name, commissionBps }))
    registered.set(
      ctx,
      [...all, ctx.sender].sort((a, b) => (a < b ? -1 : 1)),
    )
    ctx.emit(events.registered, { validator: ctx.sender, name, commissionBps })
    stake(ctx, ctx.sender, amount)
  },
})

/** A validator that has nothing yet. */
export function newRecord(terms: {
  readonly suite: number
  readonly key: Uint8Array
  readonly name: string
  readonly commissionBps: number
}) {
  return {
    ...terms,
    stake: 0n,
    shares: 0n,
    jailedUntil: 0n,
    mustAsk: false,
    isRetired: false,
    earned: 0n,
    slashed: 0n,
  }
}

function isKeyOf(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** Stakes with a validator. */
export const delegate = call({
  doc: 'Stakes sparks with a validator: they earn with it and are slashed with it.',
  params: Amount,
  weight: 4_000,
  check: checkAmount,
  run: (ctx, { validator, amount }) => stake(ctx, validator, amount),
})

/** Takes stake back. */
export const undelegate = call({
  doc: 'Takes stake back from a validator. It is free after the unbonding time, and can be slashed until then.',
  params: Amount,
  weight: 5_000,
  check: checkAmount,
  run(ctx, { validator, amount }) {
    unstake(ctx, validator, amount)
    const rules = parameters.get(ctx)
    const left = stakeOf(ctx, validator, ctx.sender)
    if (validator === ctx.sender && !recordOf(ctx, validator).isRetired && left < (rules?.minSelfStake ?? 0n))
      throw new RuntimeError(
        'staking.TooLittle',
        `a validator keeps at least ${rules?.minSelfStake} sparks of its own staked, ${left} would be left: retire first`,
      )
  },
})

/** Frees stake whose unbonding is over. */
export const withdraw = call({
  doc: 'Frees stake of the sender whose unbonding time is over: at most so many unbondings, the oldest first.',
  params: struct({ most: u8 }),
  weight: 8_000,
  check({ most }) {
    if (most === 0) throw new RuntimeError('staking.TooLittle', 'free at least one unbonding')
  },
  run: (ctx, { most }) => withdrawReady(ctx, most),
})

/** Says whether the sender wants a seat. */
export const stand = call({
  doc: 'Says whether the sender, a validator, wants a seat: false retires it from the next epoch on, true brings it back, also after an offence when its time is over.',
  params: struct({ wanted: bool }),
  weight: 2_000,
  run(ctx, { wanted }) {
    const record = recordOf(ctx, ctx.sender)
    if (wanted !== (record.isRetired || record.mustAsk))
      throw new RuntimeError(
        'staking.NoChange',
        wanted ? 'the validator stands for a seat already' : 'the validator has no wish for a seat already',
      )
    const now = epochNumber(ctx)
    if (wanted && record.jailedUntil > now)
      throw new RuntimeError(
        'staking.StillOut',
        `out until epoch ${record.jailedUntil}, this is epoch ${now}`,
      )
    validators.set(ctx, ctx.sender, {
      ...record,
      isRetired: !wanted,
      mustAsk: wanted ? false : record.mustAsk,
    })
    ctx.emit(events.stood, { validator: ctx.sender, wanted })
  },
})

/** Reports an offence. */
export const report = call({
  doc: 'Reports two headers of a validator that exclude each other. The reporter gets a part of what the validator loses.',
  params: struct({ evidence: Evidence }),
  // Two ML-DSA-65 signatures verified by portable code take about two milliseconds: as long as a thousand transfers.
  weight: 1_000_000,
  run: (ctx, { evidence }) => punish(ctx, evidence),
})
