import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Kills one node of a network on this machine, as a power cut would.',
  positionals: ['NODE'],
  options: {},
  notes: ['For drills: what was final is in the other nodes, and in this one when it is started again.'],
  examples: ['network kill 3', 'network kill 2 --data /tmp/seven'],
  async run({ positionals, globals }) {
    const node = parseWhole(positionals[0] ?? '', 'NODE', [1, 32])
    const { networkFolder } = await import('../network/folder.ts')
    const { killNode } = await import('../network/stop.ts')
    const killed = await killNode(networkFolder(globals.data), node)
    return {
      data: { node, killed },
      text: killed
        ? `Killed node ${node}; demiurge network restart ${node} starts it again.`
        : `Node ${node} was not running.`,
    }
  },
})
