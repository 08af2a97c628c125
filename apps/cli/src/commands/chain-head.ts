import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Shows where the chain stands.',
  positionals: [],
  options: {},
  examples: ['chain head', 'chain head --url http://127.0.0.1:8082 --json'],
  async run({ globals }) {
    const { openClient } = await import('../client.ts')
    const client = openClient(globals)
    const [info, head] = await Promise.all([client.request('chain_getInfo'), client.request('chain_getHead')])
    return {
      data: { chainId: info.chainId, genesis: info.genesis, ...head },
      text: [
        `Chain      ${info.chainId}${info.development ? ' (development)' : ''}`,
        `Height     ${head.height} (certified: ${head.certifiedHeight})`,
        `Time       ${new Date(Number(head.timestampMs)).toISOString()}`,
        `State      ${head.stateRoot}`,
        `Executed   ${head.transactions} transactions`,
        `Prices     ${head.weightPrice} sparks for 1,000 weight units, ${head.bytePrice} for a byte`,
      ].join('\n'),
    }
  },
})
