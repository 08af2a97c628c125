import { parseWhole } from '../amount.ts'
import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'
import { readId } from '../identifier.ts'

export const command = defineCommand({
  summary: 'Lists items, newest first.',
  positionals: [],
  options: {
    owner: { value: 'ACCOUNT', doc: 'only those of an address or a wallet' },
    collection: { value: 'ID', doc: 'only those of a collection' },
    limit: { value: 'N', doc: 'at most so many, 1 to 100; 20 when left out' },
    before: { value: 'CURSOR', doc: 'go on where an earlier list ended' },
  },
  examples: ['nft list', 'nft list --owner ada', 'nft list --collection 0x4f… --limit 100 --json'],
  async run({ values, globals }) {
    const limit = parseWhole(values.limit ?? '20', '--limit', [1, 100])
    const before =
      values.before === undefined
        ? null
        : BigInt(parseWhole(values.before, '--before', [0, Number.MAX_SAFE_INTEGER]))
    const { openClient, readAccount, showAccount } = await import('../client.ts')
    const { items, next, total } = await openClient(globals).request('nft_listItems', {
      limit,
      before,
      owner: values.owner === undefined ? null : readAccount(values.owner, globals),
      collection: values.collection === undefined ? null : readId(values.collection, 'collection'),
    })
    const rows = items.map(
      ({ id, name, collectionName, burned }) =>
        [id, `${name}${burned ? ' (burned)' : ''} — ${collectionName}`] as const,
    )
    const more = next === null ? '' : `\n--before ${next} shows the next ones.`
    return {
      data: {
        items: items.map(({ item, ...view }) => ({
          ...view,
          owner: showAccount(item.owner),
          creator: showAccount(item.creator),
          collection: item.collection,
        })),
        next,
        total,
      },
      text: rows.length === 0 ? 'No items.' : `${columns(rows)}\n${items.length} of ${total}${more}`,
    }
  },
})
