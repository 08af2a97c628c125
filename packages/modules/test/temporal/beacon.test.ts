import { fromHex, toHex } from '@demiurge/codec'
import { delayLink } from '@demiurge/crypto'
import { ZERO_HASH } from '@demiurge/ledger'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { demiurge, stakingPort, temporal, temporalPort } from '../../src/index.ts'
import { EPOCH_MS, STAKING_GENESIS } from '../staking/validators.ts'
import { alice, bob, callOf, carol, dave, GENESIS, World } from '../world.ts'

const RULES = { segments: 4, iterations: 3 }
const seated = [...STAKING_GENESIS.validators.map(({ account }) => account)].sort((a, b) => (a < b ? -1 : 1))

/** A hash chain of 40 links; number 0 is the tip. */
function chainOf(account: string, salt = ''): readonly string[] {
  const links = [toHex(new TextEncoder().encode((salt + account.slice(2, 34)).padEnd(32, '.').slice(0, 32)))]
  while (links.length < 40) links.unshift(temporalPort.linkOf(links[0] ?? ''))
  return links
}

class BeaconWorld extends World {
  round = 0n

  constructor() {
    const chains = seated.map((account) => ({ account, tip: chainOf(account)[0] ?? '' }))
    super({ ...GENESIS, staking: STAKING_GENESIS, temporal: { parameters: RULES, chains } }, demiurge)
  }

  /** A commit at so many basis points of the epoch, in which seats reveal something. */
  commitAt(share: bigint, reveals: Readonly<Record<number, string>> = {}): void {
    const { startedMs } = stakingPort.epochOf(this)
    this.timeMs = startedMs + (EPOCH_MS * share) / 10_000n
    this.round++
    this.blocks = seated.map((_, author) => ({ author, round: this.round, reveal: reveals[author] ?? null }))
    this.nextCommit()
    this.blocks = []
  }

  /** Commits at the end of the epoch until it is over. */
  finish(): void {
    for (const before = this.environment.epoch; this.environment.epoch === before; ) this.commitAt(10_000n)
  }

  get window() {
    return temporalPort.windowOf(this)
  }

  /** What the delay makes of the mix. */
  ends(): string[] {
    const present = this.window
    const ends: string[] = []
    for (let at = present?.mix ?? ZERO_HASH; ends.length < RULES.segments; at = ends.at(-1) ?? '')
      ends.push(toHex(delayLink(fromHex(at), ends.length, { window: present?.epoch ?? 0n, ...RULES })))
    return ends
  }

  publish(sender: string, ends: readonly string[], epoch = 0n) {
    return this.submit(sender, [callOf(temporal, 'publish', { epoch, ends: [...ends] })])
  }

  dispute(sender: string, link: number, epoch = 0n) {
    return this.submit(sender, [callOf(temporal, 'dispute', { epoch, link })])
  }
}

function codeOf({
  outcome,
}: {
  readonly outcome: { readonly kind: string; readonly value?: unknown }
}): string {
  return outcome.kind === 'failed' ? Object(outcome.value).code : outcome.kind
}

/** Everybody has revealed once, and the mix is fixed. */
function mixed(): BeaconWorld {
  const world = new BeaconWorld()
  world.commitAt(5_100n, Object.fromEntries(seated.map((account, seat) => [seat, chainOf(account)[1] ?? ''])))
  world.commitAt(6_000n)
  return world
}

test('the seed of the next epoch is what the delay makes of everything revealed', () => {
  const world = mixed()
  const ends = world.ends()
  expect(codeOf(world.publish(alice, ends))).toBe('applied')
  world.finish()
  const fallback = mixed()
  fallback.finish()
  expect(world.environment.epoch).toBe(1n)
  expect(stakingPort.epochOf(world).seed).not.toBe(stakingPort.epochOf(fallback).seed)
  expect(temporalPort.outcomeOf(world)?.publication).toEqual({ publisher: alice, ends })
  expect(temporalPort.outcomeOf(fallback)).toBeUndefined()
  // The chains go on where they are.
  world.commitAt(5_500n, { 0: chainOf(seated[0] ?? '')[2] ?? '' })
  expect(world.window).toMatchObject({ epoch: 1n, revealed: 1n, isFixed: false })
})

test('whoever reveals last and could hold back chooses between two seeds that it cannot know in time', () => {
  const reveals = Object.fromEntries(seated.map((account, seat) => [seat, chainOf(account)[1] ?? '']))
  const { 2: last = '', ...others } = reveals
  const seeds = [reveals, others].map((given) => {
    const world = new BeaconWorld()
    world.commitAt(5_100n, given)
    // After the mix is fixed a reveal does nothing, so that the choice had to be made before.
    world.commitAt(6_000n, { 2: last })
    world.publish(alice, world.ends())
    world.finish()
    return stakingPort.epochOf(world).seed
  })
  expect(seeds[0]).not.toBe(seeds[1])
})

test('only preimages of the own chain count, only in their time, and each once', () => {
  const world = new BeaconWorld()
  const [mine = '', theirs = ''] = [chainOf(seated[0] ?? '')[1], chainOf(seated[1] ?? '')[1]]
  world.commitAt(4_000n, { 0: mine })
  expect(world.window).toBeUndefined()
  world.commitAt(5_000n, { 0: theirs, 1: mine, 2: `0x${'77'.repeat(32)}` })
  expect(world.window).toBeUndefined()
  world.commitAt(5_100n, { 0: mine })
  const { mix } = world.window ?? {}
  world.commitAt(5_200n, { 0: mine })
  expect(world.window?.mix).toBe(mix)
  world.commitAt(5_300n, { 0: chainOf(seated[0] ?? '')[2] ?? '' })
  expect(world.window?.mix).not.toBe(mix)
  expect(world.window?.revealed).toBe(1n)
})

test('when nobody reveals there is no beacon: the seed is the fallback', () => {
  const world = new BeaconWorld()
  world.commitAt(6_000n)
  expect(world.window).toBeUndefined()
  expect(codeOf(world.publish(alice, world.ends()))).toBe('temporal.NotMixed')
  world.finish()
  expect(temporalPort.outcomeOf(world)).toBeUndefined()
})

test('a false publication is disproved by anybody, costs the seat, and another one may follow', () => {
  const world = mixed()
  const right = world.ends()
  const wrong = right.map((end, i) => (i === 2 ? `0x${'66'.repeat(32)}` : end))
  expect(codeOf(world.publish(bob, wrong))).toBe('applied')
  expect(codeOf(world.publish(alice, right))).toBe('temporal.Published')
  expect(codeOf(world.dispute(dave, 1))).toBe('dropped')
  expect(codeOf(world.dispute(alice, 1))).toBe('temporal.LinkHolds')
  expect(codeOf(world.dispute(alice, 4))).toBe('temporal.NothingPublished')
  expect(codeOf(world.dispute(alice, 2))).toBe('applied')
  expect(world.window?.publication).toBeNull()
  expect(stakingPort.validatorOf(world, bob)?.jailedUntil).toBe(2n)
  expect(codeOf(world.publish(bob, right))).toBe('temporal.Published')
  expect(codeOf(world.publish(carol, right))).toBe('applied')
  world.finish()
  expect(temporalPort.outcomeOf(world)?.publication?.publisher).toBe(carol)
  expect(stakingPort.epochOf(world).committee.seats.map(({ account }) => account)).not.toContain(bob)
})

test('what comes from elsewhere, too late, or of another length is refused', () => {
  const world = mixed()
  expect(codeOf(world.publish(alice, world.ends().slice(1)))).toBe('temporal.BadLength')
  expect(codeOf(world.publish(alice, world.ends(), 1n))).toBe('temporal.NotMixed')
  expect(codeOf(world.submit(alice, [callOf(temporal, 'commit', { tip: `0x${'11'.repeat(32)}` })]))).toBe(
    'applied',
  )
  world.commitAt(8_500n)
  expect(codeOf(world.publish(alice, world.ends()))).toBe('temporal.TooLate')
  expect(codeOf(world.dispute(alice, 0))).toBe('temporal.NothingPublished')
  world.commitAt(9_500n)
  expect(codeOf(world.dispute(alice, 0))).toBe('temporal.TooLate')
})

test('a new chain counts from the next epoch on, however often it is changed', () => {
  const world = new BeaconWorld()
  const account = seated[0] ?? ''
  const [old, fresh] = [chainOf(account), chainOf(account, 'fresh')]
  for (const tip of [chainOf(account, 'other')[0] ?? '', fresh[0] ?? ''])
    expect(codeOf(world.submit(account, [callOf(temporal, 'commit', { tip })]))).toBe('applied')
  world.commitAt(5_100n, { 0: fresh[1] ?? '' })
  expect(world.window).toBeUndefined()
  world.commitAt(5_200n, { 0: old[1] ?? '' })
  expect(world.window?.revealed).toBe(1n)
  world.finish()
  // Another change leaves the one that counts now alone.
  world.submit(account, [callOf(temporal, 'commit', { tip: chainOf(account, 'third')[0] ?? '' })])
  world.commitAt(5_100n, { 0: old[2] ?? '' })
  expect(world.window).toBeUndefined()
  world.commitAt(5_200n, { 0: fresh[1] ?? '' })
  expect(world.window?.revealed).toBe(1n)
})

test('whatever blocks reveal and people publish, the invariants hold and the chain goes on', () => {
  const step = fc.record({
    share: fc.integer({ min: 0, max: 10_000 }),
    reveals: fc.dictionary(fc.constantFrom('0', '1', '2'), fc.tuple(fc.nat(2), fc.nat(4)), { maxKeys: 3 }),
    call: fc.constantFrom('none', 'publish', 'lie', 'dispute', 'commit'),
    who: fc.nat(3),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 24 }), (steps) => {
      const world = new BeaconWorld()
      let share = 0
      for (const each of steps) {
        share = Math.max(share, each.share)
        const reveals = Object.entries(each.reveals).map(([seat, [whose, which]]) => [
          seat,
          chainOf(seated[whose] ?? '')[which] ?? '',
        ])
        world.commitAt(BigInt(share), Object.fromEntries(reveals))
        if (share === 10_000) share = 0
        const who = [alice, bob, carol, dave][each.who] ?? alice
        const { epoch } = world.environment
        if (each.call === 'publish') world.publish(who, world.ends(), epoch)
        if (each.call === 'lie') world.publish(who, world.ends().reverse(), epoch)
        if (each.call === 'dispute') world.dispute(who, each.who, epoch)
        if (each.call === 'commit')
          world.submit(who, [callOf(temporal, 'commit', { tip: chainOf(who, 'x')[0] ?? '' })])
      }
    }),
    { numRuns: 60 },
  )
})
