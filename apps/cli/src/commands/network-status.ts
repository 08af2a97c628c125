import { defineCommand } from '../command.ts'
import type { NetworkReport, NodeReport } from '../network/status.ts'

export const command = defineCommand({
  summary: 'Shows how every node of a network on this machine fares.',
  positionals: [],
  options: {},
  notes: [
    'The exit code is 1 when a node is down or does not answer, or when the nodes hold different states.',
  ],
  examples: ['network status', 'network status --data /tmp/seven --json'],
  async run({ globals }) {
    const { networkFolder } = await import('../network/folder.ts')
    const { readNetwork } = await import('../network/status.ts')
    const { shortHash, table } = await import('../network/table.ts')
    const folder = networkFolder(globals.data)
    const report = await readNetwork(folder)
    const rows = report.nodes.map(({ node, pid, address, up, answer }) => [
      String(node),
      up ? (answer === null ? 'silent' : answer.ready ? 'ready' : 'not ready') : 'down',
      String(pid ?? '-'),
      address,
      ...(answer === null
        ? ['-', '-', '-', '-', '-', '-']
        : [
            ...[answer.peers, answer.height, answer.certifiedHeight, answer.round, answer.lag].map(String),
            shortHash(answer.stateRoot),
          ]),
    ])
    const headings = [
      'node',
      'state',
      'process',
      'API',
      'peers',
      'height',
      'certified',
      'round',
      'behind',
      'state root',
    ]
    return {
      data: { data: folder.root, ...report, nodes: report.nodes.map(flat) },
      text: [`Chain ${report.chainId}`, table(headings, rows), agreementText(report)].join('\n\n'),
      failed: report.nodes.some(({ answer }) => answer === null) || report.agreement?.isAgreed === false,
    }
  },
})

/** Every node has the same fields, null where it does not answer. */
function flat({ answer, ...rest }: NodeReport): unknown {
  const nothing = { ready: null, reasons: null, height: null, stateRoot: null, round: null }
  return { ...rest, ...nothing, certifiedHeight: null, peers: null, lag: null, ...answer }
}

function agreementText({ agreement }: NetworkReport): string {
  if (agreement === null) return 'Fewer than two nodes answer: there is nothing to compare.'
  const { height, isAgreed } = agreement
  return isAgreed
    ? `All that answer have the same state at height ${height}.`
    : `The nodes hold DIFFERENT states at height ${height}: one of them is wrong.`
}
