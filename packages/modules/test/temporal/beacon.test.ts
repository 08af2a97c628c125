import { fromHex, toHex } from '@demiurge/codec'
import { delayLink } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import { delayOf, LIMITS, temporalMessage, verifyTemporalProof, ZERO_HASH } from '@demiurge/ledger'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { demiurge, staking, stakingPort, temporal, temporalPort } from '../../src/index.ts'
import { EPOCH_MS, keys, STAKING_GENESIS } from '../staking/validators.ts'
import { alice, bob, callOf, carol, dave, GENESIS, people, World } from '../world.ts'

const RULES = { segments: 4, iterations: 3, revealBps: 1_000 }
const seated = [...STAKING_GENESIS.validators.map(({ account }) => account)].sort((a, b) => (a < b ? -1 : 1))

/** A hash chain of 40 links; number 0 is the tip. */
function chainOf(account: string, salt = ''): readonly string[] {
  const links = [toHex(new TextEncoder().encode((salt + account.slice(2, 34)).padEnd(32, '.').slice(0, 32)))]
  while (links.length < 40) links.unshift(temporalPort.linkOf(links[0] ?? ''))
  return links
}

class BeaconWorld extends World {
  round = 0n

  constructor(rules: Partial<typeof RULES> = {}) {
    const chains = seated.map((account) => ({ account, tip: chainOf(account)[0] ?? '' }))
    const parameters = { ...RULES, ...rules }
    super({ ...GENESIS, staking: STAKING_GENESIS, temporal: { parameters, chains } }, demiurge)
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

  /** So many commits at nine tenths of the epoch, in which anybody could dispute. */
  stand(commits: number): void {
    for (let i = 0; i < commits; i++) this.commitAt(9_000n)
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

  /** The claim of a delay, signed with the key of `signer`. */
  sign(signer: string, epoch: bigint, ends: readonly string[]): Uint8Array {
    const key = keys[people.indexOf(signer)] ?? keys[0]
    if (key === undefined) throw new Error('there are keys')
    const { mix } = this.window ?? { mix: ZERO_HASH }
    const claim = temporalPort.claimOf(this, { epoch, mix }, ends)
    return nativeSuites.get(key.suite).sign(temporalMessage(claim), key)
  }

  publish(sender: string, ends: readonly string[], epoch = 0n, signature = this.sign(sender, epoch, ends)) {
    return this.submit(sender, [callOf(temporal, 'publish', { epoch, ends: [...ends], signature })])
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

/** What a seat reveals; number 1 is the first. */
function link(seat: number, number: number): string {
  return chainOf(seated[seat] ?? '')[number] ?? ''
}

/** Everybody has revealed once, and the mix is fixed. */
function mixed(): BeaconWorld {
  const world = new BeaconWorld()
  world.commitAt(5_100n, Object.fromEntries(seated.map((_, seat) => [seat, link(seat, 1)])))
  world.commitAt(6_000n)
  return world
}

test('the seed of the next epoch is what the delay makes of everything revealed', () => {
  const world = mixed()
  const ends = world.ends()
  expect(codeOf(world.publish(alice, ends))).toBe('applied')
  world.stand(17)
  world.finish()
  const fallback = mixed()
  fallback.finish()
  expect(world.environment.epoch).toBe(1n)
  expect(stakingPort.epochOf(world).seed).not.toBe(stakingPort.epochOf(fallback).seed)
  expect(temporalPort.outcomeOf(world)?.publication).toMatchObject({ publisher: alice, ends })
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
    world.stand(17)
    world.finish()
    return stakingPort.epochOf(world).seed
  })
  expect(seeds[0]).not.toBe(seeds[1])
})

test('only preimages of the own chain count, and of each seat only the first one', () => {
  const world = new BeaconWorld()
  world.commitAt(5_000n, { 0: link(1, 1), 1: link(0, 1), 2: `0x${'77'.repeat(32)}` })
  expect(world.window).toBeUndefined()
  world.commitAt(5_100n, { 0: link(0, 1) })
  const once = world.window
  // Whoever could go on would try what suits it best; but what it has shown is used up.
  world.commitAt(5_200n, { 0: link(0, 1) })
  world.commitAt(5_300n, { 0: link(0, 2) })
  expect(world.window).toEqual(once)
  expect(temporalPort.nextLinkOf(world, seated[0] ?? '')).toBe(link(0, 2))
  world.finish()
  world.commitAt(5_500n, { 0: link(0, 2) })
  expect(world.window).toBeUndefined()
  world.commitAt(5_600n, { 0: link(0, 3) })
  expect(world.window?.revealed).toBe(1n)
})

test('what everybody has seen outside of the time for reveals is used up, and never mixed', () => {
  const world = new BeaconWorld()
  world.commitAt(4_999n, { 0: link(0, 1) })
  expect(world.window).toBeUndefined()
  world.commitAt(5_100n, { 0: link(0, 1), 1: link(1, 1), 2: link(2, 1) })
  expect(world.window?.revealed).toBe(0b110n)
  const { mix } = world.window ?? {}
  // Late is outside as well: the link is lost for the next epoch too.
  world.commitAt(6_000n, { 0: link(0, 2) })
  expect(world.window).toMatchObject({ mix, revealed: 0b110n, isFixed: true })
  world.finish()
  world.commitAt(5_100n, { 0: link(0, 2) })
  expect(world.window).toBeUndefined()
  world.commitAt(5_200n, { 0: link(0, 3) })
  expect(world.window?.revealed).toBe(1n)
})

test('how long reveals count is a rule of the chain', () => {
  const world = new BeaconWorld({ revealBps: 200 })
  world.commitAt(5_799n, { 0: link(0, 1) })
  expect(world.window).toBeUndefined()
  world.commitAt(5_800n, { 0: link(0, 2), 1: link(1, 1) })
  expect(world.window?.revealed).toBe(0b11n)
  for (const revealBps of [0, 5_001])
    expect(() => new BeaconWorld({ revealBps })).toThrow(
      `1 to 5000 basis points of an epoch, not ${revealBps}`,
    )
  expect(new BeaconWorld({ revealBps: 5_000 }).window).toBeUndefined()
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
  expect(codeOf(world.dispute(alice, 4))).toBe('temporal.NothingPublished')
  expect(codeOf(world.dispute(alice, 2))).toBe('applied')
  expect(world.window?.publication).toBeNull()
  expect(stakingPort.validatorOf(world, bob)?.jailedUntil).toBe(2n)
  expect(codeOf(world.publish(bob, right))).toBe('temporal.Published')
  expect(codeOf(world.publish(carol, right))).toBe('applied')
  world.stand(17)
  world.finish()
  expect(temporalPort.outcomeOf(world)?.publication?.publisher).toBe(carol)
  expect(stakingPort.epochOf(world).committee.seats.map(({ account }) => account)).not.toContain(bob)
})

test('who publishes signs for it, and anybody can check that and the links without the chain', () => {
  const world = mixed()
  const ends = world.ends()
  const wrong = ends.with(2, `0x${'66'.repeat(32)}`)
  const signature = world.sign(bob, 0n, wrong)
  expect(codeOf(world.publish(bob, ends, 0n, signature))).toBe('temporal.BadSignature')
  expect(codeOf(world.publish(alice, wrong, 0n, signature))).toBe('temporal.BadSignature')
  // A refused one was no try.
  expect(codeOf(world.publish(bob, wrong, 0n, signature))).toBe('applied')
  const { mix = '', publication } = world.window ?? {}
  const proof = { ...temporalPort.claimOf(world, { epoch: 0n, mix }, wrong), signature }
  expect(publication?.signature).toEqual(signature)
  const key = stakingPort.validatorOf(world, bob)
  if (key === undefined) throw new Error('bob is a validator')
  verifyTemporalProof(proof, key, nativeSuites)
  expect(delayOf(proof, wrong)).toEqual({ start: fromHex(mix), window: 0n, segments: 4, iterations: 3 })
})

test('a link that holds is computed once, however often it is disputed', () => {
  const world = mixed()
  const ends = world.ends()
  world.publish(bob, ends)
  const dispute = callOf(temporal, 'dispute', { epoch: 0n, link: 1 })
  expect(world.apply(alice, dispute)).toEqual([
    { name: 'temporal.upheld', data: { epoch: 0n, publisher: bob, link: 1 } },
  ])
  expect(world.window?.publication).toMatchObject({ publisher: bob, upheld: [1] })
  world.refuse('temporal.LinkHolds', carol, dispute)
  expect(codeOf(world.dispute(carol, 0))).toBe('applied')
  expect(world.window?.publication?.upheld).toEqual([1, 0])
  expect(stakingPort.validatorOf(world, bob)?.jailedUntil).toBe(0n)
  world.stand(17)
  world.finish()
  expect(temporalPort.outcomeOf(world)?.publication?.publisher).toBe(bob)
})

test('what is upheld is so for one publication: that of somebody else is computed anew', () => {
  const world = mixed()
  const [first = '', ...rest] = world.ends()
  const wrong = `0x${'66'.repeat(32)}`
  world.publish(bob, [first, ...rest.slice(0, -1), wrong])
  expect(codeOf(world.dispute(alice, 0))).toBe('applied')
  expect(codeOf(world.dispute(alice, 3))).toBe('applied')
  expect(codeOf(world.publish(carol, [wrong, ...rest]))).toBe('applied')
  expect(codeOf(world.dispute(alice, 0))).toBe('applied')
  expect(world.window?.publication).toBeNull()
})

test('a dispute is paid for by what it takes of a commit: a transaction has room for four', () => {
  const { dispute } = temporal.calls
  expect(Math.floor(LIMITS.commitWeight / Number(dispute.weight))).toBe(4)
  // As an evidence, which takes two milliseconds; a dispute takes 150.
  expect(Number(dispute.weight)).toBe(75 * Number(staking.calls.report.weight))
  const most = { segments: 1_024, iterations: 131_072 }
  expect(() => new BeaconWorld(most)).not.toThrow()
  expect(() => new BeaconWorld({ ...most, iterations: 131_073 })).toThrow('1 to 131072 steps')
  expect(() => new BeaconWorld({ ...most, segments: 1_025 })).toThrow('1 to 1024 links')
})

test('a chain that stood still does not take what nobody could dispute', () => {
  const [hidden, seen] = [15, 16].map((commits) => {
    const world = mixed()
    world.publish(alice, world.ends())
    // The commit that brings the publication, and those after it in which somebody could dispute.
    world.stand(1 + commits)
    world.finish()
    return temporalPort.outcomeOf(world)?.publication?.publisher
  })
  expect([hidden, seen]).toEqual([undefined, alice])
  // Commits after the time for disputes do not help.
  const late = mixed()
  late.publish(alice, late.ends())
  for (let i = 0; i < 40; i++) late.commitAt(9_500n)
  expect(late.window?.publication).toBeNull()
  late.finish()
  expect(temporalPort.outcomeOf(late)).toBeUndefined()
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
    idle: fc.nat(20),
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
        for (let i = 0; i <= each.idle; i++) world.commitAt(BigInt(share), Object.fromEntries(reveals))
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
