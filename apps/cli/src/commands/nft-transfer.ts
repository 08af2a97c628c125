import { defineCommand } from '../command.ts'
import { readId } from '../identifier.ts'

export const command = defineCommand({
  summary: 'Gives an item to another account and waits until that is final.',
  positionals: ['ITEM', 'TO'],
  options: {},
  notes: ['TO is an address or the name of a wallet.'],
  examples: ['nft transfer 0x4f… ada', 'nft transfer 0x4f… dem1… --wallet bob --json'],
  async run({ positionals: [itemWord = '', toWord = ''], globals, terminal, signal }) {
    const [{ openClient, readAccount, showAccount }, { openSigner }] = await Promise.all([
      import('../client.ts'),
      import('../wallet/unlock.ts'),
    ])
    const item = readId(itemWord, 'item')
    const to = readAccount(toWord, globals)
    const signer = await openSigner({ globals, terminal })
    const { id, watch } = await openClient(globals).tx.nft.transfer({ item, to }).sign(signer).submit()
    await watch({ signal })
    return {
      data: { item, to: showAccount(to), transaction: id, final: true },
      text: `Item ${item} now belongs to ${showAccount(to)}\nTransaction ${id}, final`,
    }
  },
})
