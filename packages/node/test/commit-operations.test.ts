import { decode } from '@demiurge/codec'
import { type BlockHeader, type VerifiedTransaction, ZERO_HASH } from '@demiurge/ledger'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExecutedCommit, OrderedBlock } from '../src/chain/chain.ts'
import { blockOperations } from '../src/index/commit-operations.ts'
import { BlockRecord } from '../src/index/records.ts'

const header: BlockHeader = {
  chainId: 'test',
  epoch: 0n,
  round: 1n,
  author: 0,
  parents: [],
  timestampMs: 0n,
  payloadRoot: ZERO_HASH,
  payloadBytes: 0,
  checkpointVote: null,
  beaconReveal: null,
  ticketsRoot: ZERO_HASH,
  evidenceRoot: ZERO_HASH,
  version: 1,
}

test('a stored block names what was executed of it, and holds the rest: what nobody can read, and what found no room', () => {
  const block = fc.array(fc.boolean(), { maxLength: 12 })
  fc.assert(
    fc.property(fc.array(block, { maxLength: 5 }), fc.nat(40), (shapes, room) => {
      let serial = 0
      const blocks = shapes.map((shape, i): OrderedBlock => {
        const payload = shape.map(() => Uint8Array.of(serial++))
        const transactions = payload
          .filter((_, at) => shape[at])
          .map((bytes) => ({ bytes }) as VerifiedTransaction)
        const signed = { header, signature: new Uint8Array(64) }
        return { id: `0x${String(i).padStart(64, '0')}`, signed, payload, transactions }
      })
      const taken = blocks.flatMap(({ transactions }) => transactions).slice(0, room)
      const transactions = taken.map((transaction) => ({ transaction }))
      const executed = { commit: { index: 7n }, blocks, transactions } as unknown as ExecutedCommit
      const stored = blockOperations(executed).map(({ value = new Uint8Array() }) =>
        decode(BlockRecord, value),
      )
      const found = stored.map(({ payload }) =>
        payload.map((entry) => (entry.kind === 'inline' ? entry.value : taken[entry.value]?.bytes)),
      )
      expect(found).toEqual(blocks.map(({ payload }) => payload))
      expect(stored.flatMap(({ payload }) => payload.filter(({ kind }) => kind === 'archived'))).toHaveLength(
        taken.length,
      )
    }),
  )
})
