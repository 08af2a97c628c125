import type { EncodedCall } from '@demiurge/runtime'
import fc from 'fast-check'
import { balances } from '../../src/index.ts'
import { probe } from '../probe.ts'
import { callOf, DEPOSIT, people, RICHES } from '../world.ts'

const someone = fc.constantFrom(...people)
const reason = fc.constantFrom('staking', 'dex', 'vault')

/** Amounts near the edges: the deposit, a whole fortune, nothing to speak of. */
export const amount = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 1n, max: 2n * DEPOSIT }) },
  { weight: 4, arbitrary: fc.bigInt({ min: DEPOSIT, max: RICHES / 20n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: RICHES - 2n * DEPOSIT, max: RICHES + DEPOSIT }) },
)

/** Invents calls of the module, and uses of its port. */
export const balancesCall: fc.Arbitrary<EncodedCall> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ to: someone, amount }).map((p) => callOf(balances, 'transfer', p)) },
  {
    weight: 1,
    arbitrary: fc
      .record({ to: someone, keepAlive: fc.boolean() })
      .map((p) => callOf(balances, 'transferAll', p)),
  },
  { weight: 2, arbitrary: fc.record({ reason, amount }).map((p) => callOf(probe, 'reserve', p)) },
  { weight: 2, arbitrary: fc.record({ reason, amount }).map((p) => callOf(probe, 'unreserve', p)) },
  { weight: 2, arbitrary: fc.record({ reason, amount }).map((p) => callOf(probe, 'lock', p)) },
  { weight: 2, arbitrary: fc.record({ reason }).map((p) => callOf(probe, 'unlock', p)) },
)
