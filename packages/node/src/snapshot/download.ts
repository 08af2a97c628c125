import { decode, encode } from '@demiurge/codec'
import type { Logger } from 'pino'
import type { Ask } from '../sync/sync.ts'
import type { SnapshotFolder } from './folder.ts'
import {
  MOST_PART_BYTES,
  type PartKind,
  partCounts,
  SNAPSHOT_PROTOCOL,
  SnapshotError,
  SnapshotHeights,
  type SnapshotManifest,
  SnapshotRequest,
  type SnapshotSource,
} from './format.ts'
import type { SnapshotProgress } from './import-snapshot.ts'
import { followEpochs, readChunk, readManifest, type SnapshotTrust } from './read-snapshot.ts'

/** Chunks that are asked for at the same time. */
const AT_ONCE = 4

/** A snapshot that neighbours offer. */
export interface Offer {
  readonly height: bigint
  readonly peers: readonly string[]
}

/** Puts questions to neighbours. */
export interface Asking {
  readonly ask: Ask
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** What the neighbours offer, the newest snapshot first. A neighbour that does not answer offers nothing. */
export async function findOffers(
  peers: readonly string[],
  { ask, signal, logger }: Asking,
): Promise<readonly Offer[]> {
  const byHeight = new Map<bigint, string[]>()
  const question = encode(SnapshotRequest, { height: 0n, kind: 'list', number: 0 })
  await Promise.all(
    peers.map(async (peer) => {
      try {
        for await (const item of ask(peer, SNAPSHOT_PROTOCOL, question, signal))
          for (const height of decode(SnapshotHeights, item))
            byHeight.set(height, [...(byHeight.get(height) ?? []), peer])
      } catch (error) {
        logger.debug({ peer, err: error }, 'a neighbour does not say which snapshots it has')
      }
    }),
  )
  return [...byHeight]
    .map(([height, offering]) => ({ height, peers: offering }))
    .sort((a, b) => (a.height > b.height ? -1 : 1))
}

/** A snapshot of one neighbour. */
class RemoteSnapshot implements SnapshotSource {
  readonly #peer: string
  readonly #height: bigint
  readonly #asking: Asking

  constructor(peer: string, height: bigint, asking: Asking) {
    this.#peer = peer
    this.#height = height
    this.#asking = asking
  }

  manifest(): Promise<Uint8Array> {
    return this.#get('manifest', 0)
  }

  part(kind: PartKind, number: number): Promise<Uint8Array> {
    return this.#get(kind, number)
  }

  async #get(kind: string, number: number): Promise<Uint8Array> {
    const { ask, signal } = this.#asking
    const question = encode(SnapshotRequest, { height: this.#height, kind, number })
    for await (const item of ask(this.#peer, SNAPSHOT_PROTOCOL, question, signal)) {
      if (item.length <= MOST_PART_BYTES) return item
      throw new SnapshotError('snapshot.BadChunk', `part ${number} of kind ${kind} has ${item.length} bytes`)
    }
    throw new SnapshotError(
      'snapshot.Missing',
      `${this.#peer} gave nothing for part ${number} of kind ${kind}`,
    )
  }
}

/**
 * Fetches an offered snapshot into a folder, whatever of it is there already left out. Manifest and epochs are checked first, so that
 * every chunk can be checked when it comes, from whichever neighbour; one that gave a wrong one is named and left out. Throws
 * SnapshotError when no neighbour is left.
 */
export async function downloadSnapshot(
  offer: Offer,
  to: {
    readonly folder: SnapshotFolder
    readonly trust: SnapshotTrust
    readonly onProgress: SnapshotProgress
  } & Asking,
): Promise<SnapshotManifest> {
  const { folder, trust, onProgress, logger, signal } = to
  const peers = [...offer.peers]
  const drop = (peer: string, error: unknown): void => {
    signal.throwIfAborted()
    // Several of its chunks may have been under way.
    if (peers.includes(peer)) {
      logger.warn({ peer, err: error }, 'a neighbour gave a part of a snapshot that cannot be used')
      peers.splice(peers.indexOf(peer), 1)
    }
    if (peers.length === 0) throw error
  }
  const remote = (peer: string): RemoteSnapshot => new RemoteSnapshot(peer, offer.height, to)
  const fromAny = async <T>(attempt: (source: RemoteSnapshot) => Promise<T>, turn = 0): Promise<T> => {
    for (;;) {
      const peer = peers[turn % peers.length] ?? ''
      try {
        return await attempt(remote(peer))
      } catch (error) {
        drop(peer, error)
      }
    }
  }
  // Manifest, epochs and log are of one neighbour, because the log is vouched for by its signature.
  const manifest = await fromAny((source) => fetchFrame(source, { folder, trust }))
  const { state } = partCounts(manifest)
  let next = 0
  let done = 0
  const worker = async (): Promise<void> => {
    for (let number = next++; number < state; number = next++) {
      if (!(await isHere(folder, number, manifest)))
        await fromAny(async (source) => {
          const bytes = await source.part('state', number)
          await readChunk(bytes, number, manifest)
          await folder.write('state', number, bytes)
        }, number)
      onProgress(++done, state)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return manifest
}

async function isHere(folder: SnapshotFolder, number: number, manifest: SnapshotManifest): Promise<boolean> {
  if (!folder.has('state', number)) return false
  try {
    await readChunk(await folder.part('state', number), number, manifest)
    return true
  } catch (error) {
    if (error instanceof SnapshotError) return false
    throw error
  }
}

async function fetchFrame(
  source: RemoteSnapshot,
  { folder, trust }: { readonly folder: SnapshotFolder; readonly trust: SnapshotTrust },
): Promise<SnapshotManifest> {
  const bytes = await source.manifest()
  const manifest = readManifest(bytes, trust)
  await followEpochs(
    {
      manifest: () => source.manifest(),
      async part(kind, number) {
        const part = await source.part(kind, number)
        await folder.write(kind, number, part)
        return part
      },
    },
    manifest,
    trust,
  )
  for (let number = 0; number < partCounts(manifest).log; number++)
    await folder.write('log', number, await source.part('log', number))
  await folder.writeManifest(bytes)
  return manifest
}
