import { formatAmount } from '../amount.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Shows the account of a wallet and what it holds.',
  positionals: ['[NAME]'],
  options: { prove: { doc: 'verify the balance against certified state instead of believing the node' } },
  notes: ['NAME may also be any address.'],
  examples: ['wallet show', 'wallet show ada --json', 'wallet show dem1… --prove'],
  async run({ values, positionals: [name], globals }) {
    const [{ openClient, readAccount, showAccount }, { chooseWallet }] = await Promise.all([
      import('../client.ts'),
      import('../wallet/unlock.ts'),
    ])
    const word = name ?? chooseWallet(globals)
    const address = readAccount(word, globals)
    const client = openClient(globals)
    const [account, proven] = await Promise.all([
      client.request('account_get', { address }),
      values.prove ? client.proveAccount(address) : undefined,
    ])
    const { free, reserved } = proven === undefined ? account : (proven.value ?? { free: 0n, reserved: 0n })
    const source = proven === undefined ? 'as the node tells' : `verified at height ${proven.at.height}`
    return {
      data: {
        wallet: word,
        address: showAccount(address),
        free,
        reserved,
        items: account.items,
        nonce: account.nonce,
        registered: account.registered,
        ...(proven === undefined ? {} : { provenAt: proven.at, trust: proven.trust }),
      },
      text: [
        `Account   ${showAccount(address)}`,
        `Balance   ${formatAmount(free)} (${source})`,
        `Reserved  ${formatAmount(reserved)}`,
        `Items     ${account.items}`,
      ].join('\n'),
    }
  },
})
