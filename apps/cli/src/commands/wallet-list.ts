import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Lists the wallets of the data folder.',
  positionals: [],
  options: {},
  examples: ['wallet list', 'wallet list --data ~/.demiurge --json'],
  async run({ globals: { data } }) {
    const [{ listWallets }, { formatAddress }] = await Promise.all([
      import('../wallet/wallets.ts'),
      import('@demiurge/codec'),
    ])
    const wallets = listWallets(data).map(({ name, path, accounts, problem }) => ({
      name,
      path,
      addresses: accounts.map(({ address }) => formatAddress(address)),
      ...(problem === undefined ? {} : { problem }),
    }))
    const rows = wallets.map(
      ({ name, addresses, problem }) => [name, problem ?? addresses.join(' ')] as const,
    )
    return {
      data: wallets,
      text:
        rows.length === 0 ? `No wallets in ${data}: demiurge wallet create NAME makes one.` : columns(rows),
    }
  },
})
