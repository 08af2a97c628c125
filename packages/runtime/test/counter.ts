import { struct, text, u32, u64 } from '@demiurge/codec'
import { type MemoryState, Overlay } from '@demiurge/state'
import {
  call,
  createRuntime,
  defineModule,
  type EncodedCall,
  event,
  RuntimeError,
  stateMap,
  stateValue,
} from '../src/index.ts'

export const counters = stateMap('counter/counters', text(16), u64)
export const fees = stateValue('counter/fees', u64)

const counted = event('A counter went up.', struct({ name: text(16), to: u64 }))
const undeclared = event('No module declares this.', struct({ of: u32 }))

const add = call({
  doc: 'Adds to a counter.',
  params: struct({ name: text(16), amount: u32 }),
  weight: ({ amount }) => 10 + amount,
  check({ amount }) {
    if (amount === 0) throw new RuntimeError('counter.Nothing', 'add at least 1')
  },
  run(ctx, { name, amount }) {
    const to = (counters.get(ctx, name) ?? 0n) + BigInt(amount)
    counters.set(ctx, name, to)
    ctx.emit(counted, { name, to })
    if (to > 100n)
      throw new RuntimeError('counter.TooMuch', `${name} would be ${to}, the limit is 100`, { to })
  },
})

/** Goes wrong in the way its parameter names. */
const misbehave = call({
  doc: 'Does what a call must not do.',
  params: struct({ how: text(16), detail: text(4_096) }),
  weight: 1,
  run(ctx, { how, detail }) {
    counters.set(ctx, 'misbehaved', 1n)
    if (how === 'bug') throw new TypeError('a bug')
    if (how === 'undeclared') throw new RuntimeError('counter.Unheard', 'of')
    if (how === 'event') ctx.emit(undeclared, { of: 1 })
    throw new RuntimeError('counter.Told', detail)
  },
})

/** A module small enough to see through: named counters up to 100. */
export const counter = defineModule({
  name: 'counter',
  version: 1,
  doc: 'Named counters.',
  calls: { add, misbehave },
  events: { counted },
  errors: {
    'counter.Nothing': 'Nothing would be added.',
    'counter.TooMuch': 'A counter would go above 100.',
    'counter.Told': 'The message is a parameter.',
  },
  hooks: {
    afterCommit(ctx, { weight }) {
      if (weight > 0) counters.set(ctx, 'weight', BigInt(weight))
    },
  },
  invariants: {
    withinLimit: (state, keys) => {
      for (const key of keys('counter/counters/')) {
        const value = state.read('counter/counters/', key.slice('counter/counters/'.length), u64) ?? 0n
        if (value > 100n && counters.parseKey(key) !== 'weight')
          return `${counters.parseKey(key)} is ${value}`
      }
      return null
    },
  },
})

/** Takes 3 for each transaction; whoever is called "stranger" is not let in, after the fee was written. */
export const runtime = createRuntime([counter], {
  errors: { 'tx.Stranger': 'Strangers are not let in.' },
  admit(ctx, { sender }) {
    fees.set(ctx, (fees.get(ctx) ?? 0n) + 3n)
    if (sender === 'stranger') throw new RuntimeError('tx.Stranger', 'strangers are not let in')
    if (sender === 'bug') throw new TypeError('a bug')
    return 3n
  },
})

export const ENVIRONMENT = {
  chainId: 'test',
  height: 7n,
  timeMs: 70n,
  epoch: 0n,
  randomness: `0x${'5e'.repeat(32)}`,
  leader: 0,
  blocks: [],
}

/** Executes calls on a state, and keeps what they changed. */
export function execute(state: MemoryState, calls: readonly EncodedCall[], sender = 'someone') {
  const overlay = new Overlay(state)
  const transaction = { id: `0x${'07'.repeat(32)}`, sender, prepared: runtime.prepare(calls) }
  const receipt = runtime.execute(overlay, ENVIRONMENT, transaction)
  const changes = overlay.changes()
  overlay.writeInto(state)
  return { receipt, changes }
}
