import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Lists the wallets and joint accounts of the data folder.',
  positionals: [],
  options: {},
  examples: ['wallet list', 'wallet list --data ~/.demiurge --json'],
  async run({ globals: { data } }) {
    const [{ listWallets }, { formatAddress }, { describeJoint, jointData, listJoint }] = await Promise.all([
      import('../wallet/wallets.ts'),
      import('@demiurge/codec'),
      import('../wallet/joint.ts'),
    ])
    const wallets = listWallets(data).map(({ name, path, accounts, problem }) => ({
      name,
      path,
      addresses: accounts.map(({ address }) => formatAddress(address)),
      ...(problem === undefined ? {} : { problem }),
    }))
    const joint = listJoint(data)
    const rows = [
      ...wallets.map(({ name, addresses, problem }) => [name, problem ?? addresses.join(' ')] as const),
      ...joint.map(
        ({ name, address, account }) =>
          [name, `${formatAddress(address)} (${describeJoint(account)})`] as const,
      ),
    ]
    return {
      data: [...wallets, ...joint.map(jointData)],
      text:
        rows.length === 0 ? `No wallets in ${data}: demiurge wallet create NAME makes one.` : columns(rows),
    }
  },
})
