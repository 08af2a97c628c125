import { address, encode, struct, toHex, u8, u64 } from '@demiurge/codec'
import { H, portableSuites } from '@demiurge/crypto'
import { checkEvidence, type Evidence, LedgerError } from '@demiurge/ledger'
import { type Context, RuntimeError } from '@demiurge/runtime'
import { FEES_POT, movePot, STAKING_POT } from '../balances/port.ts'
import * as events from './events.ts'
import { committeeOf, epochNumber, weightOf } from './port.ts'
import { LOOK_BACK, leaving, offences, parameters, punished, validators } from './state.ts'

/**
 * What one offence is: of a kind, once in an epoch. A validator that signs twice does so for many rounds, mostly by mistake: they are one
 * offence, and further evidence of it changes nothing.
 */
const Offence = struct({ validator: address, epoch: u64, kind: u8 })

/**
 * Punishes the author of two headers that exclude each other (PROTOCOL section 4): part of its pool, and of what has left it since, goes
 * to the fees and to the reporter; it is out until its operator asks. Throws `staking.…`.
 */
export function punish(ctx: Context, evidence: Evidence): void {
  const { header } = evidence.value.first
  const committee = committeeOf(ctx, header.epoch)
  if (committee === undefined)
    throw new RuntimeError('staking.TooOld', `offences of epoch ${header.epoch} can no longer be punished`)
  const seat = convict(ctx, evidence, committee)
  const validator = committee.seats[seat]
  if (validator === undefined) throw new Error(`evidence convicts seat ${seat}, which does not exist`)
  const kind = evidence.kind === 'equivocation' ? 0 : 1
  const offence = toHex(H(encode(Offence, { validator: validator.account, epoch: header.epoch, kind })))
  if (offences.get(ctx, offence) === true)
    throw new RuntimeError('staking.AlreadyPunished', 'this offence was punished before')
  offences.set(ctx, offence, true)
  slash(ctx, validator, header.epoch)
}

function convict(
  ctx: Context,
  evidence: Evidence,
  committee: NonNullable<ReturnType<typeof committeeOf>>,
): number {
  try {
    return checkEvidence(evidence, { chainId: ctx.chainId, committee }, portableSuites)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    throw new RuntimeError('staking.NoOffence', error.message)
  }
}

/**
 * The part that an offence costs, in basis points: `slashBps` when it stands alone, and three times the share of the committee's weight
 * of others that was punished within ten epochs on top: many at once are an attack, one is an accident.
 */
export function slashRate(slashBps: number, punishedWeight: bigint, totalWeight: bigint): bigint {
  const rate = BigInt(slashBps) + (30_000n * punishedWeight) / totalWeight
  return rate > 10_000n ? 10_000n : rate
}

function slash(
  ctx: Context,
  { account, weight }: { readonly account: string; readonly weight: bigint },
  epoch: bigint,
): void {
  const rules = parameters.get(ctx)
  const record = validators.get(ctx, account)
  if (rules === undefined || record === undefined) throw new Error(`validator ${account} has no record`)
  const now = epochNumber(ctx)
  const recent = (punished.get(ctx) ?? []).filter((each) => each.epoch + LOOK_BACK >= now)
  const bps = slashRate(
    rules.slashBps,
    recent.reduce((sum, each) => (each.validator === account ? sum : sum + each.weight), 0n),
    weightOf(ctx),
  )
  punished.set(ctx, [...recent.slice(-255), { epoch: now, validator: account, weight }])

  const fromPool = (record.stake * bps) / 10_000n
  let amount = fromPool
  for (let each = epoch; each <= now; each++) {
    const key = { validator: account, epoch: each }
    const pool = leaving.get(ctx, key)
    if (pool === undefined) continue
    const part = (pool.stake * bps) / 10_000n
    leaving.set(ctx, key, { ...pool, stake: pool.stake - part })
    amount += part
  }
  validators.set(ctx, account, {
    ...record,
    stake: record.stake - fromPool,
    slashed: record.slashed + amount,
    mustAsk: true,
    jailedUntil: now + 10n * BigInt(rules.jailEpochs) + 1n,
  })
  // The culprit does not earn by reporting itself: it holds a part of what it loses at most.
  const reward = account === ctx.sender ? 0n : (amount * BigInt(rules.reporterBps)) / 10_000n
  movePot(ctx, STAKING_POT, ctx.sender, reward)
  movePot(ctx, STAKING_POT, FEES_POT, amount - reward)
  ctx.emit(events.slashed, { validator: account, amount, reporter: ctx.sender, epoch, bps: Number(bps) })
}
