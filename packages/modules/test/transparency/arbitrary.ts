import type { EncodedCall } from '@demiurge/runtime'
import fc from 'fast-check'
import { transparency } from '../../src/index.ts'
import { callOf } from '../world.ts'

/** Invents calls of the module: few logs, sizes and roots, so that heads meet. */
export const transparencyCall: fc.Arbitrary<EncodedCall> = fc
  .record({ origin: fc.constantFrom('', 'a', 'b'), size: fc.nat(4), root: fc.constantFrom('00', '11') })
  .map(({ origin, size, root }) =>
    callOf(transparency, 'anchor', { origin, size: BigInt(size), root: `0x${root.repeat(32)}` }),
  )
