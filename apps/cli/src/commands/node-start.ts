import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatAddress } from '@demiurge/codec'
import type { RunningNode, Settings } from '@demiurge/node'
import type { Studio } from '@demiurge/studio'
import { columns } from '../columns.ts'
import { defineCommand, type Globals } from '../command.ts'
import { CommandError, UsageError } from '../error.ts'
import { npmIsGone } from '../npm-parent.ts'
import { pageAddress } from '../page-address.ts'
import type { Terminal } from '../terminal.ts'

export const command = defineCommand({
  summary: 'Starts a node: a chain of your own unless --chain names another.',
  positionals: [],
  options: {
    'http-port': { value: 'PORT', doc: 'port of the API; 8082 when left out, 0 for any free one' },
    'dashboard-port': { value: 'PORT', doc: 'port of the dashboard page; 7861 when left out, off for none' },
    'creator-port': { value: 'PORT', doc: 'port of the creator page; 7862 when left out, off for none' },
    'p2p-port': {
      value: 'PORT',
      doc: 'port on which other nodes reach this one; any free one when left out',
    },
    'p2p-host': {
      value: 'ADDRESS',
      doc: 'address on which other nodes reach this one; 127.0.0.1 when left out',
    },
    peer: {
      value: 'HOST:PORT',
      multiple: true,
      doc: 'a node to connect to; the others are found through it',
    },
    'public-port': {
      value: 'PORT',
      doc: 'port of the public plane (libp2p): gossip and discovery; none when left out, 0 for any free one',
    },
    'public-host': {
      value: 'ADDRESS',
      doc: 'IPv4 address of the public plane; 127.0.0.1 when left out',
    },
    bootstrap: {
      value: 'MULTIADDRESS',
      multiple: true,
      doc: 'a node of the public plane to begin with; the others are found through it',
    },
    join: {
      value: 'WAY',
      doc: 'how a new node gets to the present: auto (default), snapshot or genesis',
    },
    'keep-commits': {
      value: 'N',
      doc: 'newest commits that are kept with their blocks; 200000 when left out, all for an archive',
    },
    'round-ms': { value: 'MS', doc: 'least time between two blocks of this validator while there is work' },
    host: { value: 'ADDRESS', doc: 'address to listen on; 127.0.0.1 when left out' },
    chain: { value: 'FILE', doc: 'a chain file; a development chain of your own when left out' },
    store: { value: 'ENGINE', doc: 'auto (default), rocksdb, leveldb, postgresql or memory' },
    'studio-database': {
      value: 'URL',
      doc: 'PostgreSQL database of the studio, for several render machines; a file in the data folder when left out',
    },
    'log-level': { value: 'LEVEL', doc: 'debug, info, warn (default), error or silent' },
    set: { value: 'KEY=VALUE', multiple: true, doc: 'any other setting, as in the settings file' },
    config: { value: 'FILE', doc: 'settings file; demiurge.json in the data folder when left out' },
    settings: { doc: 'print every setting with where its value comes from, and do not start' },
  },
  notes: [
    'Settings come from flags, then DEMIURGE_* in the environment, then the settings file, then defaults. Ctrl-C stops the node cleanly; a second one at once.',
  ],
  examples: [
    'node start',
    'node start --data ~/.demiurge --http-port 0 --dashboard-port 0 --creator-port 0 --json',
    'node start --chain chain.json --peer 192.0.2.7:7870 --data ~/.demiurge/follower',
    'node start --chain chain.json --peer 192.0.2.7:7870 --join snapshot --keep-commits all',
    'node start --chain chain.json --bootstrap /ip4/192.0.2.7/tcp/7871/p2p/12D3Koo… --data ~/.demiurge/full',
    'node start --set idleRoundMs=250',
  ],
  ownSignals: true,
  async run({ values, globals, terminal }) {
    const { config, settings: printOnly, set, peer, bootstrap, ...flags } = values
    const { describeSettings, readSettings, startNode, withoutSecrets } = await import('@demiurge/node')
    const resolved = readSettings({
      flags: {
        ...settingsOf(flags),
        ...listOf('peer', peer),
        ...listOf('bootstrap', bootstrap),
        ...pairsOf(set),
        ...dataFlag(globals),
      },
      configFile: config,
    })
    if (printOnly) return { data: withoutSecrets(resolved), text: describeSettings(resolved).join('\n') }
    const stopped = firstSignal()
    const studio = await openStudioOf(resolved.values)
    try {
      const pages = { ...builtPages(), ...(studio && { studio: studio.handle }) }
      const options = { settings: resolved.values, pages, onNotice: terminal.note }
      const starting = onceUnlocked(() => startNode(options), terminal)
      // A validator is ready when enough others are there, which may be never. What it wrote until now is safe at any moment.
      const node = await Promise.race([starting, stopped.then(() => process.exit(0))])
      announce(node, {
        data: resolved.values.data,
        setUpCode: studio?.setUpCode,
        json: globals.json,
        terminal,
      })
      const reason = await Promise.race([stopped, npmIsGone(), node.failed])
      terminal.note('Stopping …')
      await node.close()
      if (typeof reason !== 'string')
        throw new CommandError('node.Failed', `the node had to stop: ${messageOf(reason)}`, { cause: reason })
      return undefined
    } finally {
      // Also when the node could not start: what the studio holds would keep the process alive.
      await studio?.close()
    }
  },
})

const LOCKED_MS = 3_000

/** Starts; while the folder is still in use by a node that is just stopping, waits for it a moment. */
async function onceUnlocked(start: () => Promise<RunningNode>, terminal: Terminal): Promise<RunningNode> {
  const until = performance.now() + LOCKED_MS
  for (let told = false; ; told = true) {
    try {
      return await start()
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'store.Locked' || performance.now() > until) throw error
      if (!told) terminal.note('The folder is in use; waiting a moment for that node to stop …')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

type Flags = Readonly<Record<string, string | undefined>>

/** `http-port` is the setting `httpPort`. */
function settingsOf(flags: Flags): Flags {
  const key = (flag: string): string =>
    flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return Object.fromEntries(Object.entries(flags).map(([flag, value]) => [key(flag), value]))
}

/** Addresses of other nodes as one setting. */
function listOf(key: string, addresses: readonly string[]): Flags {
  return addresses.length === 0 ? {} : { [key]: addresses.join(',') }
}

function pairsOf(pairs: readonly string[]): Flags {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(pair) ?? []
      if (key === undefined) throw new UsageError(`--set ${pair}: write KEY=VALUE, such as idleRoundMs=250`)
      return [key, value]
    }),
  )
}

/** The data folder as a flag, unless it is what the settings come to anyway: then they say themselves where it is from. */
function dataFlag({ data }: Globals): Flags {
  return data === (process.env.DEMIURGE_DATA ?? '.demiurge') ? {} : { data }
}

/** The pages as they are built; until then their servers say how to build them. */
function builtPages(): { readonly dashboard: string; readonly creator: string } {
  const folderOf = (page: string): string => fileURLToPath(new URL(`../../../${page}/dist`, import.meta.url))
  return { dashboard: folderOf('dashboard'), creator: folderOf('creator') }
}

/** The studio of this node's creator page; none where the page is not served. */
async function openStudioOf(settings: Settings): Promise<Studio | undefined> {
  const { data, creatorPort, logLevel, studioDatabase, studioFolder, studioThreads } = settings
  if (creatorPort < 0) return undefined
  const [{ openStudio }, { pino }] = await Promise.all([import('@demiurge/studio'), import('pino')])
  const logger = pino({ level: logLevel, base: { node: 'studio' } }, pino.destination(2))
  return openStudio({
    folder: studioFolder === 'auto' ? join(data, 'studio') : studioFolder,
    logger,
    uploads: {
      fileBytes: settings.uploadMegabytes * 1024 * 1024,
      filePixels: settings.uploadMegapixels * 1_000_000,
    },
    ...(studioDatabase === '' ? {} : { databaseUrl: studioDatabase }),
    ...(studioThreads < 0 ? {} : { threads: studioThreads }),
  })
}

/** Resolves at the first SIGINT or SIGTERM; the second one ends the process without waiting. */
function firstSignal(): Promise<string> {
  const first = Promise.withResolvers<string>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      first.resolve(signal)
      process.on(signal, () => process.exit(128 + (signal === 'SIGINT' ? 2 : 15)))
    })
  }
  return first.promise
}

interface Audience {
  readonly data: string
  /** What makes the studio's first account from another machine. */
  readonly setUpCode: string | undefined
  readonly json: boolean
  readonly terminal: Terminal
}

function announce(node: RunningNode, { data, setUpCode, json, terminal }: Audience): void {
  const { http, dashboard, creator, mesh, publicAddresses, chainId, store } = node
  const account = node.account === undefined ? undefined : formatAddress(node.account)
  if (json) {
    terminal.out(
      JSON.stringify({
        ...{
          event: 'ready',
          http,
          dashboard,
          creator,
          mesh,
          publicAddresses,
          account,
          chainId,
          data,
          store,
          setUpCode,
        },
      }),
    )
    return
  }
  const rows: (readonly [string, string])[] = [
    ['Dashboard', dashboard === undefined ? 'not served' : pageAddress(dashboard)],
    ['Creator', creator === undefined ? 'not served' : pageAddress(creator)],
    ['API', `${http} (/rpc /ws /api/v1 /health)`],
    ['Mesh', `${mesh} (other nodes: --peer ${mesh})`],
    ['Data', `${resolve(data)} (${store})`],
  ]
  if (setUpCode !== undefined)
    rows.push(['Studio', `yours on this machine; set-up code from any other: ${setUpCode}`])
  const [open] = publicAddresses
  if (open !== undefined) rows.push(['Public', `${open} (other nodes: --bootstrap that)`])
  if (account !== undefined)
    rows.push([
      'Account',
      `${account}\n${' '.repeat(13)}the development account: its key is public, its coins are worth nothing`,
    ])
  terminal.out(`Demiurge runs: chain ${chainId}\n\n${columns(rows)}\n\nCtrl-C stops it.`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
