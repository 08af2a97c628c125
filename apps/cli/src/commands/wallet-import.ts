import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Makes a wallet from words that were written down.',
  positionals: ['NAME'],
  options: {
    scheme: { value: 'SCHEME', doc: 'as in wallet create; the same words give another account for each' },
  },
  notes: ['The words are asked for, or read from standard input; never given as an argument.'],
  examples: ['wallet import ada', 'wallet import ada < words.txt'],
  async run({ values, positionals: [name = ''], globals, terminal }) {
    const [
      { mnemonicToEntropy },
      { formatAddress },
      { checkScheme, writeWallet },
      { checkFree, walletPath },
      { readNewPassword },
    ] = await Promise.all([
      import('@demiurge/crypto'),
      import('@demiurge/codec'),
      import('../wallet/new-wallet.ts'),
      import('../wallet/wallets.ts'),
      import('../wallet/unlock.ts'),
    ])
    const scheme = values.scheme ?? 'ml-dsa-65'
    checkScheme(scheme)
    const { data } = globals
    walletPath(data, name)
    checkFree(data, name)
    const mnemonic = terminal.isInteractive
      ? await terminal.askSecret('The words')
      : await terminal.readInput()
    // Wrong words are told before a password is asked for.
    mnemonicToEntropy(mnemonic)
    const { path, address } = await writeWallet(
      { data, name, mnemonic, scheme },
      await readNewPassword(terminal),
    )
    const account = formatAddress(address)
    return {
      data: { wallet: name, address: account, scheme, path },
      text: `Wallet "${name}" (${scheme}) with account\n${account}`,
    }
  },
})
