import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Shows how a running node fares.',
  positionals: [],
  options: {},
  notes: ['The exit code is 1 when the node is not ready.'],
  examples: ['node status', 'node status --url http://127.0.0.1:8082 --json'],
  async run({ globals }) {
    const { openClient } = await import('../client.ts')
    const status = await openClient(globals).request('node_getStatus')
    const { ready, reasons, chainId, version, height, certifiedHeight, pool, poolBytes, store, seat } = status
    return {
      data: status,
      text: [
        `Node       ${version}, ${ready ? 'ready' : `not ready: ${reasons.join('; ')}`}`,
        `Chain      ${chainId}, ${seat === null ? 'following' : `validator ${seat}`}`,
        `Height     ${height} (certified: ${certifiedHeight})`,
        `Pool       ${pool} transactions, ${poolBytes} bytes`,
        `Store      ${store}`,
        `Memory     ${Math.round(Number(status.residentBytes) / 2 ** 20)} MiB`,
        `Up         ${Math.round(Number(status.uptimeMs) / 1_000)} s`,
      ].join('\n'),
      failed: !ready,
    }
  },
})
