import { createLog, type LogTree } from '@demiurge/art'
import { decode, encode } from '@demiurge/codec'
import { Certificate } from '@demiurge/consensus'
import { merkleHasher } from '@demiurge/crypto/native'
import { Checkpoint } from '@demiurge/ledger'
import { Anchor, nftState, transparencyState } from '@demiurge/modules'
import { MemoryState, type Store, type StoreOperation } from '@demiurge/state'
import { HEAD_KEY } from '../index/archive.ts'
import { CHECKPOINT_KEY, stateKey } from '../index/commit-operations.ts'
import { keyOf } from '../index/keys.ts'
import type { ItemDescription } from '../index/metadata-reader.ts'
import { anchorOperations, logOperations, logOrigin } from '../index/provenance-log.ts'
import { rebuildItems } from '../index/rebuild-items.ts'
import { ArchiveHead, CertifiedPoint, EpochChange } from '../index/records.ts'
import { CERTIFICATE_KEY } from '../pipeline.ts'
import { partCounts, SnapshotError, type SnapshotManifest, type SnapshotSource } from './format.ts'
import { followEpochs, readChunk, readLogPart, readManifest, type SnapshotTrust } from './read-snapshot.ts'

/** How far reading a snapshot has come: parts done and parts in all. */
export type SnapshotProgress = (done: number, total: number) => void

/** Where what was read goes; nothing when a snapshot is only verified. */
interface Sink {
  state(entries: readonly { readonly key: string; readonly value: Uint8Array }[]): Promise<void>
  log(
    first: number,
    entries: readonly { readonly bytes: Uint8Array; readonly leaf: Uint8Array }[],
  ): Promise<void>
}

interface ReadSnapshot {
  readonly manifest: SnapshotManifest
  readonly changes: readonly EpochChange[]
  readonly tree: LogTree
}

/** Checks a whole snapshot against the chain file. Throws SnapshotError, which names what is damaged. */
export async function verifySnapshot(
  source: SnapshotSource,
  trust: SnapshotTrust,
  onProgress: SnapshotProgress = () => {},
): Promise<SnapshotManifest> {
  const nowhere: Sink = { state: async () => {}, log: async () => {} }
  return (await readAll({ source, trust, onProgress }, nowhere)).manifest
}

/**
 * Fills an empty store from a snapshot, so that a node can start from it. Every part is checked before it is written, and the store
 * counts as filled only when all of it is there: after a crash in the middle it is begun anew. Throws SnapshotError; with
 * `snapshot.NotEmpty` when the store holds a chain already.
 */
export async function importSnapshot(options: {
  readonly source: SnapshotSource
  readonly trust: SnapshotTrust
  readonly store: Store
  readonly describe: (metadataHash: string) => Promise<ItemDescription | undefined>
  readonly onProgress?: SnapshotProgress
}): Promise<SnapshotManifest> {
  const { source, trust, store, describe, onProgress = () => {} } = options
  const held = await store.get(HEAD_KEY)
  if (held !== undefined)
    throw new SnapshotError(
      'snapshot.NotEmpty',
      `the data folder holds a chain at height ${decode(ArchiveHead, held).height}; choose an empty one`,
    )
  await clear(store)
  const items = new MemoryState()
  const anchors: Anchor[] = []
  const { manifest, changes, tree } = await readAll(
    { source, trust, onProgress },
    {
      async state(entries) {
        await store.batch(entries.map(({ key, value }) => ({ key: stateKey(key), value })))
        for (const { key, value } of entries) if (isOfItems(key)) items.load(key, value)
        for (const { key, value } of entries) if (isAnchor(key)) anchors.push(decode(Anchor, value))
      },
      log: (first, entries) => store.batch(logOperations(BigInt(first), entries)),
    },
  )
  await rebuildItems({ state: items, store, describe })
  await store.batch(anchorOperations(anchors, { origin: logOrigin(trust.file.chainId), tree }))
  await store.flush()
  await store.batch(headOperations(manifest, changes))
  await store.flush()
  return manifest
}

function isOfItems(key: string): boolean {
  return key.startsWith(`${nftState.collections.path}/`) || key.startsWith(`${nftState.items.path}/`)
}

function isAnchor(key: string): boolean {
  return key.startsWith(`${transparencyState.anchors.path}/`)
}

async function readAll(
  from: {
    readonly source: SnapshotSource
    readonly trust: SnapshotTrust
    readonly onProgress: SnapshotProgress
  },
  sink: Sink,
): Promise<ReadSnapshot> {
  const { source, trust, onProgress } = from
  const manifest = readManifest(await source.manifest(), trust)
  const counts = partCounts(manifest)
  const total = counts.state + counts.epochs + counts.log
  const changes = await followEpochs(source, manifest, trust)
  onProgress(counts.epochs, total)
  for (let number = 0; number < counts.state; number++) {
    await sink.state(await readChunk(await source.part('state', number), number, manifest))
    onProgress(counts.epochs + number + 1, total)
  }
  const leaves: Uint8Array[] = []
  for (let number = 0; number < counts.log; number++) {
    const entries = await readLogPart(await source.part('log', number), number)
    await sink.log(leaves.length, entries)
    for (const { leaf } of entries) leaves.push(leaf)
    onProgress(counts.epochs + counts.state + number + 1, total)
  }
  return { manifest, changes, tree: checkedLog(leaves, manifest) }
}

/** The note was verified with the manifest: here only its root is read. */
function checkedLog(leaves: readonly Uint8Array[], { log }: SnapshotManifest): LogTree {
  const tree = createLog({ hasher: merkleHasher, leafHashes: Buffer.concat(leaves) })
  const [, size = '', root = ''] = log.note.split('\n')
  const found = Buffer.from(tree.root()).toString('base64')
  if (String(tree.size) !== size || found !== root)
    throw new SnapshotError(
      'snapshot.BadLog',
      `the provenance log is damaged: ${tree.size} entries lead to root ${found}, the signed note has ${size} and ${root}`,
    )
  return tree
}

function headOperations(manifest: SnapshotManifest, changes: readonly EpochChange[]): StoreOperation[] {
  const { certificate, point, anchors, transactions } = manifest
  const { checkpoint } = certificate
  const { index: height, timestampMs, commitDigest, stateRoot, receiptsRoot } = checkpoint
  const { round } = point
  const head = { height, round, timestampMs, commitDigest, stateRoot, receiptsRoot, transactions, point }
  return [
    ...changes.map((change) => ({
      key: keyOf('e', change.certificate.checkpoint.epoch),
      value: encode(EpochChange, change),
    })),
    ...anchors.map((anchor) => ({
      key: keyOf('m', 'anchor', anchor.index),
      value: encode(Checkpoint, anchor),
    })),
    { key: CHECKPOINT_KEY, value: encode(Checkpoint, checkpoint) },
    { key: keyOf('k', height), value: encode(CertifiedPoint, { certificate, point }) },
    { key: CERTIFICATE_KEY, value: encode(Certificate, certificate) },
    { key: HEAD_KEY, value: encode(ArchiveHead, head) },
  ]
}

const CLEARED_AT_ONCE = 4_096

/** Removes what an import left behind that did not come to its end. */
async function clear(store: Store): Promise<void> {
  for (;;) {
    const operations: StoreOperation[] = []
    for await (const [key] of store.iterate({ limit: CLEARED_AT_ONCE }))
      operations.push({ key, value: undefined })
    if (operations.length === 0) return
    await store.batch(operations)
  }
}
