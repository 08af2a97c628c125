import { defineCommand } from '../command.ts'
import { readId } from '../identifier.ts'

export const command = defineCommand({
  summary: 'Shows an item: what it is, whose it is, what happened to it.',
  positionals: ['ITEM'],
  options: {},
  examples: ['nft show 0x4f…', 'nft show 0x4f… --json'],
  async run({ positionals: [word = ''], globals }) {
    const { openClient, showAccount } = await import('../client.ts')
    const id = readId(word, 'item')
    const { view, metadata, traits, history } = await openClient(globals).request('nft_getItem', { id })
    const { item } = view
    const metadataJson: unknown = metadata === null ? null : JSON.parse(metadata)
    return {
      data: {
        ...view,
        item: { ...item, owner: showAccount(item.owner), creator: showAccount(item.creator) },
        metadata: metadataJson,
        traits,
        history: history.map((entry) => ({ ...entry, from: named(entry.from), to: named(entry.to) })),
      },
      text: [
        `${view.name === '' ? 'Item' : view.name}${view.burned ? ' (burned)' : ''}`,
        ...(view.description === '' ? [] : [view.description]),
        '',
        `Item        ${id}`,
        `Collection  ${view.collectionName} (${item.collection}), number ${item.serial}`,
        `Owner       ${showAccount(item.owner)}`,
        `Creator     ${showAccount(item.creator)}, royalty ${item.royaltyBps / 100} %`,
        `Content     ${item.contentHash}`,
        `Metadata    ${item.metadataUri}`,
        ...traits.map(({ name, value, version }) => `Trait       ${name} = ${value} (version ${version})`),
        ...history.map(({ kind, height, detail }) => `Height ${height}: ${kind}: ${detail}`),
      ].join('\n'),
    }

    function named(address: string | null): string | null {
      return address === null ? null : showAccount(address)
    }
  },
})
