/** Histories of commits: what people wish to do, and the transactions that come of it. */
import { singleKeyPolicy } from '@demiurge/crypto'
import type { Transaction } from '@demiurge/ledger'
import type { EncodedCall } from '@demiurge/runtime'
import fc from 'fast-check'
import { balances, balancesState, type ChainTransaction } from '../src/index.ts'
import { amount, balancesCall } from './balances/arbitrary.ts'
import { nftCall, opening } from './nft/arbitrary.ts'
import { systemCall } from './system/arbitrary.ts'
import { transparencyCall } from './transparency/arbitrary.ts'
import { alice, bob, callOf, people, person, type Submission, type World } from './world.ts'

const policy = singleKeyPolicy({ suite: 1, key: new Uint8Array(1_952) })

/** One transaction of a history; its nonce is the one that would be right if all before it went well, and `gap`. */
export interface Wish {
  readonly sender: string
  readonly calls: readonly EncodedCall[]
  readonly lane: number
  readonly gap: bigint
  readonly payer: string | null
  readonly twist: 'none' | 'late' | 'anchor' | 'poor' | 'policy'
}

/** A plain transfer. */
export const pay = (to: string, amount: bigint): EncodedCall => callOf(balances, 'transfer', { to, amount })

const anyCall = fc.oneof(
  // Whoever pays into the pot of fees looks at it.
  { weight: 2, arbitrary: amount.map((each) => pay(balancesState.FEES_POT, each)) },
  { weight: 1, arbitrary: systemCall },
  { weight: 1, arbitrary: transparencyCall },
  { weight: 12, arbitrary: balancesCall },
  { weight: 8, arbitrary: nftCall },
)
const someone = fc.constantFrom(...people, ...people, person('newcomer'))
const wish: fc.Arbitrary<Wish> = fc.record({
  sender: someone,
  calls: fc.array(anyCall, { minLength: 1, maxLength: 3 }),
  lane: fc.constantFrom(0, 0, 0, 1),
  gap: fc.constantFrom(0n, 0n, 0n, 0n, 0n, 0n, 1n, -1n),
  payer: fc.constantFrom(null, null, null, null, alice, bob),
  twist: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'late', 'anchor', 'poor', 'policy'),
})
/** Commits of everything that people do, after one that opens collections. */
export const history = fc
  .tuple(
    opening,
    fc.array(fc.array(wish, { minLength: 1, maxLength: 24, size: 'max' }), { minLength: 1, maxLength: 4 }),
  )
  .map(([first, commits]) => {
    const plain = { lane: 0, gap: 0n, payer: null, twist: 'none' } as const
    return [first.map((each): Wish => ({ ...each, ...plain })), ...commits]
  })

/** The transactions of a commit; calls that no pool would take are left out. */
export function transactionsOf(world: World, wishes: readonly Wish[]): ChainTransaction[] {
  const sent = new Map<string, bigint>()
  return wishes.flatMap(({ sender, calls, lane, gap, payer, twist }) => {
    const changes: Partial<Transaction> = {
      lane,
      payer: payer === sender ? null : payer,
      ...(twist === 'late' ? { validUntil: world.timeMs - 1n } : {}),
      ...(twist === 'poor' ? { maxFee: 1n } : {}),
    }
    const submission: Submission = {
      transaction: changes,
      anchorKnown: twist !== 'anchor',
      ...(twist === 'policy' ? { policy } : {}),
    }
    try {
      const { signed } = world.transaction(sender, calls, submission)
      const key = `${sender}/${lane}`
      const count = sent.get(key) ?? 0n
      sent.set(key, count + 1n)
      const nonce = signed.transaction.nonce + count + gap
      const right = { ...changes, nonce: nonce < 0n ? 0n : nonce }
      return [world.transaction(sender, calls, { ...submission, transaction: right })]
    } catch {
      return []
    }
  })
}
