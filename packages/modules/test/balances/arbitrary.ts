import type { EncodedCall } from '@demiurge/runtime'
import fc from 'fast-check'
import { balances } from '../../src/index.ts'
import { probe } from '../probe.ts'
import { callOf, DEPOSIT, people, RICHES } from '../world.ts'

const someone = fc.constantFrom(...people)
const reason = fc.constantFrom('staking', 'dex', 'vault')

/** Amounts near the edges: the deposit, a whole fortune, nothing to speak of. */
export const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 2n * DEPOSIT }),
  fc.bigInt({ min: RICHES - 2n * DEPOSIT, max: RICHES + DEPOSIT }),
  fc.bigInt({ min: 1n, max: RICHES }),
)

/** Invents calls of the module, and uses of its port. */
export const balancesCall: fc.Arbitrary<EncodedCall> = fc.oneof(
  fc.record({ to: someone, amount }).map((params) => callOf(balances, 'transfer', params)),
  fc
    .record({ to: someone, keepAlive: fc.boolean() })
    .map((params) => callOf(balances, 'transferAll', params)),
  fc.record({ reason, amount }).map((params) => callOf(probe, 'reserve', params)),
  fc.record({ reason, amount }).map((params) => callOf(probe, 'unreserve', params)),
  fc.record({ reason, amount }).map((params) => callOf(probe, 'lock', params)),
  fc.record({ reason }).map((params) => callOf(probe, 'unlock', params)),
)
