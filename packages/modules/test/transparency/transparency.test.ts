import { expect, test } from 'vitest'
import { transparency, transparencyPort, transparencyState } from '../../src/index.ts'
import { alice, bob, callOf, World } from '../world.ts'

const ORIGIN = 'demiurge/test/provenance'
const root = (byte: string): string => `0x${byte.repeat(32)}`
const head = (size: bigint, byte: string, origin = ORIGIN) =>
  callOf(transparency, 'anchor', { origin, size, root: root(byte) })
const kept = (world: World, by: string, origin = ORIGIN) =>
  transparencyState.anchors.get(world, transparencyPort.anchorKey(by, origin))

test('a head is put on the chain by anybody, and stands under who did', () => {
  const world = new World()
  const [event] = world.apply(alice, head(7n, '11'))
  const anchor = { by: alice, origin: ORIGIN, size: 7n, root: root('11'), height: 1n }
  expect(event).toEqual({ name: 'transparency.anchored', data: anchor })
  expect(kept(world, alice)).toEqual(anchor)
  expect(kept(world, bob)).toBeUndefined()
  world.apply(bob, head(3n, '22'))
  expect(kept(world, alice)).toEqual(anchor)
  expect(world.brokenInvariants()).toEqual([])
})

test('heads of one log by one account only grow, and there is one root of each size', () => {
  const world = new World()
  world.apply(alice, head(7n, '11'))
  for (const [call, code] of [
    [head(6n, '11'), 'transparency.Shorter'],
    [head(7n, '22'), 'transparency.Forked'],
  ] as const)
    expect(world.submit(alice, [call]).outcome).toMatchObject({ kind: 'failed', value: { code } })
  world.apply(alice, head(2n, '22', 'another log'))
  world.nextCommit()
  world.apply(alice, head(7n, '11'))
  expect(kept(world, alice)).toMatchObject({ size: 7n, height: 1n })
  world.apply(alice, head(8n, '33'))
  expect(kept(world, alice)).toMatchObject({ size: 8n, root: root('33'), height: 2n })
})

test('a head without a name or an entry is refused before it costs anything', () => {
  const world = new World()
  for (const call of [head(0n, '11'), head(1n, '11', '')])
    expect(() => world.transaction(alice, [call])).toThrow(
      expect.objectContaining({ code: 'transparency.NoHead' }),
    )
})
