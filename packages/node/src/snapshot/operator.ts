import { existsSync } from 'node:fs'
import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openBlobStore } from '@demiurge/store'
import { readChainFile } from '../chain/chain-file.ts'
import { firstStateOf } from '../chain/genesis.ts'
import { describeItem } from '../index/metadata-reader.ts'
import { openNodeStore } from '../node-store.ts'
import { readSettings } from '../settings/read-settings.ts'
import { listSnapshots, SnapshotFolder, snapshotsFolder } from './folder.ts'
import { SnapshotError, type SnapshotManifest } from './format.ts'
import { importSnapshot, type SnapshotProgress, verifySnapshot } from './import-snapshot.ts'
import type { SnapshotTrust } from './read-snapshot.ts'

/** A snapshot as an operator sees it. Bytes are those on disk; time is Unix ms. */
export interface SnapshotSummary {
  readonly height: bigint
  readonly epoch: bigint
  readonly stateRoot: string
  readonly timestampMs: bigint
  readonly chunks: number
  readonly transactions: bigint
}

/** The snapshots in a node's data folder, newest first. */
export function snapshotsIn(data: string): readonly { readonly height: bigint; readonly path: string }[] {
  return listSnapshots(snapshotsFolder(data))
}

/**
 * Copies the newest snapshot of a node, which may be running, into a folder that does not exist or is empty. Throws SnapshotError
 * `snapshot.Missing`, `snapshot.NotEmpty`.
 */
export async function exportSnapshot(data: string, out: string): Promise<{ readonly height: bigint }> {
  const [newest] = snapshotsIn(data)
  if (newest === undefined)
    throw new SnapshotError(
      'snapshot.Missing',
      `${data} holds no snapshot yet; a node makes one every snapshotEvery commits, such as node start --set snapshotEvery=1024`,
    )
  if (existsSync(out) && (await readdir(out)).length > 0)
    throw new SnapshotError('snapshot.NotEmpty', `${out} is not empty; name a folder that does not exist yet`)
  await cp(newest.path, out, { recursive: true })
  return { height: newest.height }
}

/** Checks a snapshot in a folder against a chain file. Throws SnapshotError, which names what is damaged, ChainFileError. */
export async function verifySnapshotFolder(
  path: string,
  chain: string,
  onProgress: SnapshotProgress,
): Promise<SnapshotSummary> {
  return summaryOf(await verifySnapshot(new SnapshotFolder(path), trustIn(chain), onProgress))
}

/** Fills an empty data folder from a snapshot. Throws SnapshotError, ChainFileError, StoreError. */
export async function importSnapshotFolder(options: {
  readonly path: string
  readonly data: string
  readonly chain: string
  readonly onProgress: SnapshotProgress
}): Promise<SnapshotSummary> {
  const { path, data, chain, onProgress } = options
  const trust = trustIn(chain)
  // The engine that the node will be started with, so that it goes on where the import ends.
  const { values } = readSettings({ flags: { data } })
  const store = await openNodeStore(
    values.store === 'memory' ? { ...values, store: 'auto' } : values,
    () => {},
  )
  try {
    const blobs = await openBlobStore({ directory: join(data, 'assets') })
    const describe = (hash: string) => describeItem(blobs, hash)
    return summaryOf(
      await importSnapshot({ source: new SnapshotFolder(path), trust, store, describe, onProgress }),
    )
  } finally {
    await store.close()
  }
}

function trustIn(chain: string): SnapshotTrust {
  const file = readChainFile(chain)
  return { file, ...firstStateOf(file) }
}

function summaryOf({ certificate, roots, transactions }: SnapshotManifest): SnapshotSummary {
  const { index: height, epoch, stateRoot, timestampMs } = certificate.checkpoint
  return { height, epoch, stateRoot, timestampMs, chunks: roots.length, transactions }
}
