import { decode, encode } from '@demiurge/codec'
import { type EncodedCall, RuntimeError } from '@demiurge/runtime'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChainGenesis, demiurge } from '../src/index.ts'
import { balancesCall } from './balances/arbitrary.ts'
import { nftCall } from './nft/arbitrary.ts'
import { STAKING_GENESIS } from './staking/validators.ts'
import { systemCall } from './system/arbitrary.ts'
import { transparencyCall } from './transparency/arbitrary.ts'
import { alice, GENESIS, runtime, World } from './world.ts'

const methods = demiurge.modules.flatMap(({ name, calls }) =>
  Object.keys(calls).map((call) => `${name}.${call}`),
)

/** A valid call with a few bytes of its parameters changed, cut off or added. */
const mutated = fc
  .tuple(
    fc.oneof(systemCall, balancesCall, nftCall, transparencyCall),
    fc.nat(),
    fc.integer({ min: 1, max: 255 }),
    fc.integer({ min: -3, max: 3 }),
  )
  .map(([{ method, params }, at, flip, growth]): EncodedCall => {
    const bytes = new Uint8Array(Math.max(0, params.length + growth))
    bytes.set(params.subarray(0, bytes.length))
    const index = at % Math.max(1, bytes.length)
    bytes[index] = (bytes[index] ?? 0) ^ flip
    return { method, params: bytes }
  })
const random = fc.record({ method: fc.constantFrom(...methods), params: fc.uint8Array({ maxLength: 600 }) })

test('parameters that are not what a call expects are refused with a code, or are a call like any other', () => {
  fc.assert(
    fc.property(fc.oneof(mutated, random), (call) => {
      let refused: unknown
      const world = new World()
      try {
        runtime.prepare([call])
      } catch (error) {
        refused = error
      }
      if (refused !== undefined) expect(refused).toBeInstanceOf(RuntimeError)
      else expect(world.submit(alice, [call]).outcome.kind).toMatch(/applied|failed/)
      expect(world.brokenInvariants()).toEqual([])
    }),
    { numRuns: 400 },
  )
})

test('a method that does not exist is refused, whatever it is called', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor.name', 'nft.', 'nft.toString')),
      (method) => {
        fc.pre(!methods.includes(method))
        expect(() => runtime.prepare([{ method, params: new Uint8Array() }])).toThrow(
          expect.objectContaining({ code: 'system.UnknownCall' }),
        )
      },
    ),
  )
})

test('the genesis of a chain has one form in bytes', () => {
  const temporal = { parameters: { segments: 1, iterations: 1, revealBps: 1_000 }, chains: [] }
  const genesis = { ...GENESIS, staking: STAKING_GENESIS, temporal }
  const bytes = encode(ChainGenesis, genesis)
  expect(decode(ChainGenesis, bytes)).toEqual(genesis)
  expect(() => decode(ChainGenesis, bytes.subarray(1))).toThrow()
})
