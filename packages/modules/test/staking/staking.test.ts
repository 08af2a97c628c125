import { portableSuites } from '@demiurge/crypto'
import {
  type BlockHeader,
  blockId,
  blockMessage,
  type Evidence,
  type SignedHeader,
  signingRoot,
  totalWeight,
  ZERO_HASH,
} from '@demiurge/ledger'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balancesPort, balancesState, staking, stakingPort, stakingQueries } from '../../src/index.ts'
import { capWeights } from '../../src/staking/committee.ts'
import { sharesFor, stakeFor } from '../../src/staking/pool.ts'
import { slashRate } from '../../src/staking/slash.ts'
import { alice, bob, callOf, carol, people, RICHES, type World } from '../world.ts'
import { EPOCH_MS, keys, STAKE, STAKING_GENESIS, StakedWorld } from './validators.ts'

const suite = portableSuites.get('ml-dsa-65')
const seatsOf = (world: World): readonly string[] =>
  stakingPort.epochOf(world).committee.seats.map(({ account }) => account)
const stakeOf = (world: World, account: string): bigint =>
  stakingPort.validatorOf(world, account)?.stake ?? 0n

/** A header that a validator signs; two different ones for a round convict it. */
function signed(world: World, account: string, changed: Partial<BlockHeader>): SignedHeader {
  const { committee, number } = stakingPort.epochOf(world)
  const author = committee.seats.findIndex((seat) => seat.account === account)
  const key = keys[[alice, bob, carol].indexOf(account)]
  if (key === undefined) throw new Error('this account has no key here')
  const header: BlockHeader = {
    chainId: 'test',
    epoch: number,
    round: 7n,
    author,
    parents: [ZERO_HASH],
    timestampMs: 5n,
    payloadRoot: ZERO_HASH,
    payloadBytes: 0,
    checkpointVote: null,
    beaconReveal: null,
    ticketsRoot: ZERO_HASH,
    evidenceRoot: ZERO_HASH,
    version: 1,
    ...changed,
  }
  return { header, signature: suite.sign(blockMessage(signingRoot(header)), key) }
}

function equivocation(world: World, account: string, round = 7n): Evidence {
  const pair = [5n, 6n].map((timestampMs) => signed(world, account, { round, timestampMs }))
  const idOf = ({ header, signature }: SignedHeader): string => blockId(signingRoot(header), signature)
  const [first, second] = pair.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  if (first === undefined || second === undefined) throw new Error('two headers were made')
  return { kind: 'equivocation', value: { first, second } }
}

test('genesis seats its validators, and their stake is out of their accounts', () => {
  const world = new StakedWorld()
  expect(seatsOf(world)).toEqual([alice, bob, carol].sort((a, b) => (a < b ? -1 : 1)))
  expect(world.free(alice)).toBe(RICHES - STAKE)
  expect(world.brokenInvariants()).toEqual([])
})

test('an account registers, is delegated to, and sits from the next epoch on', () => {
  const world = new StakedWorld()
  world.apply(alice, callOf(staking, 'delegate', { validator: bob, amount: 10n ** 9n }))
  expect(stakeOf(world, bob)).toBe(STAKE + 10n ** 9n)
  world.nextEpoch()
  expect(stakingPort.epochOf(world).number).toBe(1n)
  const weights = stakingPort.epochOf(world).committee.seats
  expect(totalWeight(stakingPort.epochOf(world).committee)).toBeGreaterThan(0n)
  expect(weights.every(({ weight }) => weight >= 1n)).toBe(true)
  expect(world.brokenInvariants()).toEqual([])
})

test('an epoch ends with the first checkpoint whose time has come, and not before', () => {
  const world = new StakedWorld()
  const { startedMs } = stakingPort.epochOf(world)
  world.timeMs = startedMs + EPOCH_MS
  for (world.height = 1n; world.height < 8n; ) {
    world.nextCommit()
    expect(stakingPort.epochOf(world).number).toBe(0n)
  }
  const before = stakingPort.epochOf(world).seed
  world.nextCommit()
  expect(stakingPort.epochOf(world).number).toBe(1n)
  expect(stakingPort.epochOf(world).seed).not.toBe(before)
  expect(stakingPort.committeeOf(world, 0n)?.epoch).toBe(0n)
})

test('an epoch pays new sparks and fees to those who worked, and delegators share what the commission leaves', () => {
  const world = new StakedWorld()
  const supplyBefore = balancesState.supply.get(world) ?? 0n
  world.apply(carol, callOf(staking, 'delegate', { validator: alice, amount: STAKE }))
  const fees = balancesPort.freeOf(world, balancesState.FEES_POT)
  world.nextEpoch([1])
  const { epochRewards } = STAKING_GENESIS.parameters
  expect(balancesState.supply.get(world)).toBe(supplyBefore + epochRewards)
  const views = stakingQueries.listValidators(world)
  const earned = views.reduce((sum, view) => sum + view.earned, 0n)
  expect(earned).toBeLessThanOrEqual(epochRewards + fees)
  expect(earned).toBeGreaterThan(epochRewards + fees - 3n)
  // Seat 1 had no block in the order.
  const idle = stakingPort.committeeOf(world, 0n)?.seats[1]?.account
  expect(views.find(({ account }) => account === idle)?.earned).toBe(0n)
  const [delegation] = stakingQueries
    .stakeOfAccount(world, carol)
    .delegations.filter(({ validator }) => validator === alice)
  if (idle !== alice) expect(delegation?.amount).toBeGreaterThan(STAKE)
  expect(world.brokenInvariants()).toEqual([])
})

test('stake that is taken back waits, and is free after its time', () => {
  const world = new StakedWorld()
  const amount = 10n ** 10n
  world.apply(bob, callOf(staking, 'delegate', { validator: alice, amount }))
  world.apply(bob, callOf(staking, 'undelegate', { validator: alice, amount }))
  world.refuse('staking.NothingReady', bob, callOf(staking, 'withdraw', { most: 9 }))
  for (let i = 0; i < 4; i++) world.nextEpoch()
  const before = world.free(bob)
  const { fee } = world.submit(bob, [callOf(staking, 'withdraw', { most: 9 })])
  expect(world.free(bob)).toBe(before + amount - fee)
  expect(world.brokenInvariants()).toEqual([])
})

test('two blocks for one round cost stake, the seat, and pay the reporter; once', () => {
  const world = new StakedWorld()
  const evidence = equivocation(world, bob)
  const before = world.free(carol)
  const { fee } = world.submit(carol, [callOf(staking, 'report', { evidence })])
  const lost = (STAKE * 500n) / 10_000n
  expect(stakeOf(world, bob)).toBe(STAKE - lost)
  expect(world.free(carol)).toBe(before - fee + lost / 10n)
  world.refuse('staking.AlreadyPunished', carol, callOf(staking, 'report', { evidence }))
  // Another round of the same attack is the same offence; another one's offence at the same time costs more.
  const again = equivocation(world, bob, 9n)
  world.refuse('staking.AlreadyPunished', carol, callOf(staking, 'report', { evidence: again }))
  expect(slashRate(500, 10n, 300n)).toBe(1_500n)
  expect(slashRate(500, 100n, 300n)).toBe(10_000n)
  world.nextEpoch()
  expect(seatsOf(world)).not.toContain(bob)
  world.refuse('staking.StillOut', bob, callOf(staking, 'stand', { wanted: true }))
  for (let i = 0; i < 11; i++) world.nextEpoch()
  world.apply(bob, callOf(staking, 'stand', { wanted: true }))
  world.nextEpoch()
  expect(seatsOf(world)).toContain(bob)
  expect(world.brokenInvariants()).toEqual([])
}, 60_000)

test('who took stake out after an offence pays with it', () => {
  const world = new StakedWorld()
  const evidence = equivocation(world, bob)
  world.apply(alice, callOf(staking, 'delegate', { validator: bob, amount: STAKE }))
  world.apply(alice, callOf(staking, 'undelegate', { validator: bob, amount: STAKE }))
  world.apply(carol, callOf(staking, 'report', { evidence }))
  const [waiting] = stakingQueries.stakeOfAccount(world, alice).unbondings
  expect(waiting?.amount).toBe(STAKE - (STAKE * 500n) / 10_000n)
  expect(world.brokenInvariants()).toEqual([])
})

test('evidence that convicts nobody is refused', () => {
  const world = new StakedWorld()
  const { first, second } = equivocation(world, bob).value
  const report = (evidence: Evidence) => [callOf(staking, 'report', { evidence })]
  const forged = { ...second, signature: second.signature.map((byte, i) => (i === 9 ? byte ^ 1 : byte)) }
  const cases: Evidence[] = [
    { kind: 'equivocation', value: { first, second: first } },
    { kind: 'equivocation', value: { first: second, second: first } },
    { kind: 'equivocation', value: { first, second: forged } },
    { kind: 'doubleVote', value: { first, second } },
  ]
  for (const evidence of cases) world.refuse('staking.NoOffence', carol, ...report(evidence))
  const old = { ...first, header: { ...first.header, epoch: 99n } }
  world.refuse('staking.TooOld', carol, ...report({ kind: 'equivocation', value: { first: old, second } }))
}, 60_000)

test('a seat that is missing too often is out for an epoch, but never so many that the committee cannot bear a fault', () => {
  const world = new StakedWorld()
  world.nextEpoch([0])
  // Three seats are the least already.
  expect(seatsOf(world)).toHaveLength(3)
})

test('no weight exceeds its cap, and nobody is left without', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1n, max: 2n ** 40n }), { minLength: 1, maxLength: 32 }),
      (weights) => {
        const capped = capWeights(weights)
        const total = capped.reduce((sum, weight) => sum + weight, 0n)
        const n = BigInt(weights.length)
        for (const [i, weight] of capped.entries()) {
          expect(weight).toBeGreaterThanOrEqual(1n)
          expect(weight).toBeLessThanOrEqual(weights[i] ?? 0n)
          const share = n >= 12n ? total / 10n : (total * 6n) / (5n * n)
          expect(weight === 1n || weight <= share).toBe(true)
        }
      },
    ),
  )
})

test('putting in and taking out never gains', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 2n ** 90n }),
      fc.bigInt({ min: 1n, max: 2n ** 90n }),
      fc.bigInt({ min: 1n, max: 2n ** 90n }),
      (stake, shares, amount) => {
        const mine = sharesFor({ stake, shares }, amount)
        expect(stakeFor({ stake: stake + amount, shares: shares + mine }, mine)).toBeLessThanOrEqual(amount)
      },
    ),
  )
})

const amount = fc.oneof(fc.bigInt({ min: 1n, max: 1_000n }), fc.bigInt({ min: 1n, max: RICHES }))
const person = fc.constantFrom(...people)
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('delegate' as const), who: person, validator: person, amount }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('undelegate' as const),
      who: person,
      validator: person,
      amount,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), who: person }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('stand' as const), who: person, wanted: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('epoch' as const),
      absent: fc.array(fc.nat(3), { maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('slash' as const), at: fc.nat(2), round: fc.nat(1_000) }),
  },
)

test('no sequence of calls, epochs and punishments creates or destroys a spark', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const world = new StakedWorld()
      let issued = 0n
      const before = balancesState.supply.get(world) ?? 0n
      for (const each of steps) {
        const epoch = stakingPort.epochOf(world).number
        if (each.kind === 'epoch') {
          world.nextEpoch(each.absent)
          if (stakingPort.epochOf(world).number > epoch) issued += STAKING_GENESIS.parameters.epochRewards
        } else if (each.kind === 'slash') punish(world, each.at, each.round)
        else {
          const { kind, who, ...params } = each
          const given = kind === 'withdraw' ? { most: 8 } : params
          world.submit(who, [callOf(staking, kind, given as never)])
        }
        expect(world.brokenInvariants()).toEqual([])
      }
      expect(balancesState.supply.get(world)).toBe(before + issued)
    }),
    { numRuns: 25 },
  )
}, 120_000)

test('where everybody who sits was slashed, the same committee goes on: a chain without one would be dead', () => {
  const world = new StakedWorld()
  const before = seatsOf(world)
  for (const at of [0, 2, 1]) punish(world, at, 0)
  const epoch = stakingPort.epochOf(world).number
  world.nextEpoch([])
  expect(stakingPort.epochOf(world).number).toBe(epoch + 1n)
  expect(seatsOf(world)).toEqual(before)
  expect(world.brokenInvariants()).toEqual([])
})

/** Evidence with real signatures against one of the seats, if it still has one. */
function punish(world: World, at: number, round: number): void {
  const culprit = [alice, bob, carol][at] ?? alice
  if (!seatsOf(world).includes(culprit)) return
  world.submit(alice, [
    callOf(staking, 'report', { evidence: equivocation(world, culprit, BigInt(round + 1)) }),
  ])
}
