import { writeFile } from 'node:fs/promises'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Prints the public key of a wallet, for others to make a joint account with you.',
  positionals: ['[NAME]'],
  options: { out: { value: 'FILE', doc: 'write it to FILE, such as ada.pub' } },
  notes: ['It is public: whoever has it can name you as a member, and can sign nothing.'],
  examples: ['wallet share ada --out ada.pub', 'wallet share'],
  async run({ values, positionals: [name], globals, terminal }) {
    const [{ formatPublicKey }, { showAccount }, { openSigner }] = await Promise.all([
      import('@demiurge/sdk'),
      import('../client.ts'),
      import('../wallet/unlock.ts'),
    ])
    const chosen = name === undefined ? globals : { ...globals, wallet: name }
    const { policy, address } = await openSigner({ globals: chosen, terminal })
    const publicKey = formatPublicKey(policy)
    const account = showAccount(address)
    if (values.out === undefined) return { data: { address: account, publicKey }, text: publicKey.trimEnd() }
    await writeFile(values.out, publicKey)
    return {
      data: { address: account, publicKey, file: values.out },
      text: `The public key of ${account} is in ${values.out}`,
    }
  },
})
