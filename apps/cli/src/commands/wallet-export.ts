import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Prints the words of a wallet: whoever reads them owns it.',
  positionals: ['[NAME]'],
  options: {},
  examples: ['wallet export ada'],
  async run({ positionals: [name], globals, terminal }) {
    const { chooseWallet, openWallet } = await import('../wallet/unlock.ts')
    const wallet = name ?? chooseWallet(globals)
    const { mnemonic } = await openWallet({ globals, terminal }, wallet)
    terminal.note('Whoever reads these words owns the account.')
    return { data: { wallet, mnemonic }, text: mnemonic }
  },
})
