import { closest } from './closest.ts'
import { serverUrl } from './server-url.ts'
import {
  addresses,
  multiaddresses,
  port,
  type SettingDefinition,
  type SettingSource,
  text,
  whole,
  wholeOr,
} from './setting-kinds.ts'

/** Every setting by its key. Flag: `--http-port`; environment: `DEMIURGE_HTTP_PORT`; file: `"httpPort"` in demiurge.json. */
export const SETTINGS = {
  data: text('.demiurge', 'folder of everything the node keeps'),
  chain: text('development', 'path of a chain file, or "development" for a chain of your own'),
  host: text('127.0.0.1', 'address on which the API and the pages listen'),
  httpPort: port(8082, 'port of the API: /rpc /ws /api/v1 /health'),
  dashboardPort: wholeOr(
    'off',
    7861,
    [0, 65_535],
    'port of the dashboard page (0: any free port, off: none)',
  ),
  creatorPort: wholeOr('off', 7862, [0, 65_535], 'port of the creator page (0: any free port, off: none)'),
  p2pHost: text('127.0.0.1', 'address on which other nodes reach this one'),
  p2pPort: port(0, 'port on which other nodes reach this one'),
  peer: addresses('nodes to connect to at first, host:port, separated by commas'),
  publicHost: text('127.0.0.1', 'IPv4 address on which nodes of the public plane (libp2p) reach this one'),
  publicPort: wholeOr(
    'off',
    -1,
    [0, 65_535],
    'port of the public plane: gossip, discovery, catching up without knowing anybody (0: any free port, off: none unless bootstrap or mdns ask for it)',
  ),
  bootstrap: multiaddresses('nodes of the public plane to begin with', true),
  announce: multiaddresses('addresses of the public plane to tell instead of those listened on', false),
  mdns: text('off', 'find nodes of the public plane in the same house', ['on', 'off']),
  relay: text('off', 'be reached through relays (client), or relay for others (server)', [
    'off',
    'client',
    'server',
  ]),
  store: text('auto', 'storage engine', ['auto', 'rocksdb', 'leveldb', 'postgresql', 'memory']),
  storeUrl: serverUrl('address of the PostgreSQL database, for the engine postgresql', 'DEMIURGE_STORE_URL'),
  storeSchema: text('auto', 'schema of that database (auto: one for each data folder)'),
  storeCacheMegabytes: whole(
    32,
    0,
    65_536,
    'memory for entries of the store that were read or written lately',
  ),
  studioDatabase: serverUrl(
    "address of a PostgreSQL database for the studio, which several studios and render machines share (none: a file in the studio's folder)",
    'DEMIURGE_STUDIO_DATABASE',
  ),
  studioFolder: text('auto', "folder of the studio's files (auto: studio in the data folder)"),
  studioThreads: wholeOr(
    'auto',
    -1,
    [1, 256],
    'threads that draw collections (auto: one less than processors)',
  ),
  uploadMegabytes: whole(64, 1, 1_024, "largest picture of a collection's layer, megabytes"),
  uploadMegapixels: whole(67, 1, 268, "pixels of the largest picture of a collection's layer, millions"),
  logLevel: text('warn', 'least severity that is logged', ['debug', 'info', 'warn', 'error', 'silent']),
  roundMs: wholeOr(
    'auto',
    -1,
    [0, 10_000],
    'least time between two blocks of this validator while there is work, ms (auto: 32 blocks a second over all validators; 20 for a chain of one)',
  ),
  leaderTimeoutMs: whole(
    400,
    20,
    60_000,
    'how long a round waits for its leader, ms; more than a message takes between validators',
  ),
  idleRoundMs: whole(1_000, 10, 10_000, 'time between two blocks while nothing waits, ms'),
  verifyThreads: whole(0, 0, 64, 'threads that verify signatures (0: one for each processor)'),
  executionThreads: wholeOr(
    'auto',
    -1,
    [0, 64],
    'most threads that execute transactions beside the main one (auto: two less than processors, at most 8; 0: one transaction after the other)',
  ),
  rootThreads: wholeOr(
    'auto',
    -1,
    [0, 64],
    'most threads that compute state roots beside the main one, which helps when it has to wait (auto: half as many as processors, from 1 to 4; 0: the main thread alone)',
  ),
  poolTransactions: whole(100_000, 1, 1_000_000, 'most transactions that wait'),
  poolMegabytes: whole(512, 1, 65_536, 'most megabytes of transactions that wait'),
  assetMegabytes: whole(256, 1, 1_024, 'largest asset that can be uploaded, megabytes'),
  freeDiskMegabytes: whole(256, 0, 1_048_576, 'room that uploads must leave on the disk, megabytes'),
  requestsPerSecond: whole(50_000, 1, 10_000_000, 'API requests answered for one address in a second'),
  transactionsPerSecond: whole(
    100_000,
    1,
    10_000_000,
    'transactions in binary batches taken from one address in a second',
  ),
  snapshotEvery: wholeOr(
    'off',
    8_192,
    [8, 1_000_000_000],
    'commits from one snapshot of the state to the next, from which new nodes can start (off: none)',
  ),
  keepCommits: wholeOr(
    'all',
    200_000,
    [1_024, 1_000_000_000],
    'newest commits that are kept with their blocks; transactions and histories stay for ever (all: archive mode)',
  ),
  anchorEvery: wholeOr(
    'off',
    256,
    [1, 1_000_000_000],
    'commits from one anchor of the provenance log to the next, which a validator that can pay for it puts on the chain when the log has grown (off: none)',
  ),
  join: text(
    'auto',
    'how a new node gets to the present state: by a snapshot of a neighbour, or from genesis',
    ['auto', 'snapshot', 'genesis'],
  ),
  snapshotCommits: whole(4_096, 8, 1_000_000, 'commits after which the log is folded into the store'),
} as const

/** A setting's key. */
export type SettingKey = keyof typeof SETTINGS

/** Values of all settings. */
export type Settings = {
  readonly [K in SettingKey]: (typeof SETTINGS)[K] extends SettingDefinition<infer T> ? T : never
}

/** The settings and, for each, where its value came from. */
export interface ResolvedSettings {
  readonly values: Settings
  readonly sources: Readonly<Record<SettingKey, SettingSource>>
}

/** A setting is wrong. The message names the key, where it was written, what was found, and the fix. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly code = 'settings.Invalid'
}

/** `httpPort` as a flag: `--http-port`. */
export const flagOf = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** `httpPort` in the environment: `DEMIURGE_HTTP_PORT`. */
export const environmentOf = (key: string): string =>
  `DEMIURGE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

/** Where settings are looked for, strongest first. */
export interface SettingsInput {
  /** By key, as text: `{ httpPort: '8082' }`. */
  readonly flags?: Readonly<Record<string, string | undefined>>
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Content of demiurge.json, and its path for messages. */
  readonly file?: { readonly path: string; readonly content: unknown }
}

/** Names in the environment that other parts of Demiurge read. */
const OTHER_VARIABLES = new Set(['DEMIURGE_PASSWORD', 'DEMIURGE_URL', 'DEMIURGE_WALLET'])

/** Resolves every setting: flags, then environment, then file, then default. Throws SettingsError on unknown keys and wrong values. */
export function resolveSettings({ flags = {}, environment = {}, file }: SettingsInput): ResolvedSettings {
  const content = fileContent(file)
  refuseUnknown(Object.keys(flags), 'setting', (key) => `"${key}" (${flagOf(key)})`)
  refuseUnknown(Object.keys(content), `setting in ${file?.path}`, (key) => `"${key}"`)
  const variables = new Set(Object.keys(SETTINGS).map(environmentOf))
  for (const name of Object.keys(environment))
    if (name.startsWith('DEMIURGE_') && !variables.has(name) && !OTHER_VARIABLES.has(name))
      throw new SettingsError(`${name} in the environment is no setting; ${closest(name, [...variables])}`)

  const values: Record<string, string | number> = {}
  const sources: Record<string, SettingSource> = {}
  for (const [key, definition] of Object.entries(SETTINGS) as [
    SettingKey,
    SettingDefinition<string | number>,
  ][]) {
    const found = (
      [
        ['flag', flags[key], flagOf(key)],
        ['environment', environment[environmentOf(key)], environmentOf(key)],
        ['file', content[key], `"${key}" in ${file?.path}`],
      ] as const
    ).find(([, value]) => value !== undefined)
    sources[key] = found?.[0] ?? 'default'
    values[key] = found === undefined ? definition.fallback : read(definition, found)
  }
  return { values: values as unknown as Settings, sources: sources as ResolvedSettings['sources'] }
}

/** The settings as they may be shown: secrets that are set are replaced by `(secret)`. */
export function withoutSecrets({ values, sources }: ResolvedSettings): ResolvedSettings {
  const definitions: Readonly<Record<string, SettingDefinition<string | number>>> = SETTINGS
  const shown = Object.entries(values).map(([key, value]) => {
    const isHidden = definitions[key]?.secret === true && value !== ''
    return [key, isHidden ? '(secret)' : value]
  })
  return { values: Object.fromEntries(shown) as Settings, sources }
}

/** Every setting with its value, source and meaning, secrets left out: what `demiurge node settings` prints. */
export function describeSettings(resolved: ResolvedSettings): readonly string[] {
  const { values, sources } = withoutSecrets(resolved)
  return (Object.keys(SETTINGS) as SettingKey[]).map(
    (key) => `${key} = ${values[key]}  (${sources[key]})  ${SETTINGS[key].doc}`,
  )
}

type Found = readonly [source: SettingSource, value: unknown, where: string]

function read<T extends string | number>(definition: SettingDefinition<T>, [source, value, where]: Found): T {
  try {
    return definition.parse(value, source)
  } catch (error) {
    const fix = error instanceof Error ? error.message : String(error)
    const shown = definition.secret === true ? 'not usable' : JSON.stringify(value)
    throw new SettingsError(`${where} is ${shown}: ${fix} (${definition.doc})`)
  }
}

function fileContent(file: SettingsInput['file']): Readonly<Record<string, unknown>> {
  if (file === undefined) return {}
  const { content, path } = file
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new SettingsError(`${path} must hold a JSON object such as {"httpPort": 8082}`)
  return content as Record<string, unknown>
}

function refuseUnknown(keys: readonly string[], kind: string, show: (key: string) => string): void {
  const known = Object.keys(SETTINGS)
  for (const key of keys)
    if (!known.includes(key)) throw new SettingsError(`${show(key)} is no ${kind}; ${closest(key, known)}`)
}
