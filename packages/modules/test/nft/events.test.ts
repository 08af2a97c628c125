import { entriesOf } from '@demiurge/runtime'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Item, nftState } from '../../src/index.ts'
import { people, type SeenEvent, World } from '../world.ts'
import { nftCall, opening } from './arbitrary.ts'

type Index = Map<string, Partial<Item>>
const FACTS = [
  'collection',
  'serial',
  'edition',
  'creator',
  'contentHash',
  'provenanceHash',
  'soulbound',
] as const

/** What an indexer learns about items from events alone. */
function learn(index: Index, { name, data }: SeenEvent): void {
  const know = (facts: Partial<Item>) => index.set(data.item, { ...index.get(data.item), ...facts })
  if (name === 'nft.minted') {
    const { metadataUri, metadataHash, royaltyBps } = data
    const facts = Object.fromEntries(FACTS.map((fact) => [fact, data[fact]]))
    know({ ...facts, owner: data.to, approved: null, lock: null, metadataUri, metadataHash, royaltyBps })
  }
  if (name === 'nft.transferred') know({ owner: data.to, approved: null })
  if (name === 'nft.approved') know({ approved: data.approved })
  if (name === 'nft.revealed') {
    const { edition, metadataUri, metadataHash, contentHash, provenanceHash } = data
    know({ edition, metadataUri, metadataHash, contentHash, provenanceHash })
  }
  if (name === 'nft.metadataUpdated') know({ metadataUri: data.metadataUri, metadataHash: data.metadataHash })
  if (name === 'nft.royaltyLowered') know({ royaltyBps: data.royaltyBps })
  if (name === 'nft.locked') know({ lock: data.reason })
  if (name === 'nft.unlocked') know({ lock: null })
  if (name === 'nft.burned') index.delete(data.item)
}

test('an indexer that sees nothing but events knows every item that exists, and all about it', () => {
  let known = 0
  const step = fc.record({ sender: fc.constantFrom(people[0], people[0], ...people), call: nftCall })
  fc.assert(
    fc.property(opening, fc.array(step, { maxLength: 80, size: 'max' }), (openings, steps) => {
      const world = new World()
      const index: Index = new Map()
      const calls = [
        ...openings.flatMap(({ sender, calls }) => calls.map((call) => ({ sender, call }))),
        ...steps,
      ]
      for (const { sender, call } of calls) {
        const { outcome } = world.submit(sender, [call])
        if (outcome.kind === 'applied')
          for (const event of world.decoded(outcome.value.events)) learn(index, event)
      }
      for (const [id, item] of entriesOf(nftState.items, world.state, (prefix) => world.state.keys(prefix))) {
        expect(item).toMatchObject(index.get(id) ?? {})
        expect(index.delete(id)).toBe(true)
        known++
      }
      expect(index.size).toBe(0)
    }),
    { numRuns: 60 },
  )
  expect(known).toBeGreaterThan(50)
})
