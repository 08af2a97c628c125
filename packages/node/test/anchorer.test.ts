import { decode } from '@demiurge/codec'
import type { TransactionCall } from '@demiurge/ledger'
import { type Anchor, transparency } from '@demiurge/modules'
import fc from 'fast-check'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { Anchorer, TURN_COMMITS } from '../src/validator/anchorer.ts'

const ORIGIN = 'demiurge/test/provenance'
const account = (seat: number): string => `0x${(seat + 1).toString(16).padStart(64, '0')}`
const rootAt = (size: bigint): string => `0x${size.toString(16).padStart(64, '0')}`
const logger = pino({ level: 'silent' })

type Head = Pick<Anchor, 'origin' | 'size' | 'root'>

/** An anchor on its way: a transaction of one account's anchor lane. */
interface Sent {
  readonly by: string
  readonly nonce: bigint
  readonly head: Head
  /** It is in a block after so many more commits. */
  delay: number
}

function headOf(call: TransactionCall | undefined): Head {
  return decode(transparency.calls.anchor.params, call?.params ?? new Uint8Array())
}

/** A chain with one log, which all validators keep, and nothing on it but anchors. */
class AnchorChain {
  readonly #seats: readonly string[]
  readonly #every: number
  readonly #anchorers: Anchorer[] = []
  /** What each node knows to be on its way from itself; a crash forgets it. */
  readonly #pools: Sent[][] = []
  readonly #nonces = new Map<string, bigint>()
  readonly #state = new Map<string, Anchor>()
  #wire: Sent[] = []
  #size = 0n
  #anchor: Anchor | undefined
  height = 0n
  /** Commits until what is sent next is in a block. */
  delay = 1
  /** Anchors of the log's true heads in the order in which they took effect. */
  readonly taken: Anchor[] = []
  posts = 0
  /** Commits that pass while signatures of what is sent are verified; only then the node's pool knows it. */
  verifying = 0
  readonly #verified: { readonly at: bigint; readonly go: () => void }[] = []
  readonly #faults: string[] = []
  /** Accounts that cannot pay. */
  readonly poor = new Set<string>()

  constructor(validators: number, every: number) {
    this.#every = every
    this.#seats = Array.from({ length: validators }, (_, seat) => account(seat))
    for (const seat of this.#seats.keys()) this.start(seat)
  }

  /** A node starts, for the first time or after a crash, and remembers nothing. */
  start(seat: number): void {
    const chain = this
    const by = account(seat)
    const pool: Sent[] = []
    let turn: Promise<unknown> = Promise.resolve()
    this.#pools[seat] = pool
    this.#anchorers[seat] = new Anchorer({
      every: this.#every,
      account: by,
      log: {
        origin: ORIGIN,
        get size() {
          return Number(chain.#size)
        },
        get anchor() {
          return chain.#anchor
        },
        get head() {
          return { origin: ORIGIN, size: chain.#size, root: rootAt(chain.#size) }
        },
        holds: (anchor) => chain.#holds(anchor),
      },
      anchorBy: (each) => this.#state.get(each),
      seats: () => this.#seats,
      logger,
      own: {
        get isWaiting() {
          return pool.length > 0
        },
        // One after the other, as an account's transactions are: each takes the nonce after the last one's.
        submit: (calls) => {
          const sent = turn.then(() => {
            this.#check(by, pool, calls)
            return this.#submit(by, pool, calls)
          })
          turn = sent.catch(() => {})
          return sent
        },
      },
    })
  }

  #holds({ origin, size, root }: Head): boolean {
    return origin === ORIGIN && size <= this.#size && root === rootAt(size)
  }

  /** What is found wrong here is told by `commit`: the anchorer takes every error for a refusal. */
  #check(by: string, pool: readonly Sent[], [call]: readonly TransactionCall[]): void {
    const head = headOf(call)
    const most = [this.#anchor?.size ?? 0n, this.#state.get(by)?.size ?? 0n]
    // No anchor for an older head: what is posted is the log as it is, beyond all that the chain has of it.
    if (!this.#holds(head) || most.some((size) => head.size <= size))
      this.#faults.push('an old head is posted')
    if (pool.length > 0) this.#faults.push('what is on its way is not waited for')
  }

  async #submit(by: string, pool: Sent[], [call]: readonly TransactionCall[]): Promise<string> {
    const nonce = (this.#nonces.get(by) ?? 0n) + BigInt(pool.length)
    const head = headOf(call)
    if (this.poor.has(by)) throw new Error('tx.CannotPay')
    this.posts++
    const sent = { by, nonce, head, delay: this.delay }
    const at = this.height + BigInt(this.verifying)
    if (this.verifying > 0) await new Promise<void>((go) => this.#verified.push({ at, go }))
    pool.push(sent)
    this.#wire.push(sent)
    return ''
  }

  /** Somebody puts what they like on the chain under the name of this log. */
  lie(seat: number, size: bigint): void {
    const by = account(seat)
    const nonce = this.#nonces.get(by) ?? 0n
    this.#wire.push({ by, nonce, head: { origin: ORIGIN, size, root: `0x${'ff'.repeat(32)}` }, delay: 0 })
  }

  async mint(count: number): Promise<void> {
    this.#size += BigInt(count)
    await this.commit()
  }

  async commit(): Promise<void> {
    this.height++
    for (const { at, go } of this.#verified) if (at <= this.height) go()
    await new Promise((resolve) => setImmediate(resolve))
    const due = this.#wire.filter((sent) => sent.delay-- <= 0)
    this.#wire = this.#wire.filter((sent) => !due.includes(sent))
    for (const sent of due) this.#execute(sent)
    for (const anchorer of this.#anchorers) anchorer.onArchived(this.height)
    await new Promise((resolve) => setImmediate(resolve))
    expect(this.#faults).toEqual([])
  }

  #execute(sent: Sent): void {
    const { by, nonce, head } = sent
    for (const [seat, pool] of this.#pools.entries()) {
      const left = pool.filter((each) => each.by !== by || each.nonce !== nonce)
      this.#pools[seat]?.splice(0, pool.length, ...left)
    }
    if (nonce !== (this.#nonces.get(by) ?? 0n)) return
    this.#nonces.set(by, nonce + 1n)
    const before = this.#state.get(by)
    if (before !== undefined && head.size <= before.size) return
    const anchor = { by, ...head, height: this.height }
    this.#state.set(by, anchor)
    if (this.#holds(anchor)) {
      this.taken.push(anchor)
      if (anchor.size >= (this.#anchor?.size ?? 0n)) this.#anchor = anchor
    } else if (this.#anchor?.by === by) this.#anchor = undefined
  }

  get uncovered(): bigint {
    return this.#size - (this.#anchor?.size ?? 0n)
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('commit' as const), count: fc.nat(40) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('mint' as const), count: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('verifying' as const), count: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('delay' as const), count: fc.nat(Number(TURN_COMMITS) - 6) }),
  },
)

test('whatever crashes and however late anchors get in: no head twice, none older than what stands, and in the end all is covered', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 60 })),
      fc.array(step, { maxLength: 60 }),
      async (validators, every, steps) => {
        const chain = new AnchorChain(validators, every)
        for (const { kind, count } of steps)
          if (kind === 'mint') await chain.mint(count)
          else if (kind === 'crash') chain.start(count % validators)
          else if (kind === 'delay') chain.delay = count
          else if (kind === 'verifying') chain.verifying = count
          else for (let i = 0; i < count; i++) await chain.commit()
        for (let i = 0; chain.uncovered > 0n && i < 400; i++) await chain.commit()
        expect(chain.uncovered).toBe(0n)
        const { posts } = chain
        for (let i = 0; i < 100; i++) await chain.commit()
        expect(chain.posts).toBe(posts)
        const sizes = chain.taken.map(({ size }) => size)
        expect(sizes).toEqual([...new Set(sizes)].toSorted((a, b) => Number(a - b)))
      },
    ),
    { numRuns: 150 },
  )
})

test('anchors keep their distance, and validators take turns', async () => {
  const chain = new AnchorChain(4, 100)
  for (let i = 0; i < 2_000; i++) await chain.mint(1)
  const heights = chain.taken.map(({ height }) => height)
  expect(heights.length).toBeGreaterThan(15)
  for (const [i, height] of heights.slice(1).entries())
    expect(height - (heights[i] ?? 0n)).toBeGreaterThanOrEqual(100n)
  expect(new Set(chain.taken.map(({ by }) => by)).size).toBeGreaterThan(1)
})

test('a validator that cannot pay leaves it to the next one, and does not try with every commit', async () => {
  const chain = new AnchorChain(2, 50)
  chain.poor.add(account(0)).add(account(1))
  await chain.mint(1)
  for (let i = 0; i < 500; i++) await chain.commit()
  expect(chain.taken).toEqual([])
  chain.poor.delete(account(1))
  for (let i = 0; i < 100; i++) await chain.commit()
  expect(chain.taken).toMatchObject([{ by: account(1), size: 1n }])
})

test('a false head of the log on the chain holds up only whoever put it there', async () => {
  const chain = new AnchorChain(3, 10)
  await chain.mint(3)
  chain.lie(0, 1_000n)
  for (let i = 0; i < 100; i++) await chain.commit()
  expect(chain.taken).toMatchObject([{ size: 3n }])
  await chain.mint(1)
  for (let i = 0; i < 100; i++) await chain.commit()
  expect(chain.uncovered).toBe(0n)
  expect(chain.taken.map(({ by }) => by)).not.toContain(account(0))
})

test('an account that anchored what this log never was does not pay for being refused', async () => {
  const chain = new AnchorChain(1, 10)
  chain.lie(0, 1_000n)
  await chain.commit()
  for (let i = 0; i < 100; i++) await chain.mint(1)
  expect(chain.posts).toBe(0)
})

test('where it is off nothing is posted', async () => {
  const chain = new AnchorChain(1, -1)
  for (let i = 0; i < 100; i++) await chain.mint(1)
  expect(chain.posts).toBe(0)
})
