import { ZERO_HASH } from '@demiurge/ledger'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDraw } from '../src/committee.ts'
import { Dag } from '../src/dag.ts'
import type { Env } from '../src/env.ts'
import type { RecoveryPoint } from '../src/linearise.ts'
import { Ordering } from '../src/ordering.ts'
import { firstSchedule, LeaderSchedule } from '../src/schedule.ts'
import type { VerifiedBlock } from '../src/verified-block.ts'
import { createDagBuilder } from './dag-builder.ts'

const SEATS = 4
const ROUNDS = 36
const SEED = `0x${'5e'.repeat(32)}`

/** A DAG as a troubled network makes it: seats miss rounds, blocks come too late to be named, some lead badly for a while. */
function drawDag(dice: () => number) {
  const builder = createDagBuilder([1, 1, 1, 1])
  const newest = [...builder.genesis]
  const blocks: VerifiedBlock[] = []
  let lazy = 0
  for (let round = 1; round <= ROUNDS; round++) {
    if (dice() % 7 === 0) lazy = dice() % SEATS
    const before = newest.filter((block) => block.round === round - 1)
    const made: VerifiedBlock[] = []
    for (let author = 0; author < SEATS; author++) {
      const own = newest[author]
      const isAway = author === lazy && dice() % 4 !== 0
      if (own === undefined || isAway) continue
      const others = before.filter((block) => block.author !== author)
      // Parents of weight Q: whom it leaves out is a matter of luck, the lazy one more often.
      const most = (own.round === round - 1 ? 1 : 0) + others.length - 3
      const left = others
        .filter((block) => most > 0 && (block.author === lazy || dice() % 5 === 0))
        .slice(0, Math.max(0, most))
      const parents = [own, ...others.filter((block) => !left.includes(block))]
      if (parents.filter((parent) => parent.round === round - 1).length < 3) continue
      made.push(builder.make({ author, round, parents }))
    }
    for (const block of made) newest[block.author] = block
    blocks.push(...made)
    if (made.length < 3) break
  }
  return { builder, blocks }
}

interface Ordered {
  readonly digest: string
  readonly point: RecoveryPoint
}

const FIRST: RecoveryPoint = {
  index: 0n,
  digest: ZERO_HASH,
  timestampMs: 0n,
  round: 0n,
  sequenced: [],
  schedule: firstSchedule(SEATS),
}

/** Orders the blocks from a point on, deciding after every `stride` of them. */
function order(
  { builder, blocks }: ReturnType<typeof drawDag>,
  {
    stride,
    window,
    point = FIRST,
  }: { readonly stride: number; readonly window: number; readonly point?: RecoveryPoint },
): readonly Ordered[] {
  const { voters, committee, genesis } = builder
  const done: Ordered[] = []
  const schedule = new LeaderSchedule({
    voters,
    draw: createDraw(committee, SEED),
    window,
    record: point.schedule,
  })
  const dag = new Dag(voters, schedule, genesis)
  const env = {
    commit: ({ digest }: { digest: string }, _: unknown, after: RecoveryPoint) =>
      done.push({ digest, point: after }),
    dropped: () => {},
  } as unknown as Env
  const ordering = new Ordering({ dag, voters, env, schedule, epoch: 0n, point, forget: () => {} })
  for (const [i, block] of blocks.entries()) {
    dag.insert(block)
    ordering.entered(block)
    if (i % stride === stride - 1) ordering.decide()
  }
  ordering.decide()
  return done
}

test('who decides block by block, in leaps, all at once, or from any point on gets the same order and the same leaders', () => {
  let changes = 0
  fc.assert(
    fc.property(
      fc.array(fc.nat(1_000), { minLength: 64, maxLength: 64 }),
      fc.constantFrom(2, 3, 5, 8),
      fc.integer({ min: 2, max: 60 }),
      (numbers, window, stride) => {
        let at = 0
        const drawn = drawDag(() => (numbers[at++ % numbers.length] ?? 0) + at)
        const one = order(drawn, { stride: 1, window })
        changes += one.filter(({ point }, i) => point.schedule.out !== one[i - 1]?.point.schedule.out).length
        for (const other of [stride, 10_000]) expect(order(drawn, { stride: other, window })).toEqual(one)
        const middle = one[Math.floor(one.length / 2)]
        if (middle === undefined) return
        const rest = one.slice(Math.floor(one.length / 2) + 1)
        expect(order(drawn, { stride, window, point: middle.point })).toEqual(rest)
      },
    ),
    { numRuns: 150 },
  )
  expect(changes).toBeGreaterThan(150)
})
