import { decode, encode } from '@demiurge/codec'
import { MemoryState, Overlay } from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type EncodedCall, Receipt } from '../src/index.ts'
import { counter, counters, ENVIRONMENT, execute, fees, runtime } from './counter.ts'

const add = (name: string, amount: number): EncodedCall => ({
  method: 'counter.add',
  params: encode(counter.calls.add.params, { name, amount }),
})
const misbehave = (how: string, detail = ''): EncodedCall => ({
  method: 'counter.misbehave',
  params: encode(counter.calls.misbehave.params, { how, detail }),
})
const counterOf = (state: MemoryState, name: string) => counters.get({ state }, name)

test('calls run in order and leave a receipt with their events', () => {
  const state = new MemoryState()
  const { receipt } = execute(state, [add('a', 1), add('a', 2)])
  const data = (to: bigint) => encode(counter.events.counted.data, { name: 'a', to })
  expect(receipt).toEqual({
    transaction: `0x${'07'.repeat(32)}`,
    fee: 3n,
    weight: 23,
    outcome: {
      kind: 'applied',
      value: {
        events: [
          { name: 'counter.counted', data: data(1n) },
          { name: 'counter.counted', data: data(3n) },
        ],
      },
    },
  })
  expect(counterOf(state, 'a')).toBe(3n)
})

test('when a call fails the whole batch is undone, the fee is kept, and the receipt says which call and why', () => {
  const state = new MemoryState()
  const { receipt, changes } = execute(state, [add('a', 60), add('b', 1), add('a', 60)])
  expect(receipt.outcome).toEqual({
    kind: 'failed',
    value: { call: 2, code: 'counter.TooMuch', message: 'a would be 120, the limit is 100' },
  })
  expect(changes.map(({ key }) => key)).toEqual([fees.path])
  expect(receipt.fee).toBe(3n)
})

test('a transaction that is not admitted leaves nothing, not even what admission wrote before it refused', () => {
  const { receipt, changes } = execute(new MemoryState(), [add('a', 1)], 'stranger')
  expect(receipt).toMatchObject({ fee: 0n, outcome: { kind: 'dropped', value: { code: 'tx.Stranger' } } })
  expect(changes).toEqual([])
})

test('a call that does not exist, and parameters that are not its own, are refused before anything runs', () => {
  const refused = (call: EncodedCall, code: string, text: string) =>
    expect(() => runtime.prepare([add('a', 1), call])).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(text) }),
    )
  refused({ method: 'counter.substract', params: new Uint8Array() }, 'system.UnknownCall', 'call 1')
  refused({ method: 'counter.add', params: new Uint8Array(2) }, 'system.BadParameters', 'call 1, counter.add')
  const extended = Uint8Array.from([...add('a', 1).params, 0x80])
  refused({ method: 'counter.add', params: extended }, 'system.BadParameters', 'UTF-8')
  refused(add('a', 0), 'counter.Nothing', 'at least 1')
})

test('hostile parameters never cause anything but a coded error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (params) => {
      try {
        runtime.prepare([{ method: 'counter.add', params }])
      } catch (error) {
        expect(error).toMatchObject({ name: 'RuntimeError' })
      }
    }),
  )
})

test('a bug is not an outcome: it stops execution', () => {
  for (const how of ['bug', 'undeclared', 'event'])
    expect(() => execute(new MemoryState(), [misbehave(how)]), how).toThrow()
  expect(() => execute(new MemoryState(), [add('a', 1)], 'bug')).toThrow(TypeError)
})

test('a message is cut to what a receipt can hold, whatever a call puts into it', () => {
  for (const detail of [
    'x'.repeat(512),
    'x'.repeat(513),
    '🌅'.repeat(500),
    'é'.repeat(256),
    '\u{1F305}'.repeat(127),
  ]) {
    const { receipt } = execute(new MemoryState(), [misbehave('told', detail)])
    const { outcome } = decode(Receipt, encode(Receipt, receipt))
    const message = outcome.kind === 'failed' ? outcome.value.message : ''
    if (new TextEncoder().encode(detail).length <= 512) expect(message).toBe(detail)
    else expect(message).toMatch(/…$/)
  }
})

test('the weight of a transaction is that of its calls', () => {
  expect(runtime.prepare([add('a', 5), add('b', 90), misbehave('told')]).weight).toBe(15 + 100 + 1)
  expect(runtime.prepare([]).weight).toBe(0)
})

test('hooks run after the last transaction and see what a commit used', () => {
  const state = new MemoryState()
  const overlay = new Overlay(state)
  runtime.finishCommit(overlay, ENVIRONMENT, { weight: 0, limit: 1_000 })
  expect(overlay.changes()).toEqual([])
  runtime.finishCommit(overlay, ENVIRONMENT, { weight: 250, limit: 1_000 })
  overlay.writeInto(state)
  expect(counterOf(state, 'weight')).toBe(250n)
})

test('a broken invariant is named with its module', () => {
  const state = new MemoryState()
  execute(state, [add('a', 100)])
  const broken = () => runtime.brokenInvariants(state, (prefix) => state.keys(prefix))
  expect(broken()).toEqual([])
  counters.set({ state }, 'a', 101n)
  expect(broken()).toEqual(['counter.withinLimit: a is 101'])
})

test('an event can be read by its name', () => {
  const { receipt } = execute(new MemoryState(), [add('a', 9)])
  const [record] = receipt.outcome.kind === 'applied' ? receipt.outcome.value.events : []
  const found = runtime.eventOf(record?.name ?? '')
  expect(found && record && decode(found.data, record.data)).toEqual({ name: 'a', to: 9n })
  expect(runtime.eventOf('counter.lost')).toBeUndefined()
})

test('a failed transaction changes the same keys as one without calls, over random histories', () => {
  const batch = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 60 })), {
    maxLength: 5,
  })
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 20 }), (batches) => {
      const state = new MemoryState()
      for (const batch of batches) {
        const before = ['a', 'b', 'c'].map((name) => counterOf(state, name))
        const { receipt } = execute(
          state,
          batch.map(([name, amount]) => add(name, amount)),
        )
        const after = ['a', 'b', 'c'].map((name) => counterOf(state, name))
        if (receipt.outcome.kind === 'failed') expect(after).toEqual(before)
        else
          for (const [name, amount] of batch)
            expect(counterOf(state, name)).toBeGreaterThanOrEqual(BigInt(amount))
      }
      expect(fees.get({ state }) ?? 0n).toBe(3n * BigInt(batches.length))
    }),
  )
})
