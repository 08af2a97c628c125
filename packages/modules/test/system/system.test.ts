import { decode } from '@demiurge/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { system, systemPort, systemState } from '../../src/index.ts'
import { alice, buildWorld, callOf, GENESIS, World } from '../world.ts'

const LIMIT = 1_000_000

test('a remark tells who said what', () => {
  const world = new World()
  const [event] = world.apply(alice, callOf(system, 'remark', { text: 'gm 🌅' }))
  expect(event).toEqual({ name: 'system.remarked', data: { by: alice, text: 'gm 🌅' } })
})

test('a remark of more than 1,024 bytes is refused before it costs anything', () => {
  const world = new World()
  expect(() => callOf(system, 'remark', { text: 'é'.repeat(513) })).toThrow('longer than 1024')
  expect(() =>
    world.transaction(alice, [{ method: 'system.remark', params: new Uint8Array(2_000).fill(65) }]),
  ).toThrow(expect.objectContaining({ code: 'system.BadParameters' }))
})

test('an idle chain does not change its state', () => {
  const world = new World()
  const before = world.snapshot()
  for (let commit = 0; commit < 20; commit++) expect(world.nextCommit()).toEqual([])
  expect(world.snapshot()).toEqual(before)
})

test('full commits make fees rise by an eighth at most, up to the ceiling, and empty ones let them fall to the floor', () => {
  const world = new World()
  const seen: bigint[] = []
  for (let commit = 0; commit < 60; commit++) {
    const before = systemPort.currentFees(world).price
    world.nextCommit(LIMIT)
    const { price } = systemPort.currentFees(world)
    expect(price - before).toBeLessThanOrEqual(before / 8n)
    seen.push(price)
  }
  expect(seen[0]).toBe(112n)
  expect(systemPort.currentFees(world)).toEqual(GENESIS.system.ceiling)
  for (let commit = 0; commit < 120; commit++) world.nextCommit(0)
  expect(systemPort.currentFees(world)).toEqual(GENESIS.system.floor)
  expect(world.brokenInvariants()).toEqual([])
})

test('a commit that is half full leaves the fees alone', () => {
  const world = new World()
  world.nextCommit(LIMIT)
  const before = systemPort.currentFees(world)
  expect(world.nextCommit(LIMIT / 2)).toEqual([])
  expect(systemPort.currentFees(world)).toEqual(before)
})

test('a price of one spark can still rise, and never falls to nothing', () => {
  const one = { price: 1n, bytesPrice: 1n }
  const world = new World({ ...GENESIS, system: { floor: one, ceiling: { price: 9n, bytesPrice: 9n } } })
  world.nextCommit(LIMIT)
  expect(systemPort.currentFees(world)).toEqual({ price: 2n, bytesPrice: 2n })
  world.nextCommit(0)
  world.nextCommit(0)
  expect(systemPort.currentFees(world)).toEqual(one)
})

test('fees stay within their bounds whatever the commits are like', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(LIMIT), { maxLength: 80 }), (weights) => {
      const world = new World()
      for (const weight of weights) {
        world.nextCommit(weight)
        expect(world.brokenInvariants()).toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})

test('a fee below the floor is noticed', () => {
  const world = new World()
  systemState.fees.set(world, { price: 1n, bytesPrice: 1n })
  expect(world.brokenInvariants()).toEqual([
    'system.feesWithinBounds: prices 1 and 1 are outside their bounds',
  ])
})

test('what a transaction costs is rounded up to a whole spark', () => {
  const world = new World()
  expect(systemPort.feeOf(world, { weight: 1, bytes: 0, tip: 0n })).toBe(1n)
  expect(systemPort.feeOf(world, { weight: 10_000, bytes: 3, tip: 5n })).toBe(1_000n + 3n + 5n)
})

test('a genesis with its floor above its ceiling is refused', () => {
  const { floor, ceiling } = GENESIS.system
  expect(() =>
    buildWorld(new World().state, { ...GENESIS, system: { floor: ceiling, ceiling: floor } }),
  ).toThrow(RangeError)
})

test('a policy can be stored for the largest account there can be', () => {
  const world = new World()
  const members = Array.from({ length: 16 }, (_, i) => ({
    keys: [0, 1].map((k) => ({ suite: 3, key: new Uint8Array(2_592).fill(i * 2 + k) })),
  }))
  const policy = { kind: 'threshold', value: { threshold: 16, members } } as const
  systemPort.rememberPolicy(world, alice, policy)
  const bytes = world.state.bytes(systemState.policies.keyOf(alice))
  expect(decode(systemState.policies.value, bytes ?? new Uint8Array())).toEqual(policy)
})

test('a state that was not built from a genesis has no price', () => {
  const world = new World()
  world.state.load(systemState.fees.path, null)
  expect(() => systemPort.currentFees(world)).toThrow('genesis')
})
