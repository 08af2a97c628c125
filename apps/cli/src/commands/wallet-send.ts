import { formatAmount, parseAmount } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { JOINT_OPTIONS } from '../wallet/joint-options.ts'

export const command = defineCommand({
  summary: 'Pays another account and waits until the payment is final.',
  positionals: ['TO', 'AMOUNT'],
  options: JOINT_OPTIONS,
  notes: [
    'TO is an address or the name of a wallet; AMOUNT is in DEM, or in sparks (1 DEM is 1,000,000,000 sparks) as in 250sparks.',
  ],
  examples: [
    'wallet send ada 12.5',
    'wallet send dem1… 250sparks --wallet bob --json',
    'wallet send ada 12.5 --joint trio',
  ],
  async run({ values, positionals: [word = '', amountText = ''], globals, terminal, signal }) {
    const amount = parseAmount(amountText)
    const [{ openClient, readAccount, showAccount }, { openSigner }] = await Promise.all([
      import('../client.ts'),
      import('../wallet/unlock.ts'),
    ])
    const to = readAccount(word, globals)
    const client = openClient(globals)
    const draft = client.tx.balances.transfer({ to, amount })
    if (values.joint !== undefined) {
      const { handDraft } = await import('../request-file.ts')
      return handDraft(draft, values, { client, globals, terminal })
    }
    const signer = await openSigner({ globals, terminal })
    const { id, watch } = await draft.sign(signer).submit()
    const { height, receipt } = await watch({ signal })
    return {
      data: { transaction: id, to: showAccount(to), amount, fee: receipt?.fee, height, final: true },
      text: `Paid ${formatAmount(amount)} to ${showAccount(to)}\nTransaction ${id}, final at height ${height}, fee ${formatAmount(receipt?.fee ?? 0n)}`,
    }
  },
})
