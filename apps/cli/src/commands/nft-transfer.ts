import { defineCommand } from '../command.ts'
import { readId } from '../identifier.ts'
import { JOINT_OPTIONS } from '../wallet/joint-options.ts'

export const command = defineCommand({
  summary: 'Gives an item to another account and waits until that is final.',
  positionals: ['ITEM', 'TO'],
  options: JOINT_OPTIONS,
  notes: ['TO is an address or the name of a wallet.'],
  examples: ['nft transfer 0x4f… ada', 'nft transfer 0x4f… dem1… --wallet bob --json'],
  async run({ values, positionals: [itemWord = '', toWord = ''], globals, terminal, signal }) {
    const [{ openClient, readAccount, showAccount }, { openSigner }] = await Promise.all([
      import('../client.ts'),
      import('../wallet/unlock.ts'),
    ])
    const item = readId(itemWord, 'item')
    const to = readAccount(toWord, globals)
    const client = openClient(globals)
    const draft = client.tx.nft.transfer({ item, to })
    if (values.joint !== undefined) {
      const { handDraft } = await import('../request-file.ts')
      return handDraft(draft, values, { client, globals, terminal })
    }
    const signer = await openSigner({ globals, terminal })
    const { id, watch } = await draft.sign(signer).submit()
    await watch({ signal })
    return {
      data: { item, to: showAccount(to), transaction: id, final: true },
      text: `Item ${item} now belongs to ${showAccount(to)}\nTransaction ${id}, final`,
    }
  },
})
