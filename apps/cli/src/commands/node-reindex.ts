import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand } from '../command.ts'
import { CommandError } from '../error.ts'

export const command = defineCommand({
  summary: 'Makes a stopped node build its index (search, statistics, activities) anew at its next start.',
  positionals: [],
  options: {
    store: { value: 'ENGINE', doc: 'auto (default), rocksdb, leveldb or postgresql' },
    config: { value: 'FILE', doc: 'settings file; demiurge.json in the data folder when left out' },
  },
  notes: [
    'The chain stays as it is. A newer program does this by itself when it keeps the index in another form.',
  ],
  examples: ['node reindex', 'node reindex --data ~/.demiurge/follower --json'],
  async run({ values, globals }) {
    const { forgetIndex, readSettings } = await import('@demiurge/node')
    const { store, config } = values
    const flags = { data: globals.data, ...(store === undefined ? {} : { store }) }
    const { values: settings } = readSettings({ flags, configFile: config })
    // Opening a store makes its folder: a mistyped one should not look as if there were a node.
    if (!existsSync(join(settings.data, 'chain.json')) && !existsSync(join(settings.data, 'store')))
      throw new CommandError(
        'node.NoData',
        `there is no node in ${settings.data}: name its folder with --data`,
      )
    await forgetIndex(settings)
    return {
      data: { data: settings.data, reindex: true },
      text: `The index in ${settings.data} will be built anew when the node starts.`,
    }
  },
})
