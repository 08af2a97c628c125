import {
  address,
  bool,
  byteList,
  hash,
  type Infer,
  list,
  struct,
  text,
  u8,
  u16,
  u32,
  u64,
  u128,
} from '@demiurge/codec'
import { MAX_SEATS } from '@demiurge/ledger'
import { stateMap, stateValue } from '@demiurge/runtime'

/** Accounts that can be registered as validators at the same time. */
export const MAX_VALIDATORS = 1_024
/** Unbondings of one account that can run at the same time. */
export const MAX_UNBONDINGS = 32
/** Epochs that offences are looked back upon when the next one is punished (PROTOCOL section 4). */
export const LOOK_BACK = 10n

/** What staking goes by; fixed in the chain file. Shares are in basis points (1/10,000). */
export const Parameters = struct({
  /** Length of an epoch by commit time, ms. */
  epochMs: u64,
  /** How long stake is still liable after it was taken back, ms. */
  unbondingMs: u64,
  maxSeats: u16,
  /** The least that a validator has itself, sparks. */
  minSelfStake: u128,
  /** New sparks for each epoch, shared out with its fees. */
  epochRewards: u128,
  maxCommissionBps: u16,
  /** What a first offence costs. */
  slashBps: u16,
  /** The reporter's part of what an offence costs. */
  reporterBps: u16,
  /** Blocks that a seat must have in the order, as a share of the epoch's rounds. */
  minUptimeBps: u16,
  /** Epochs that a seat is out for downtime; ten times as many for an offence. */
  jailEpochs: u16,
})
export type Parameters = Infer<typeof Parameters>

/** A validator: key, terms, and its pool. A delegator owns `shares` of the pool's `stake`, so that rewards and slashes cost one write. */
export const ValidatorRecord = struct({
  suite: u8,
  key: byteList(2_592),
  name: text(64),
  commissionBps: u16,
  /** Sparks in the pool. */
  stake: u128,
  shares: u128,
  /** The first epoch in which it may sit again; 0 when it was never out. */
  jailedUntil: u64,
  /** Out for an offence: it comes back only when its operator asks. */
  mustAsk: bool,
  /** Takes no seat any more. */
  isRetired: bool,
  /** Sparks it has earned and lost, with its delegators. */
  earned: u128,
  slashed: u128,
})
export type ValidatorRecord = Infer<typeof ValidatorRecord>

/** Whose share of which pool. */
export const DelegationKey = struct({ validator: address, delegator: address })

/** Stake on its way back: a share of what was taken from a validator in an epoch. */
export const Unbonding = struct({ validator: address, epoch: u64, shares: u128, readyMs: u64 })
export type Unbonding = Infer<typeof Unbonding>

/** A pool of stake that left a validator in one epoch; it can still be slashed for what came before. */
export const LeavingKey = struct({ validator: address, epoch: u64 })
export const Pool = struct({ stake: u128, shares: u128 })
export type Pool = Infer<typeof Pool>

/** A seat as the state keeps it; key and suite are the validator's. */
export const SeatRecord = struct({ account: address, weight: u64 })
export const Seats = list(SeatRecord, MAX_SEATS)

/** The epoch that goes on. */
export const EpochRecord = struct({ number: u64, startedMs: u64, seed: hash })
export type EpochRecord = Infer<typeof EpochRecord>

/** A seed for an epoch to come. */
export const OfferedSeed = struct({ epoch: u64, seed: hash })

/** What the seats have done in this epoch: blocks in the order, by seat; counted in committees of more than one. */
export const Performance = struct({ firstRound: u64, lastRound: u64, blocks: list(u32, MAX_SEATS) })
export type Performance = Infer<typeof Performance>

/** Weight that was punished, whose, and in which epoch. */
export const Punished = list(struct({ epoch: u64, validator: address, weight: u64 }), 256)

export const parameters = stateValue('staking/parameters', Parameters)
export const epoch = stateValue('staking/epoch', EpochRecord)
/** What a beacon has offered for the next epoch. */
export const offeredSeed = stateValue('staking/offeredSeed', OfferedSeed)
export const performance = stateValue('staking/performance', Performance)
/** Seats by epoch, kept for as long as an offence in that epoch can be punished. */
export const seats = stateMap('staking/seats', u64, Seats)
export const validators = stateMap('staking/validators', address, ValidatorRecord)
/** Every registered validator, in ascending order. */
export const registered = stateValue('staking/registered', list(address, MAX_VALIDATORS))
export const delegations = stateMap('staking/delegations', DelegationKey, u128)
export const unbondings = stateMap('staking/unbondings', address, list(Unbonding, MAX_UNBONDINGS))
export const leaving = stateMap('staking/leaving', LeavingKey, Pool)
/** Offences that were punished, by their digest. */
export const offences = stateMap('staking/offences', hash, bool)
export const punished = stateValue('staking/punished', Punished)
