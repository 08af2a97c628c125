import { parseWhole } from '../amount.ts'
import { columns } from '../columns.ts'
import { defineCommand, type Globals } from '../command.ts'
import { UsageError } from '../error.ts'
import type { NetworkFolder } from '../network/folder.ts'
import type { NetworkState } from '../network/state-file.ts'
import type { NetworkReport } from '../network/status.ts'
import type { StopSignals } from '../network/stop-signals.ts'
import { npmIsGone } from '../npm-parent.ts'
import { pageAddress } from '../page-address.ts'
import type { Terminal } from '../terminal.ts'

export const command = defineCommand({
  summary: 'Starts a network of validators on this machine, each a process with a folder of its own.',
  positionals: [],
  options: {
    validators: { value: 'N', doc: 'how many, 1 to 32; 4 when left out' },
    'round-ms': {
      value: 'MS',
      doc: 'least time between two blocks of a validator, 0 for as fast as they can',
    },
    'epoch-ms': { value: 'MS', doc: 'length of an epoch; part of the chain, at the first start only' },
    'base-port': { value: 'PORT', doc: 'port of the first API, others follow; 8082 when left out, 0: any' },
    set: { value: 'KEY=VALUE', multiple: true, doc: 'any setting, for every node' },
    detach: { doc: 'return when the network is ready; network stop stops it' },
  },
  notes: [
    'Started again on the same folder it continues the same chain. Ctrl-C stops all nodes cleanly, a second one kills them. A node that dies is reported and not started again: demiurge network restart N does that.',
  ],
  examples: [
    'network start',
    'network start --validators 7 --data /tmp/seven --round-ms 0',
    'network start --validators 4 --base-port 0 --detach --json',
  ],
  ownSignals: true,
  async run({ values, globals, terminal }) {
    const wishes = wishesOf(values)
    const { stopSignals } = await import('../network/stop-signals.ts')
    using signals = stopSignals()
    const { networkFolder } = await import('../network/folder.ts')
    const { prepareNetwork } = await import('../network/prepare.ts')
    const { readNetwork } = await import('../network/status.ts')
    const folder = networkFolder(globals.data)
    const state = await prepareNetwork(folder, wishes)
    await launchAll(folder, state, { signals, terminal })
    const audience = { folder, state, globals, isDetached: values.detach }
    const ready = await describe(audience, await readNetwork(folder))
    terminal.out(globals.json ? JSON.stringify(ready.data) : ready.text)
    if (!values.detach) await serve(folder, { signals, terminal })
    return undefined
  },
})

interface Operator {
  readonly signals: StopSignals
  readonly terminal: Terminal
}

function wishesOf(values: {
  readonly validators: string | undefined
  readonly 'round-ms': string | undefined
  readonly 'epoch-ms': string | undefined
  readonly 'base-port': string | undefined
  readonly set: readonly string[]
}) {
  const whole = (flag: keyof typeof values, range: readonly [number, number]): number | undefined => {
    const value = values[flag]
    return typeof value === 'string' ? parseWhole(value, `--${flag}`, range) : undefined
  }
  const roundMs = whole('round-ms', [0, 10_000])
  const epochMs = whole('epoch-ms', [1_000, 31_536_000_000])
  for (const pair of values.set)
    if (!/^[A-Za-z0-9]+=/.test(pair))
      throw new UsageError(`--set ${pair}: write KEY=VALUE, such as idleRoundMs=250`)
  return {
    validators: whole('validators', [1, 32]),
    epochMs: epochMs === undefined ? undefined : BigInt(epochMs),
    basePort: whole('base-port', [0, 65_535]),
    settings: [...values.set, ...(roundMs === undefined ? [] : [`roundMs=${roundMs}`])],
  }
}

/** Starts every node; when one fails, or somebody loses patience, none is left running. */
async function launchAll(
  folder: NetworkFolder,
  state: NetworkState,
  { signals, terminal }: Operator,
): Promise<void> {
  const { launch } = await import('../network/launch.ts')
  const { stopNodes } = await import('../network/stop.ts')
  const nodes = state.nodes.map((_, i) => i + 1)
  const progress = terminal.progress(`Starting ${nodes.length} nodes`)
  try {
    await launch(folder, state, {
      nodes,
      signal: signals.asked,
      onReady: (count) => progress.update(count / nodes.length),
    })
  } catch (error) {
    progress.end()
    await stopNodes(folder, { signal: signals.insisted, onNotice: terminal.note })
    throw error
  }
  progress.end()
}

/** Watches until somebody asks to stop, and then stops what still runs. */
async function serve(folder: NetworkFolder, { signals, terminal }: Operator): Promise<void> {
  const { watchNetwork } = await import('../network/watch.ts')
  const { stopNodes } = await import('../network/stop.ts')
  const ended = new AbortController()
  const signal = AbortSignal.any([signals.asked, ended.signal])
  void npmIsGone().then(() => ended.abort())
  await watchNetwork(folder, { signal, onNotice: terminal.note })
  const stopping = stopNodes(folder, { signal: signals.insisted, onNotice: terminal.note })
  terminal.note(signal.aborted ? 'Stopping …' : 'The network was stopped.')
  await stopping
}

interface Audience {
  readonly folder: NetworkFolder
  readonly state: NetworkState
  readonly globals: Globals
  readonly isDetached: boolean
}

async function describe(
  { folder, state, globals, isDetached }: Audience,
  report: NetworkReport,
): Promise<{ readonly data: unknown; readonly text: string }> {
  const { developmentSigner, writeDevelopmentWallet } = await import('@demiurge/node')
  const { formatAddress } = await import('@demiurge/codec')
  const { table } = await import('../network/table.ts')
  const signer = developmentSigner()
  await writeDevelopmentWallet(globals.data, signer)
  const account = formatAddress(signer.address)
  const dashboard = `http://127.0.0.1:${state.dashboardPort}`
  const creator = `http://127.0.0.1:${state.creatorPort}`
  const bootstrap = await publicAddressOf(report.nodes[0]?.address)
  const nodes = report.nodes.map(({ node, pid, address, mesh, answer }) => {
    const height = answer === null ? null : String(answer.height)
    return { node, pid, address, mesh, height, log: folder.nodeLog(node) }
  })
  const rows = nodes.map(({ node, pid, address, mesh, height }) => [
    String(node),
    String(pid ?? '-'),
    address,
    mesh,
    height ?? '-',
  ])
  const facts = columns([
    ['Dashboard', pageAddress(dashboard)],
    ['Creator', pageAddress(creator)],
    [
      'Account',
      `${account}\n${' '.repeat(13)}the development account: its key is public, its coins are worth nothing`,
    ],
    ...(bootstrap === null
      ? []
      : [['Public', `${bootstrap} (node start --chain ${folder.chainFile} --bootstrap that)`] as const]),
    ['Data', `${folder.root} (logs: node-N/node.log)`],
  ])
  const stop = isDetached ? `demiurge network stop${dataFlag(globals)} stops it.` : 'Ctrl-C stops it.'
  return {
    data: {
      event: 'ready',
      chainId: state.chainId,
      data: folder.root,
      dashboard,
      creator,
      account,
      bootstrap,
      nodes,
    },
    text: [
      `Demiurge runs: chain ${state.chainId}, ${nodes.length} ${nodes.length === 1 ? 'validator' : 'validators'}`,
      table(['node', 'process', 'API', 'mesh', 'height'], rows),
      facts,
      stop,
    ].join('\n\n'),
  }
}

/** Where node 1 is reached on the public plane; null when it does not say. */
async function publicAddressOf(url: string | undefined): Promise<string | null> {
  if (url === undefined) return null
  const { openClient } = await import('../client.ts')
  try {
    const { publicPlane } = await openClient({ url }).request('network_listPeers', {})
    return publicPlane?.addresses[0] ?? null
  } catch {
    // A convenience: the network runs without it.
    return null
  }
}

function dataFlag({ data }: Globals): string {
  return data === '.demiurge' ? '' : ` --data ${data}`
}
