import type { EncodedCall } from '@demiurge/runtime'
import fc from 'fast-check'
import { system } from '../../src/index.ts'
import { callOf } from '../world.ts'

/** Invents calls of the module. */
export const systemCall: fc.Arbitrary<EncodedCall> = fc
  .string({ maxLength: 40 })
  .map((text) => callOf(system, 'remark', { text }))
