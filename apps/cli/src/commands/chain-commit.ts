import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Shows one commit and its transactions.',
  positionals: ['HEIGHT'],
  options: {},
  examples: ['chain commit 42', 'chain commit 42 --json'],
  async run({ positionals: [text = ''], globals }) {
    const height = BigInt(parseWhole(text, 'HEIGHT', [0, Number.MAX_SAFE_INTEGER]))
    const [{ openClient, showAccount }, { formatAmount }] = await Promise.all([
      import('../client.ts'),
      import('../amount.ts'),
    ])
    const { summary, blocks, transactions, certifiedBy } = await openClient(globals).request(
      'chain_getCommit',
      { height },
    )
    const lines = transactions.map(
      ({ id, status, methods, sender, fee }) =>
        `  ${id}  ${status}  ${methods.join(' ')}  by ${showAccount(sender)}  fee ${formatAmount(fee)}`,
    )
    return {
      data: { ...summary, blocks, transactions, certifiedBy },
      text: [
        `Commit ${height} of ${new Date(Number(summary.timestampMs)).toISOString()}`,
        `Digest  ${summary.digest}`,
        `State   ${summary.stateRoot}`,
        `${summary.blocks} blocks, ${transactions.length} transactions, ${certifiedBy === null ? 'not certified yet' : `certified by checkpoint ${certifiedBy}`}`,
        ...lines,
      ].join('\n'),
    }
  },
})
