import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkpointDigest } from '@demiurge/ledger'
import { openBlobStore } from '@demiurge/store'
import type { Logger } from 'pino'
import { readChainFile } from '../chain/chain-file.ts'
import { firstStateOf } from '../chain/genesis.ts'
import { validatorKey } from '../chain/validator-key.ts'
import { HEAD_KEY } from '../index/archive.ts'
import { describeItem } from '../index/metadata-reader.ts'
import { openNodeStore } from '../node-store.ts'
import { Peers } from '../peers/peers.ts'
import type { Settings } from '../settings/settings.ts'
import { downloadSnapshot, findOffers, type Offer } from './download.ts'
import { SnapshotFolder, snapshotsFolder } from './folder.ts'
import { SNAPSHOT_PROTOCOL, SnapshotError } from './format.ts'
import { importSnapshot } from './import-snapshot.ts'
import { serveSnapshots } from './serve-snapshot.ts'

/** A snapshot that is not even so many commits old saves nothing over going through them. */
const LEAST_COMMITS = 2_048n
/** How long to look for neighbours with a snapshot: when it is one way among others, and when it was asked for. */
const LOOK_MS = { auto: 10_000, snapshot: 60_000 }
const POLL_MS = 250

/** How a node gets to a state that it does not have to compute. */
export interface JoinOptions {
  readonly settings: Settings
  readonly logger: Logger
  readonly onNotice: (notice: string) => void
  readonly signal: AbortSignal
}

/**
 * Fills an empty data folder from a neighbour's snapshot, where that is wanted (setting `join`) and possible; otherwise the node begins
 * at genesis. A download that was broken off goes on. Throws SnapshotError when a snapshot was asked for and none can be had.
 */
export async function joinIfNew({ settings, logger, onNotice, signal }: JoinOptions): Promise<void> {
  const { data, chain, join: way, peer } = settings
  if (chain === 'development' || way === 'genesis' || peer === '') return
  const file = readChainFile(chain)
  const { genesis, committee } = firstStateOf(file)
  const key = validatorKey(join(data, 'validator.json'))
  // Those who were there from the beginning begin there: with all of them new there is nobody to ask.
  if (way === 'auto' && committee.seats.some(({ account }) => account === key.account)) return
  const store = await openNodeStore(settings, onNotice)
  try {
    if ((await store.get(HEAD_KEY)) !== undefined) return
    const trust = { file, genesis, committee }
    const folder = await fetch({ settings, logger, onNotice, signal }, { trust, seed: key.seed })
    if (folder === undefined) return
    const blobs = await openBlobStore({ directory: join(data, 'assets') })
    const describe = (hash: string) => describeItem(blobs, hash)
    const { certificate } = await importSnapshot({ source: folder, trust, store, describe })
    const { index } = certificate.checkpoint
    await rename(folder.path, await freePlace(join(snapshotsFolder(data), String(index))))
    onNotice(`started from a snapshot of height ${index}`)
  } finally {
    await store.close()
  }
}

async function freePlace(path: string): Promise<string> {
  if (existsSync(path)) await rm(path, { recursive: true })
  return path
}

/** The snapshot in a folder of ours, or undefined when genesis is the better beginning. */
async function fetch(
  { settings, logger, onNotice, signal }: JoinOptions,
  {
    trust,
    seed,
  }: { readonly trust: Parameters<typeof downloadSnapshot>[1]['trust']; readonly seed: Uint8Array },
): Promise<SnapshotFolder | undefined> {
  const { data, join: way } = settings
  const peers = await Peers.open({
    seed,
    chainId: trust.file.chainId,
    genesis: checkpointDigest(trust.genesis),
    host: settings.p2pHost,
    port: settings.p2pPort,
    addresses: settings.peer.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()])),
    logger,
    handlers: onlyAsking(snapshotsFolder(data)),
  })
  const asking = {
    ask: (...question: Parameters<Peers['ask']>) => peers.ask(...question),
    signal,
    logger,
  }
  try {
    const connected = (): readonly string[] => peers.list().map(({ id }) => id)
    const offers = await lookForOffers(connected, asking, way === 'snapshot' ? 'snapshot' : 'auto')
    let failure: unknown
    for (const offer of offers) {
      const folder = new SnapshotFolder(join(snapshotsFolder(data), `joining-${offer.height}`))
      onNotice(`fetching the snapshot of height ${offer.height} from ${offer.peers.length} neighbours`)
      try {
        await downloadSnapshot(offer, { folder, trust, onProgress: tellTenths(onNotice), ...asking })
        return folder
      } catch (error) {
        signal.throwIfAborted()
        failure = error
      }
    }
    if (failure !== undefined && way === 'snapshot') throw failure
    return undefined
  } finally {
    await peers.close()
  }
}

function tellTenths(onNotice: (notice: string) => void): (done: number, total: number) => void {
  let told = 0
  return (done, total) => {
    const tenth = Math.floor((done * 10) / total)
    if (tenth > told) onNotice(`${tenth * 10} % of the snapshot is here`)
    told = Math.max(told, tenth)
  }
}

/** Snapshots worth fetching, the newest first. */
async function lookForOffers(
  connected: () => readonly string[],
  asking: Parameters<typeof findOffers>[1],
  way: keyof typeof LOOK_MS,
): Promise<readonly Offer[]> {
  const deadline = performance.now() + LOOK_MS[way]
  for (;;) {
    asking.signal.throwIfAborted()
    const peers = connected()
    const offers = peers.length === 0 ? [] : await findOffers(peers, asking)
    const worthIt = offers.filter(({ height }) => way === 'snapshot' || height >= LEAST_COMMITS)
    // In doubt genesis will do: whoever answers and has no snapshot has a young chain.
    if (worthIt.length > 0 || (way === 'auto' && peers.length > 0)) return worthIt
    if (performance.now() > deadline) break
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  if (way === 'auto') return []
  throw new SnapshotError(
    'snapshot.Missing',
    `no neighbour offered a snapshot within ${LOOK_MS.snapshot / 1_000} seconds; name others with --peer, or start with --join genesis`,
  )
}

/** What a node that is not there yet says to others: that it has nothing but the snapshots in its folder. */
function onlyAsking(directory: string): Parameters<typeof Peers.open>[0]['handlers'] {
  const nothing = (): void => {}
  return {
    onConsensus: nothing,
    onTransactions: nothing,
    onCertificate: nothing,
    onStatus: nothing,
    onConnected: nothing,
    onGone: nothing,
    status: () => ({ epoch: 0n, height: 0n, certified: 0n, oldest: 1n }),
    serve: { [SNAPSHOT_PROTOCOL]: serveSnapshots(directory) },
  }
}
