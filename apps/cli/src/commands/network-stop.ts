import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Stops every node of a network on this machine.',
  positionals: [],
  options: {},
  notes: ['Each node is asked to stop cleanly and killed when it has not after 20 seconds.'],
  examples: ['network stop', 'network stop --data /tmp/seven'],
  async run({ globals, terminal, signal }) {
    const { networkFolder } = await import('../network/folder.ts')
    const { stopNodes } = await import('../network/stop.ts')
    const folder = networkFolder(globals.data)
    const stopped = await stopNodes(folder, { signal, onNotice: terminal.note })
    return {
      data: { data: folder.root, stopped },
      text:
        stopped.length === 0
          ? `No node was running in ${folder.root}.`
          : `Stopped ${stopped.length} ${stopped.length === 1 ? 'node' : 'nodes'}; demiurge network start continues the chain.`,
    }
  },
})
