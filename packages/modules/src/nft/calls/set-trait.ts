import { hash, struct } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { checkCreator, getItem } from '../access.ts'
import { traitChanged } from '../events.ts'
import { MAX_TRAITS, TraitName, TraitValue, traitHistory, traitNames, traits } from '../state.ts'

/** Sets a dynamic trait of an item. */
export const setTrait = call({
  doc: 'Sets a dynamic trait of an item; only the creator of the item may. Every earlier value stays readable.',
  params: struct({ item: hash, name: TraitName, value: TraitValue }),
  weight: 4_000,
  check({ name }) {
    if (name === '') throw new RuntimeError('nft.NameRequired', 'a trait has a name')
  },
  run(ctx, { item: id, name, value }) {
    const item = getItem(ctx, id)
    checkCreator(ctx, item)
    const before = traits.get(ctx, { item: id, name })
    if (before === undefined) {
      const names = traitNames.get(ctx, id) ?? []
      if (names.length >= MAX_TRAITS)
        throw new RuntimeError(
          'nft.TooManyTraits',
          `the item has ${names.length} traits, the limit is ${MAX_TRAITS}`,
        )
      traitNames.set(ctx, id, [...names, name])
    } else traitHistory.set(ctx, { item: id, name, version: before.version }, before)
    const version = (before?.version ?? 0) + 1
    traits.set(ctx, { item: id, name }, { value, version, height: ctx.height })
    ctx.emit(traitChanged, { item: id, collection: item.collection, name, value, version })
  },
})
