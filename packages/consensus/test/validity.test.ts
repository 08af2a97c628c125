import { decode, encode, merkleRoot, toHex } from '@demiurge/codec'
import { portableSuites } from '@demiurge/crypto'
import {
  type BlockHeader,
  blockMessage,
  Committee,
  committeeRoot,
  Evidence,
  LIMITS,
  quorum,
  signingRoot,
} from '@demiurge/ledger'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkParents } from '../src/dag.ts'
import {
  asVerifiedBlock,
  Certificate,
  checkCommittee,
  leaderOf,
  Message,
  RecoveryPoint,
  verifyHeader,
} from '../src/index.ts'
import { DEPTH } from '../src/params.ts'
import { emptyHeader } from '../src/verified-block.ts'
import { type BlockSpec, createDagBuilder } from './dag-builder.ts'

const suite = portableSuites.get('ed25519')
const keys = [1, 2, 3, 4].map((seed) => suite.keyPairFromSeed(new Uint8Array(32).fill(seed)))
const committee: Committee = {
  epoch: 7n,
  seats: keys.map(({ publicKey }, i) => ({
    account: `0x${`0${i + 1}`.repeat(32)}`,
    suite: suite.id,
    key: publicKey,
    weight: BigInt(i + 1),
  })),
}
const context = { chainId: 'demiurge-test', committee }
const header: BlockHeader = {
  ...emptyHeader,
  chainId: 'demiurge-test',
  epoch: 7n,
  round: 1n,
  author: 2,
  parents: [`0x${'aa'.repeat(32)}`],
  timestampMs: 5n,
}

function sign(changed: Partial<BlockHeader>, by = 2): { header: BlockHeader; signature: Uint8Array } {
  const key = keys[by]
  if (key === undefined) throw new Error('no key')
  const full = { ...header, ...changed }
  return { header: full, signature: suite.sign(blockMessage(signingRoot(full)), key) }
}

test('a quorum is more than two thirds of the weight, whatever the number of seats', () => {
  const of = (...weights: number[]): bigint =>
    quorum({
      epoch: 0n,
      seats: weights.map((weight) => ({
        account: '',
        suite: 0,
        key: new Uint8Array(),
        weight: BigInt(weight),
      })),
    })
  expect([of(1), of(1, 1, 1, 1), of(1, 1, 1, 1, 1, 1, 1), of(3, 3, 3), of(4, 4, 4, 1)]).toEqual([
    1n,
    3n,
    5n,
    7n,
    9n,
  ])
  // Two quorums share more weight than the faulty third can have.
  for (let total = 1; total < 400; total++) {
    const q = Number(of(total))
    expect(2 * q - total).toBeGreaterThan((total - 1) / 3 - 1e-9)
  }
})

test('leaders are drawn by weight, and everybody draws the same', () => {
  const seed = `0x${'0d'.repeat(32)}`
  const turns = [0, 0, 0, 0]
  for (let round = 1; round <= 4_000; round++) {
    const leader = leaderOf(committee, seed, round)
    turns[leader] = (turns[leader] ?? 0) + 1
  }
  // Weights 1 to 4 of 10; five standard deviations are about 150.
  for (const [seat, count] of turns.entries()) expect(Math.abs(count - (seat + 1) * 400)).toBeLessThan(150)
  // Computed by another program (Python's hashlib) from the rule as written.
  expect(Array.from({ length: 12 }, (_, round) => leaderOf(committee, seed, round)).join('')).toBe(
    '001023232133',
  )
  const alone = { epoch: 0n, seats: committee.seats.slice(0, 1) }
  expect(leaderOf(alone, seed, 9)).toBe(0)
})

test("the committee's root covers epoch, keys and weights", () => {
  expect(committeeRoot(committee)).toBe(toHex(merkleRoot(Committee, committee)))
  const heavier = committee.seats.map((seat, i) => (i === 0 ? { ...seat, weight: 2n } : seat))
  expect(committeeRoot({ ...committee, seats: heavier })).not.toBe(committeeRoot(committee))
})

test('a committee that cannot vote is refused', () => {
  const codeOf = (seats: Committee['seats']): unknown =>
    codeThrown(() => checkCommittee({ epoch: 0n, seats }, portableSuites))
  const [first, second] = committee.seats
  if (first === undefined || second === undefined) throw new Error('no seats')
  expect(codeOf(committee.seats)).toBeUndefined()
  expect(codeOf([])).toBe('committee.Empty')
  expect(codeOf([{ ...first, weight: 0n }])).toBe('committee.BadWeight')
  expect(codeOf([{ ...first, weight: 2n ** 52n }])).toBe('committee.BadWeight')
  expect(codeOf([first, { ...second, key: first.key }])).toBe('committee.DuplicateSeat')
  expect(codeOf([first, { ...second, account: first.account }])).toBe('committee.DuplicateSeat')
  expect(codeOf([{ ...first, key: new Uint8Array(31) }])).toBe('committee.BadKey')
  expect(codeOf([{ ...first, suite: 200 }])).toBe('committee.BadKey')
})

test('a header is verified against chain, epoch, author, bounds and signature', () => {
  const block = verifyHeader(sign({}), context, portableSuites)
  expect([block.round, block.author, block.timestampMs]).toEqual([1, 2, 5])
  expect(asVerifiedBlock(block, context)).toEqual(block)
  const root = `0x${'11'.repeat(32)}`
  const cases: readonly (readonly [Partial<BlockHeader>, string])[] = [
    [{ version: 2 }, 'block.BadVersion'],
    [{ chainId: 'other' }, 'block.OtherChain'],
    [{ epoch: 8n }, 'block.OtherEpoch'],
    [{ author: 4 }, 'block.UnknownAuthor'],
    [{ author: 1 }, 'block.BadSignature'],
    [{ round: 0n }, 'block.BadRound'],
    [{ round: 2n ** 48n }, 'block.BadRound'],
    [{ timestampMs: 2n ** 48n }, 'block.BadTimestamp'],
    [{ payloadRoot: root, payloadBytes: LIMITS.blockBytes + 1 }, 'block.BadPayload'],
    [{ payloadRoot: root }, 'block.BadPayload'],
    [{ payloadBytes: 1 }, 'block.BadPayload'],
    [{ parents: [root, root] }, 'block.DuplicateParent'],
  ]
  for (const [changed, code] of cases)
    expect(codeThrown(() => verifyHeader(sign(changed), context, portableSuites))).toBe(code)
})

test('any change of a signed header breaks its signature or gives another block', () => {
  const signed = sign({})
  const { id } = verifyHeader(signed, context, portableSuites)
  const flipped = { ...signed, signature: signed.signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) }
  expect(codeThrown(() => verifyHeader(flipped, context, portableSuites))).toBe('block.BadSignature')
  const changed = { ...signed, header: { ...signed.header, ticketsRoot: `0x${'01'.repeat(32)}` } }
  expect(codeThrown(() => verifyHeader(changed, context, portableSuites))).toBe('block.BadSignature')
  expect(asVerifiedBlock(changed, context).id).not.toBe(id)
})

test('the rules that need parents refuse each way to break them', () => {
  const builder = createDagBuilder([1, 1, 1, 1])
  builder.fill(1, DEPTH + 2)
  const at = (round: number, author: number) => {
    const block = builder.dag.slot(round, author)[0]?.block
    if (block === undefined) throw new Error('the DAG is incomplete')
    return block
  }
  const round = DEPTH + 3
  const last = [0, 1, 2, 3].map((author) => at(round - 1, author))
  const [a, b, c, d] = last
  const second = builder.add({ author: 1, round: round - 1 })
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('incomplete')
  const check = (spec: Partial<BlockSpec>): unknown =>
    codeThrown(() => checkParents(builder.make({ author: 0, round, ...spec }), builder.dag, builder.voters))
  expect(check({ parents: [a, b, c] })).toBeUndefined()
  expect(check({ parents: [a, b, c, at(3, 3)] })).toBeUndefined()
  // An author that was away for long goes on from its own latest block, however old.
  expect(check({ parents: [at(1, 0), b, c, d] })).toBeUndefined()
  expect(check({ parents: [b, a, c] })).toBe('block.NoOwnParent')
  expect(check({ parents: [] })).toBe('block.NoOwnParent')
  expect(check({ parents: [a, b, second, c] })).toBe('block.TwoParentsOfAuthor')
  expect(check({ parents: [a, b, c], round: round - 1 })).toBe('block.ParentNotEarlier')
  expect(check({ parents: [a, b, c, at(2, 3)] })).toBe('block.ParentTooOld')
  expect(check({ parents: [a, b, c], timestampMs: a.timestampMs - 1 })).toBe('block.BeforeParent')
  expect(check({ parents: [a, b, at(round - 2, 2)] })).toBe('block.ShortOfQuorum')
})

test('hostile bytes are refused by every codec of the package', () => {
  for (const codec of [Message, Certificate, Evidence, Committee, RecoveryPoint]) {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          expect(encode<unknown>(codec, decode<unknown>(codec, bytes))).toEqual(bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'codec.Invalid' })
        }
      }),
    )
  }
  const pull: Message = {
    kind: 'pull',
    value: { ids: Array.from({ length: 65 }, () => emptyHeader.payloadRoot), floor: 0n },
  }
  expect(codeThrown(() => encode(Message, pull))).toBe('codec.Invalid')
})

function codeThrown(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return (error as { code?: unknown }).code ?? error
  }
  return undefined
}
