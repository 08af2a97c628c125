import { address, byteList, hash, type Infer, list, struct, text, u8, u16, u64, u128 } from '@demiurge/codec'
import { defineModule } from '@demiurge/runtime'
import type { StateWriter } from '@demiurge/state'
import { freeOf, movePot, STAKING_POT } from '../balances/port.ts'
import { delegate, newRecord, register, report, stand, undelegate, withdraw } from './calls.ts'
import { electSeats } from './committee.ts'
import { afterCommit } from './epochs.ts'
import { delegated, registered as hasRegistered, slashed, stood, undelegated, withdrawn } from './events.ts'
import { committeeSits, potHoldsTheStake, sharesAreOwned, unbondingsAddUp } from './invariants.ts'
import { delegations, epoch, Parameters, parameters, registered, seats, validators } from './state.ts'

const StakingGenesis = struct({
  startMs: u64,
  /** Seed of epoch 0: draws its leaders. */
  seed: hash,
  parameters: Parameters,
  validators: list(
    struct({
      account: address,
      suite: u8,
      key: byteList(2_592),
      stake: u128,
      commissionBps: u16,
      name: text(64),
    }),
    1_024,
  ),
})
type StakingGenesis = Infer<typeof StakingGenesis>

const DEM = 1_000_000_000n

/** Parameters that fit most chains: epochs of ten minutes, unbonding of seven days (PROTOCOL section 4). */
export const defaultStakingParameters: Parameters = {
  epochMs: 600_000n,
  unbondingMs: 604_800_000n,
  maxSeats: 32,
  minSelfStake: 1_000n * DEM,
  epochRewards: 100n * DEM,
  maxCommissionBps: 5_000,
  slashBps: 500,
  reporterBps: 1_000,
  minUptimeBps: 5_000,
  jailEpochs: 1,
}

/** Who orders blocks: stake, delegation, rewards, punishment, epochs. */
export const staking = defineModule({
  name: 'staking',
  version: 1,
  doc: 'Validators, delegated stake, rewards, slashing, and the committee of each epoch.',
  calls: { register, delegate, undelegate, withdraw, stand, report },
  events: { registered: hasRegistered, delegated, undelegated, withdrawn, slashed, stood },
  errors: {
    'staking.NoValidator': 'The account is not registered as a validator.',
    'staking.Registered': 'The account is a validator already.',
    'staking.Full': 'No more validators can be registered.',
    'staking.BadKey': 'The key is none of a validator, or that of another one.',
    'staking.BadCommission': 'The commission is above its limit.',
    'staking.TooLittle': 'The amount is too small.',
    'staking.CannotPay': 'The account has less to spend than is to be staked.',
    'staking.Retired': 'The validator has retired.',
    'staking.PoolIsEmpty': 'The pool of the validator was slashed to nothing.',
    'staking.NotStaked': 'More is asked back than is staked.',
    'staking.TooManyUnbondings': 'As many unbondings wait as one account can have.',
    'staking.NothingReady': 'No unbonding time is over.',
    'staking.NoChange': 'The validator wants a seat already, or none already.',
    'staking.StillOut': 'The time out is not over.',
    'staking.NoOffence': 'The evidence convicts nobody.',
    'staking.TooOld': 'The offence is too old to be punished.',
    'staking.AlreadyPunished': 'The offence was punished before.',
  },
  genesis: { codec: StakingGenesis, build },
  hooks: { afterCommit },
  invariants: { potHoldsTheStake, sharesAreOwned, unbondingsAddUp, committeeSits },
})

/** Takes the validators' stakes out of their accounts, which `balances` has made, and seats the first committee. */
function build(state: StateWriter, genesis: StakingGenesis): void {
  const ctx = { state }
  if (genesis.parameters.epochMs === 0n) throw new RangeError('an epoch lasts at least one millisecond')
  parameters.set(ctx, genesis.parameters)
  for (const { account, stake, ...terms } of genesis.validators) {
    if (validators.get(ctx, account) !== undefined)
      throw new RangeError(`genesis names validator ${account} twice`)
    if (stake < genesis.parameters.minSelfStake)
      throw new RangeError(
        `genesis gives validator ${account} a stake of ${stake} sparks, less than the least`,
      )
    if (freeOf(ctx, account) < stake)
      throw new RangeError(`validator ${account} has less than the ${stake} sparks that it stakes`)
    movePot(ctx, account, STAKING_POT, stake)
    validators.set(ctx, account, { ...newRecord(terms), stake, shares: stake })
    delegations.set(ctx, { validator: account, delegator: account }, stake)
  }
  registered.set(
    ctx,
    genesis.validators.map(({ account }) => account).sort((a, b) => (a < b ? -1 : 1)),
  )
  const elected = electSeats(ctx, 0n)
  if (elected.length === 0) throw new RangeError('genesis names no validator')
  seats.set(ctx, 0n, [...elected])
  epoch.set(ctx, { number: 0n, startedMs: genesis.startMs, seed: genesis.seed })
}
