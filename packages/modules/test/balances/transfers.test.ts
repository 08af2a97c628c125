import { expect, test } from 'vitest'
import { balances, balancesPort, balancesState } from '../../src/index.ts'
import { alice, bob, buildWorld, callOf, carol, DEPOSIT, dave, GENESIS, RICHES, World } from '../world.ts'

const { accounts, FEES_POT, supply } = balancesState
const pay = (to: string, amount: bigint) => callOf(balances, 'transfer', { to, amount })
const payAll = (to: string, keepAlive: boolean) => callOf(balances, 'transferAll', { to, keepAlive })

test('a transfer pays exactly what it says', () => {
  const world = new World()
  const [event] = world.apply(alice, pay(bob, 1_234n))
  expect(event).toEqual({ name: 'balances.transferred', data: { from: alice, to: bob, amount: 1_234n } })
  expect(world.free(bob)).toBe(RICHES + 1_234n)
  expect(world.free(alice) + world.free(FEES_POT)).toBe(RICHES - 1_234n)
})

test('a batch of transfers happens whole or not at all', () => {
  const world = new World()
  world.apply(alice, pay(bob, 1n), pay(carol, 2n), pay(bob, 3n))
  expect(world.free(bob)).toBe(RICHES + 4n)
  world.refuse('balances.InsufficientFunds', alice, pay(bob, 1n), pay(carol, RICHES), pay(bob, 3n))
  expect(world.free(bob)).toBe(RICHES + 4n)
})

test('nobody spends what they do not have', () => {
  const world = new World()
  world.refuse('balances.InsufficientFunds', alice, pay(bob, RICHES))
})

test('a transfer of nothing is refused before it costs anything', () => {
  const world = new World()
  expect(() => world.transaction(alice, [pay(bob, 0n)])).toThrow(
    expect.objectContaining({ code: 'balances.NothingToTransfer' }),
  )
})

test('a new account begins with the existential deposit or not at all', () => {
  const world = new World()
  world.refuse('balances.BelowDeposit', alice, pay(dave, DEPOSIT - 1n))
  expect(accounts.get(world, dave)).toBeUndefined()
  world.apply(alice, pay(dave, DEPOSIT))
  expect(world.free(dave)).toBe(DEPOSIT)
})

test('an account left below the deposit is reaped and its dust goes to the fees', () => {
  const world = new World()
  const { fee } = world.submit(alice, [pay(dave, 100n * DEPOSIT)])
  const rest = 10n
  const { outcome } = world.submit(dave, [pay(bob, 100n * DEPOSIT - fee - rest)])
  expect(outcome).toMatchObject({ kind: 'applied' })
  expect(accounts.get(world, dave)).toBeUndefined()
  expect(world.free(FEES_POT)).toBe(2n * fee + rest)
  expect(world.brokenInvariants()).toEqual([])
})

test('reaping is told', () => {
  const world = new World()
  world.apply(alice, pay(dave, 100n * DEPOSIT))
  const events = world.apply(dave, payAll(bob, false))
  expect(events.map(({ name }) => name)).toEqual(['balances.reaped', 'balances.transferred'])
  expect(events[0]?.data).toEqual({ account: dave, dust: 0n })
})

test('paying oneself changes nothing, not even at the edge of the deposit', () => {
  const world = new World()
  const { fee } = world.submit(alice, [pay(dave, 5n * DEPOSIT)])
  world.apply(dave, pay(dave, 5n * DEPOSIT - fee - 1n))
  expect(world.free(dave)).toBe(5n * DEPOSIT - fee)
  expect(world.brokenInvariants()).toEqual([])
})

test('transferAll with keepAlive leaves the deposit, without it nothing', () => {
  const world = new World()
  world.apply(alice, payAll(dave, true))
  expect(world.free(alice)).toBe(DEPOSIT)
  world.apply(dave, payAll(bob, false))
  expect(accounts.get(world, dave)).toBeUndefined()
  world.apply(carol, payAll(carol, false))
  expect(world.brokenInvariants()).toEqual([])
})

test('transferAll of an account that has nothing to give is refused', () => {
  const world = new World()
  const { fee } = world.submit(alice, [payAll(bob, true)])
  world.apply(bob, pay(alice, fee))
  world.refuse('balances.NothingToTransfer', alice, payAll(bob, true))
})

test('the nonces of a reaped account live on, so that its old transactions cannot be played again', () => {
  const world = new World()
  world.apply(alice, pay(dave, 100n * DEPOSIT))
  const old = world.transaction(dave, [pay(bob, DEPOSIT)])
  world.execute(old)
  world.apply(dave, payAll(bob, false))
  world.apply(alice, pay(dave, 100n * DEPOSIT))
  expect(world.execute(old).receipt.outcome).toMatchObject({
    kind: 'dropped',
    value: { code: 'tx.NonceUsed' },
  })
})

test('the pot takes any amount and needs no deposit', () => {
  const world = new World()
  world.apply(alice, pay(FEES_POT, 1n))
  expect(world.brokenInvariants()).toEqual([])
})

test('genesis gives each account once, at least the deposit, and not more than there can be', () => {
  const build = (list: readonly { account: string; amount: bigint }[]) => () =>
    buildWorld(new World().state, {
      ...GENESIS,
      balances: { existentialDeposit: DEPOSIT, accounts: [...list] },
    })
  const empty = new World({ ...GENESIS, balances: { existentialDeposit: DEPOSIT, accounts: [] } })
  expect(supply.get(empty)).toBe(0n)
  expect(build([{ account: dave, amount: DEPOSIT - 1n }])).toThrow(RangeError)
  expect(build([{ account: alice, amount: DEPOSIT }])).toThrow('twice')
  expect(build([person(1), person(2)].map((account) => ({ account, amount: 2n ** 127n })))).toThrow('2^128')
})

const person = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`

test('money from nowhere is noticed, and an account below the deposit', () => {
  const world = new World()
  accounts.set(world, dave, { free: 1n, reserved: 0n, locked: 0n, nonce: 0n })
  expect(world.brokenInvariants()).toEqual([
    expect.stringContaining('balances.supplyIsWhole'),
    expect.stringContaining('balances.depositsAreHeld'),
  ])
})

test('what an account can spend and live is what fees may take', () => {
  const world = new World()
  expect(balancesPort.spendable(world, alice)).toBe(RICHES - DEPOSIT)
  expect(balancesPort.spendable(world, dave)).toBe(0n)
})
