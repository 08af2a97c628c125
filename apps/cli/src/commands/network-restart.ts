import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Starts one node of a network on this machine again, stopping it first when it runs.',
  positionals: ['NODE'],
  options: {},
  notes: ['Resolves when the node is ready: it caught up with the others, which must be running.'],
  examples: ['network restart 3', 'network restart 2 --data /tmp/seven --json'],
  async run({ positionals, globals, terminal, signal }) {
    const node = parseWhole(positionals[0] ?? '', 'NODE', [1, 32])
    const { networkFolder } = await import('../network/folder.ts')
    const { launch } = await import('../network/launch.ts')
    const { apiOf, entryOf, getState } = await import('../network/state-file.ts')
    const { stopNodes } = await import('../network/stop.ts')
    const folder = networkFolder(globals.data)
    await stopNodes(folder, { nodes: [node], signal, onNotice: terminal.note })
    await launch(folder, getState(folder), { nodes: [node], signal, onReady() {} })
    const entry = entryOf(getState(folder), node)
    const { pid } = entry
    return {
      data: { node, pid, address: apiOf(entry) },
      text: `Node ${node} runs as process ${pid}: ${apiOf(entry)}`,
    }
  },
})
