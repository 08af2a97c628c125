import { expect, test } from 'vitest'
import { balances, balancesPort, balancesState } from '../../src/index.ts'
import { probe } from '../probe.ts'
import { alice, bob, callOf, DEPOSIT, dave, RICHES, World } from '../world.ts'

const { accounts, locks, reserves } = balancesState
const pay = (to: string, amount: bigint) => callOf(balances, 'transfer', { to, amount })
const reserve = (reason: string, amount: bigint) => callOf(probe, 'reserve', { reason, amount })
const unreserve = (reason: string, amount: bigint) => callOf(probe, 'unreserve', { reason, amount })
const lock = (reason: string, amount: bigint) => callOf(probe, 'lock', { reason, amount })
const unlock = (reason: string) => callOf(probe, 'unlock', { reason })

test('what is reserved cannot be spent until it is unreserved', () => {
  const world = new World()
  world.apply(alice, reserve('staking', RICHES / 2n), reserve('dex', 5n), reserve('staking', 1n))
  expect(accounts.get(world, alice)?.reserved).toBe(RICHES / 2n + 6n)
  expect(reserves.get(world, { account: alice, reason: 'staking' })).toBe(RICHES / 2n + 1n)
  world.refuse('balances.InsufficientFunds', alice, pay(bob, RICHES / 2n))
  world.apply(alice, unreserve('staking', RICHES / 2n + 1n), pay(bob, RICHES / 2n))
  expect(reserves.get(world, { account: alice, reason: 'staking' })).toBeUndefined()
  expect(world.brokenInvariants()).toEqual([])
})

test('a reason gives back only what was reserved for it', () => {
  const world = new World()
  world.apply(alice, reserve('staking', 10n), reserve('dex', 10n))
  world.refuse('balances.NotReserved', alice, unreserve('dex', 11n))
  world.refuse('balances.NotReserved', alice, unreserve('vault', 1n))
  world.apply(alice, unreserve('dex', 4n))
  expect(reserves.get(world, { account: alice, reason: 'dex' })).toBe(6n)
})

test('nobody reserves more than they have, and nothing is nothing', () => {
  const world = new World()
  world.refuse('balances.InsufficientFunds', alice, reserve('staking', RICHES))
  expect(world.apply(alice, reserve('staking', 0n), unreserve('staking', 0n))).toEqual([])
})

test('locks overlap: the largest counts', () => {
  const world = new World()
  world.apply(alice, lock('vote', 600n), lock('vest', RICHES / 2n), lock('vote', 700n))
  expect(accounts.get(world, alice)?.locked).toBe(RICHES / 2n)
  world.refuse('balances.InsufficientFunds', alice, pay(bob, RICHES / 2n + 1n))
  world.apply(alice, unlock('vest'))
  expect(accounts.get(world, alice)?.locked).toBe(700n)
  world.apply(alice, pay(bob, RICHES / 2n + 1n), unlock('vote'))
  expect(locks.get(world, alice)).toBeUndefined()
  expect(world.brokenInvariants()).toEqual([])
})

test('one look at an account says what two say: what it can spend, and its next nonce', () => {
  const world = new World()
  world.apply(alice, reserve('staking', 5n), lock('vest', RICHES / 2n), pay(bob, 7n))
  // The last one never had an account.
  for (const account of [alice, bob, balancesPort.FEES_POT, `0x${'77'.repeat(32)}`])
    expect(balancesPort.standing(world, account)).toEqual({
      balance: balancesPort.spendable(world, account),
      nonce: balancesPort.nonceOf(world, account),
    })
})

test('a lock needs the sparks to be there, and there are at most 16', () => {
  const world = new World()
  world.refuse('balances.InsufficientFunds', alice, lock('vest', RICHES))
  for (let i = 0; i < 16; i++) world.apply(alice, lock(`reason ${i}`, 1n))
  world.refuse('balances.TooManyLocks', alice, lock('one more', 1n))
  world.apply(alice, lock('reason 3', 2n))
  world.refuse('balances.NotLocked', alice, unlock('one more'))
})

test('an account with reserves or locks is never reaped', () => {
  const world = new World()
  world.apply(alice, pay(dave, 100n * DEPOSIT))
  world.apply(dave, reserve('staking', 10n))
  world.apply(alice, pay(dave, 10n * DEPOSIT))
  const before = world.free(dave)
  const { fee } = world.submit(dave, [pay(bob, 1n)])
  world.refuse('balances.MustStay', dave, pay(bob, before - 2n * fee - 1n))
  world.apply(dave, callOf(balances, 'transferAll', { to: bob, keepAlive: false }))
  expect(accounts.get(world, dave)).toMatchObject({ free: DEPOSIT - 10n, reserved: 10n, locked: 0n })
  expect(world.brokenInvariants()).toEqual([])
})

test('a fee does not touch what is locked', () => {
  const world = new World()
  world.apply(alice, lock('vest', RICHES / 2n))
  const can = balancesPort.spendable(world, alice)
  expect(can).toBe(world.free(alice) - RICHES / 2n)
})

test('reserves and locks that do not add up are noticed', () => {
  const world = new World()
  reserves.set(world, { account: alice, reason: 'dex' }, 5n)
  locks.set(world, bob, [{ reason: 'vest', amount: 5n }])
  reserves.set(world, { account: dave, reason: 'dex' }, 5n)
  expect(world.brokenInvariants()).toEqual([
    expect.stringContaining('balances.reservesAddUp'),
    expect.stringContaining('balances.locksAreHeld'),
  ])
  reserves.delete(world, { account: alice, reason: 'dex' })
  expect(world.brokenInvariants()[0]).toContain('does not exist')
  locks.delete(world, bob)
  accounts.set(world, bob, { free: RICHES, reserved: 0n, locked: RICHES + 1n, nonce: 0n })
  locks.set(world, bob, [{ reason: 'vest', amount: RICHES + 1n }])
  expect(world.brokenInvariants()[1]).toContain('are locked')
})
