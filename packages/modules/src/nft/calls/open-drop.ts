import { hash, struct } from '@demiurge/codec'
import { type Context, call, RuntimeError } from '@demiurge/runtime'
import { checkCreator, getCollection } from '../access.ts'
import { type Drop, drops, sales, Drop as Terms } from '../drop-state.ts'
import { checkTerms } from '../drop-terms.ts'
import { dropOpened } from '../events.ts'
import type { Collection } from '../state.ts'

/** Opens the sale of a collection whose pieces are revealed later. */
export const openDrop = call({
  doc: 'Commits to all pieces of an empty collection and to the phases of their sale; only its creator may. From then on its items come from claims.',
  params: struct({ collection: hash, ...Terms.fields }),
  weight: ({ phases }) => 8_000 + phases.length * 500,
  check({ collection: _, ...terms }) {
    checkTerms(terms)
  },
  run(ctx, { collection: id, ...terms }) {
    const collection = getCollection(ctx, id)
    checkCreator(ctx, collection)
    checkRoom(collection, terms)
    checkReplaceable(ctx, id)
    drops.set(ctx, id, terms)
    const byPhase = terms.phases.map(() => 0)
    sales.set(ctx, id, { sold: 0, revealed: 0, byPhase, proceeds: 0n, drawEpoch: null })
    ctx.emit(dropOpened, { collection: id, ...terms })
  },
})

function checkRoom({ frozen, minted, maxSupply }: Collection, { pieces }: Drop): void {
  if (frozen) throw new RuntimeError('nft.CollectionFrozen', `the collection is frozen at ${minted} items`)
  if (minted > 0n)
    throw new RuntimeError(
      'nft.NotEmpty',
      `the collection has minted ${minted} items: a drop begins with serial 1`,
    )
  if (maxSupply !== null && BigInt(pieces) > maxSupply)
    throw new RuntimeError(
      'nft.SupplyReached',
      `the collection has room for ${maxSupply} items, not for ${pieces}`,
    )
}

/** Terms stand from the first beginning on, unless the creator has ended the sale before anything was claimed (no item was minted). */
function checkReplaceable(ctx: Context, id: string): void {
  const begun = drops.get(ctx, id)?.phases[0]?.startMs
  const isClosed = (sales.get(ctx, id)?.drawEpoch ?? null) !== null
  if (begun !== undefined && begun <= ctx.timeMs && !isClosed)
    throw new RuntimeError(
      'nft.DropStands',
      `the first phase began at ${begun}: the terms of a drop stand from then on`,
    )
}
