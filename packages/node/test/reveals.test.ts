import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildGenesis, demiurge, stakingPort, temporalPort } from '@demiurge/modules'
import { developmentSigner, networkChain, validatorKey } from '@demiurge/node'
import { MemoryState, Overlay } from '@demiurge/state'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { Beacon } from '../src/validator/beacon.ts'

const EPOCH_MS = 10_000n
const folder = mkdtempSync(join(tmpdir(), 'demiurge-reveals-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A validator's beacon on a chain of two, whose commits the test makes. */
function createWorld() {
  const keys = [0, 1].map((i) => validatorKey(join(folder, `${i}.json`)))
  const [key] = keys
  if (key === undefined) throw new Error('there are two keys')
  const { genesis } = networkChain({
    chainId: 'reveals-test',
    validators: keys,
    faucet: developmentSigner().address,
    nowMs: 0n,
    epochMs: EPOCH_MS,
  })
  const state = new MemoryState()
  buildGenesis(state, genesis)
  const { seats } = stakingPort.epochOf({ state }).committee
  const seat = seats.findIndex(({ account }) => account === key.account)
  let nowMs = 0n
  let height = 0n
  const beacon = new Beacon({
    chain: {
      state,
      get head() {
        const zero = `0x${'00'.repeat(32)}`
        const digests = { commitDigest: zero, stateRoot: zero, receiptsRoot: zero }
        return { height, round: height, timestampMs: nowMs, transactions: 0n, ...digests }
      },
    },
    own: { submit: () => Promise.reject(new Error('nothing is sent here')) },
    key,
    seat: () => seat,
    nowMs: () => Number(nowMs),
    logger: pino({ level: 'silent' }),
  })
  return {
    state,
    /** What the block made at so many basis points of the first epoch reveals. */
    blockAt(share: bigint): string | null {
      nowMs = (EPOCH_MS * share) / 10_000n
      return beacon.reveal()
    },
    /** A commit at so many basis points, with one block of ours. */
    commitAt(share: bigint, reveal: string | null): void {
      const timeMs = (EPOCH_MS * share) / 10_000n
      height++
      const overlay = new Overlay(state)
      const order = { chainId: 'reveals-test', height, timeMs, epoch: 0n, randomness: `0x${'00'.repeat(32)}` }
      const blocks = [{ author: seat, round: height, reveal }]
      demiurge.finishCommit(overlay, { ...order, leader: seat, blocks }, { weight: 0, limit: 1 })
      overlay.writeInto(state)
    },
    hasRevealed(): boolean {
      const present = temporalPort.windowOf({ state })
      return present !== undefined && temporalPort.hasRevealed(present, seat)
    },
  }
}

test('every block of the window reveals until one of them is in the order, and none after that', () => {
  const world = createWorld()
  expect(world.blockAt(4_999n)).toBeNull()
  const first = world.blockAt(5_000n)
  expect(first).not.toBeNull()
  // Blocks get lost: each says the same until one of them counts.
  expect([5_100n, 5_200n, 5_300n].map((share) => world.blockAt(share))).toEqual([first, first, first])
  world.commitAt(5_300n, first)
  expect(world.hasRevealed()).toBe(true)
  for (let share = 5_301n; share < 6_100n; share += 10n) expect(world.blockAt(share)).toBeNull()
})

test('a reveal that came too early is used up; the next block reveals the one after it', () => {
  const world = createWorld()
  const early = world.blockAt(5_000n)
  // By our clock it was time, by the commit's it was not yet.
  world.commitAt(4_990n, early)
  expect(world.hasRevealed()).toBe(false)
  const again = world.blockAt(5_100n)
  expect(again).not.toBeNull()
  expect(again).not.toBe(early)
  world.commitAt(5_100n, again)
  expect(world.hasRevealed()).toBe(true)
  expect(world.blockAt(5_200n)).toBeNull()
})
