import { type Evidence, LIMITS } from '@demiurge/ledger'
import { expect, test } from 'vitest'
import { BlockBuffer } from '../src/block-buffer.ts'
import type { Env, Message, Timer, VerifiedBlock } from '../src/index.ts'
import { Intake } from '../src/intake.ts'
import { DEPTH } from '../src/params.ts'
import { Pulling } from '../src/pulling.ts'
import { createDagBuilder, type DagBuilder } from './dag-builder.ts'

interface Desk {
  readonly builder: DagBuilder
  readonly intake: Intake
  readonly pulling: Pulling
  readonly entered: VerifiedBlock[]
  readonly refused: string[]
  readonly evidence: Evidence[]
  readonly timers: Timer[]
  readonly sent: { readonly to: number; readonly message: Message }[]
  garbageRound: number
  round: number
  nowMs: number
}

/** Seat 0 of four takes blocks in; round 1 and 2 are there. */
function open(): Desk {
  const builder = createDagBuilder([1, 1, 1, 1])
  builder.fill(1, 2)
  const lists = { entered: [] as VerifiedBlock[], refused: [] as string[], evidence: [] as Evidence[] }
  const timers: Timer[] = []
  const sent: Desk['sent'] = []
  const env: Env = {
    now: () => desk.nowMs,
    send: (to, message) => void sent.push({ to, message }),
    setTimer: (timer) => void timers.push(timer),
    persist: () => undefined,
    sign: () => new Uint8Array(0),
    payload: () => ({ root: '', bytes: 0 }),
    wantsToHurry: () => false,
    commit: () => undefined,
    dropped: () => undefined,
    certified: () => undefined,
    evidence: (evidence) => void lists.evidence.push(evidence),
    refused: (_, error) => void lists.refused.push(error.code),
    answerFromArchive: () => undefined,
  }
  const pulling = new Pulling({ env, deltaMs: 100, seats: 4, seat: 0 })
  const intake = new Intake({
    dag: builder.dag,
    voters: builder.voters,
    env,
    pulling,
    garbageRound: () => desk.garbageRound,
    round: () => desk.round,
    entered: (block) => void lists.entered.push(block),
  })
  const desk: Desk = {
    builder,
    intake,
    pulling,
    ...lists,
    timers,
    sent,
    garbageRound: -DEPTH,
    round: 3,
    nowMs: 1_000,
  }
  return desk
}

/** The first version of every author's block of a round. */
function roundOf({ dag }: DagBuilder, round: number): VerifiedBlock[] {
  return dag.slots(round).flatMap((slot) => slot[0]?.block ?? [])
}

test('blocks that come in the wrong order wait for their history and enter in the right one', () => {
  const { builder, intake, entered } = open()
  const three = [1, 2, 3].map((author) => builder.make({ author, round: 3 }))
  const four = builder.make({ author: 1, round: 4, parents: three })
  const five = builder.make({ author: 1, round: 5, parents: [four] })
  for (const block of [five, four, ...three]) intake.accept(block, 1)
  expect(entered.map(({ round }) => round)).toEqual([3, 3, 3, 4])
  expect(intake.isKnown(five.id)).toBe(false)
})

test('a block that breaks a rule is refused with its reason and does not enter', () => {
  const { builder, intake, entered, refused } = open()
  const [a, b] = roundOf(builder, 2)
  if (a === undefined || b === undefined) throw new Error('the DAG is incomplete')
  const short = builder.make({ author: 0, round: 3, parents: [a, b] })
  intake.accept(short, 2)
  expect(refused).toEqual(['block.ShortOfQuorum'])
  expect(entered).toEqual([])
  expect(intake.isKnown(short.id)).toBe(false)
})

test('what peers built on a block that breaks a rule enters once the garbage line has passed that block', () => {
  const desk = open()
  const { builder, intake, entered, pulling } = desk
  const [, , c, d] = roundOf(builder, 2)
  if (c === undefined || d === undefined) throw new Error('the DAG is incomplete')
  const bad = builder.make({ author: 2, round: 3, parents: [c, d] })
  builder.fill(3, 3, [0, 1, 3])
  const on = builder.make({ author: 2, round: 4, parents: [bad, ...roundOf(builder, 3)] })
  intake.accept(on, 2)
  intake.accept(bad, 2)
  expect(entered).toEqual([])
  // It is still asked for, and taken by its signature alone when its history no longer matters.
  desk.nowMs += 200
  pulling.pull(0)
  expect(desk.sent.map(({ message }) => message)).toEqual([
    { kind: 'pull', value: { ids: [bad.id], floor: 0n } },
  ])
  desk.garbageRound = 3
  intake.accept(bad, 3)
  expect(entered.map(({ id }) => id)).toEqual([bad.id, on.id])
})

test('a third version of a block is taken only when somebody has built on it', () => {
  const { builder, intake, entered, evidence } = open()
  const versions = [1, 2, 3].map(() => builder.make({ author: 1, round: 3 }))
  for (const block of versions) intake.accept(block, 1)
  expect(entered.length).toBe(2)
  expect(evidence.length).toBe(1)
  const [, , third] = versions
  const others = [2, 3].map((author) => builder.add({ author, round: 3 }))
  if (third === undefined) throw new Error('no third version')
  intake.accept(
    builder.make({ author: 2, round: 4, parents: [...others.slice(0, 1), third, ...others.slice(1)] }),
    2,
  )
  intake.accept(third, 2)
  expect(entered.length).toBe(4)
})

test('blocks from far ahead and from below the garbage line are left alone', () => {
  const desk = open()
  const { builder, intake } = desk
  const far = builder.make({ author: 1, round: desk.round + DEPTH + 1, parents: roundOf(builder, 2) })
  intake.accept(far, 1)
  expect(intake.isKnown(far.id)).toBe(false)
  desk.garbageRound = 3
  const old = builder.make({ author: 1, round: 3 })
  intake.accept(old, 1)
  expect(intake.isKnown(old.id)).toBe(false)
})

test('a block from the future waits for its time, one from the far future is dropped', () => {
  const desk = open()
  const { builder, intake, entered, timers } = desk
  const early = builder.make({ author: 1, round: 3, timestampMs: desk.nowMs + LIMITS.futureMs + 200 })
  intake.accept(early, 1)
  expect(entered).toEqual([])
  expect(timers).toEqual([{ kind: 'early', block: early, from: 1 }])
  desk.nowMs += 200
  intake.onEarly(early, 1)
  expect(entered).toEqual([early])
  const far = builder.make({ author: 2, round: 3, timestampMs: desk.nowMs + 60_000 })
  intake.accept(far, 2)
  expect(intake.isKnown(far.id)).toBe(false)
})

test('one author cannot fill the buffer, however many parents it invents', () => {
  const { builder } = open()
  const buffer = new BlockBuffer()
  const invented = Array.from({ length: 63 }, (_, i) => `0x${i.toString(16).padStart(64, '0')}`)
  const blocks = Array.from({ length: 40 }, (_, i) => builder.make({ author: 1, round: 10 + i, parents: [] }))
  const taken = blocks.filter((block, i) =>
    buffer.add(
      block,
      invented.map((id) => `0x${i + 10}${id.slice(4)}`),
    ),
  )
  expect(taken.length).toBe(16)
  expect(buffer.add(builder.make({ author: 2, round: 10, parents: [] }), ['0xaa'])).toBe(true)
  // What is forgotten frees the share again, and its parents are no longer asked for.
  const { blocks: gone, unneeded } = buffer.forget(100)
  expect(gone.length).toBe(17)
  expect(unneeded.length).toBe(16 * 63 + 1)
  expect(buffer.add(builder.make({ author: 1, round: 101, parents: [] }), ['0xbb'])).toBe(true)
})

test('a missing block is asked for after Delta, from its sender first and then from the others in turn', () => {
  const desk = open()
  const { pulling, sent } = desk
  pulling.need('0xaa', 2)
  pulling.pull(5)
  expect(sent).toEqual([])
  for (let turn = 0; turn < 4; turn++) {
    desk.nowMs += 200
    pulling.pull(5)
  }
  expect(sent.map(({ to }) => to)).toEqual([2, 3, 1])
  pulling.settle('0xaa')
  desk.nowMs += 200
  pulling.pull(5)
  expect(sent.length).toBe(3)
})

test('whoever is ahead is asked for whole rounds, a few times only when nothing comes', () => {
  const desk = open()
  const { pulling, sent } = desk
  pulling.heard(1, 900, 3)
  for (let turn = 0; turn < 6; turn++) pulling.catchUp(3, 3)
  expect(sent.length).toBe(3)
  expect(sent[0]).toEqual({ to: 1, message: { kind: 'pullRounds', value: { from: 2n, to: 129n } } })
  // An answer that is used up leads to the next question at once.
  pulling.heard(2, 900, 3)
  pulling.catchUp(3, 3)
  pulling.advanced(128, 128)
  expect(sent.at(-1)).toEqual({ to: 2, message: { kind: 'pullRounds', value: { from: 127n, to: 254n } } })
  // Whoever starts from a point without blocks has none of the rounds before either.
  pulling.catchUp(128, 65)
  expect(sent.at(-1)?.message).toEqual({ kind: 'pullRounds', value: { from: 64n, to: 191n } })
})

test('the DAG keeps what can still be named as a parent, and forgets the rest', () => {
  const { builder } = open()
  builder.fill(3, 40)
  const old = roundOf(builder, 2)
  expect(builder.dag.forget(30).length).toBe(4 * 31)
  expect(old.some(({ id }) => builder.dag.has(id))).toBe(false)
  expect(builder.genesis.every(({ id }) => builder.dag.has(id))).toBe(true)
  expect(roundOf(builder, 31).length).toBe(4)
  // Own parents of authors who were away are remembered, but not without bound.
  for (let i = 0; i < 200; i++) builder.add({ author: 3, round: 5, parents: [] })
  expect(builder.dag.has(builder.add({ author: 3, round: 5, parents: [] }).id)).toBe(true)
  expect(roundOf(builder, 5)).toEqual([])
})
