import {
  type CheckpointSigner,
  createLog,
  formatNoteKey,
  LogEntry,
  type LogTree,
  leafHash,
  logEntryBytes,
  type ProvenanceEvidence,
  SignedStatement,
  signCheckpoint,
} from '@demiurge/art'
import { decode, encode, toHex, u64 } from '@demiurge/codec'
import type { KeyPair } from '@demiurge/crypto'
import { deriveSeed } from '@demiurge/crypto'
import { merkleHasher, nativeSuites } from '@demiurge/crypto/native'
import { Anchor, transparency } from '@demiurge/modules'
import type { Store, StoreOperation } from '@demiurge/state'
import type { BlobStore } from '@demiurge/store'
import type { ExecutedCommit } from '../chain/chain.ts'
import type { Deriver } from './archive.ts'
import { Batch } from './batch.ts'
import { type NftEvent, nftEventsOf } from './events-of.ts'
import { keyOf, rangeOf } from './keys.ts'
import { metadataText } from './metadata-reader.ts'
import { nftKeys } from './nft-index.ts'
import { ItemRecord } from './nft-records.ts'

const entryKey = (index: bigint): Uint8Array => keyOf('l', 'entry', index)
const leafKey = (index: bigint): Uint8Array => keyOf('l', 'leaf', index)
const ANCHOR_KEY = keyOf('l', 'anchor')
const itemKey = (item: string): Uint8Array => keyOf('l', 'item', item)

/** The keys of a node's log: Ed25519 for every reader of signed notes, ML-DSA-44 for the time after. */
export function logSigners(origin: string, seed: Uint8Array): readonly CheckpointSigner[] {
  return (['ed25519', 'ml-dsa-44'] as const).map((algorithm) => {
    const path = { name: `log-${algorithm}`, account: 0, index: 0 }
    const keyPair: KeyPair = nativeSuites.get(algorithm).keyPairFromSeed(deriveSeed(seed, path, 32))
    return { key: { name: origin, algorithm, publicKey: keyPair.publicKey }, keyPair }
  })
}

/** How the provenance log of a chain is called. */
export function logOrigin(chainId: string): string {
  return `demiurge/${chainId}/provenance`
}

/** The public halves as C2SP verifier keys. */
export function logKeys(signers: readonly CheckpointSigner[]): readonly string[] {
  return signers.map(({ key }) => formatNoteKey(key))
}

/** A checkpoint of the log and the size that it is of. */
interface SignedHead {
  readonly size: number
  readonly note: string
}

/**
 * The transparency log of every item's life (RFC 9162 tree, C2SP checkpoints): one entry for each event that made, moved, changed or
 * ended an item, in the order of the chain, so that anyone who replays the chain gets the same log.
 */
export class ProvenanceLog implements Deriver {
  readonly origin: string
  readonly #store: Store
  readonly #blobs: BlobStore
  readonly #signers: readonly CheckpointSigner[]
  readonly #nowMs: () => number
  #tree: LogTree = createLog({ hasher: merkleHasher })
  #signed: SignedHead | undefined
  #anchor: Anchor | undefined
  #signedAnchor: SignedHead | undefined

  constructor(options: {
    readonly origin: string
    readonly store: Store
    readonly blobs: BlobStore
    readonly signers: readonly CheckpointSigner[]
    readonly nowMs: () => number
  }) {
    this.origin = options.origin
    this.#store = options.store
    this.#blobs = options.blobs
    this.#signers = options.signers
    this.#nowMs = options.nowMs
  }

  /** Rebuilds the tree from the leaf hashes in the store. */
  async load(): Promise<void> {
    const leaves: Uint8Array[] = []
    for await (const [, hash] of this.#store.iterate(rangeOf('l', 'leaf'))) leaves.push(hash)
    this.#tree = createLog({ hasher: merkleHasher, leafHashes: Buffer.concat(leaves) })
    const anchor = await this.#store.get(ANCHOR_KEY)
    this.#anchor = anchor === undefined ? undefined : decode(Anchor, anchor)
  }

  /** The keys of this node's log, as C2SP verifier keys. */
  get keys(): readonly string[] {
    return logKeys(this.#signers)
  }

  /** The newest head of this very log that stands on the chain. */
  get anchor(): Anchor | undefined {
    return this.#anchor
  }

  get size(): number {
    return this.#tree.size
  }

  /** Name, size and root of the log as it is: what an anchor of it says. */
  get head(): { readonly origin: string; readonly size: bigint; readonly root: string } {
    const { size } = this.#tree
    return { origin: this.origin, size: BigInt(size), root: toHex(this.#tree.root(size)) }
  }

  /** Whether an anchor is a head that this very log has, or had. */
  holds(anchor: Pick<Anchor, 'origin' | 'size' | 'root'>): boolean {
    return isHeadOf(anchor, this.origin, this.#tree)
  }

  async derive(executed: ExecutedCommit): Promise<readonly StoreOperation[]> {
    const batch = new Batch(this.#store)
    for (const { event } of nftEventsOf(executed)) {
      const entry = entryOf(event, executed.commit.index)
      if (entry === undefined) continue
      const bytes = logEntryBytes(entry)
      const index = BigInt(this.#tree.append(bytes))
      batch.putBytes(entryKey(index), bytes)
      batch.putBytes(leafKey(index), leafHash(bytes, merkleHasher))
      // A sealed item's making is told where it is revealed.
      if (tellsMaking(entry)) batch.put(itemKey(entry.value.item), u64, index)
    }
    this.#takeAnchors(executed, batch)
    return batch.operations()
  }

  /** The checkpoint of the log as it is, signed once for each size. */
  checkpoint(): SignedHead {
    const { size } = this.#tree
    if (this.#signed?.size !== size) this.#signed = this.#sign(size)
    return this.#signed
  }

  /** A checkpoint that covers an entry: the one that stands on the chain, where it does. */
  #checkpointFor(index: bigint): SignedHead {
    const anchor = this.#anchor
    if (anchor === undefined || index >= anchor.size) return this.checkpoint()
    const size = Number(anchor.size)
    if (this.#signedAnchor?.size !== size) this.#signedAnchor = this.#sign(size)
    return this.#signedAnchor
  }

  #takeAnchors(executed: ExecutedCommit, batch: Batch): void {
    const known = this.#anchor
    for (const anchor of anchorsOf(executed))
      if (anchor.origin === this.origin) this.#anchor = this.#afterAnchor(anchor)
    if (this.#anchor === known) return
    if (this.#anchor === undefined) batch.delete(ANCHOR_KEY)
    else batch.put(ANCHOR_KEY, Anchor, this.#anchor)
  }

  /** Anyone can put anything on the chain under the name of this log: what counts is what it really was. */
  #afterAnchor(anchor: Anchor): Anchor | undefined {
    const { size, by } = anchor
    const before = this.#anchor
    if (this.holds(anchor)) return before === undefined || size >= before.size ? anchor : before
    // The state holds the latest of an account: a false one has taken the true one's place.
    return before?.by === by ? undefined : before
  }

  #sign(size: number): SignedHead {
    const timestamp = Math.floor(this.#nowMs() / 1_000)
    const signers = this.#signers.map((signer) =>
      signer.key.algorithm === 'ml-dsa-44' ? { ...signer, timestamp } : signer,
    )
    const checkpoint = { origin: this.origin, size, root: this.#tree.root(size) }
    return { size, note: signCheckpoint(checkpoint, signers, nativeSuites) }
  }

  /** Everything that proves an item's origin, or undefined when the node does not hold its metadata or statement. */
  async evidence(item: string): Promise<ProvenanceEvidence | undefined> {
    const batch = new Batch(this.#store)
    const record = await batch.get(nftKeys.item(item), ItemRecord)
    const index = await batch.get(itemKey(item), u64)
    if (record === undefined || index === undefined) return undefined
    const metadata = await metadataText(this.#blobs, record.item.metadataHash)
    const statement = await this.#blobs.get(record.item.provenanceHash)
    if (metadata === undefined || statement === undefined) return undefined
    const { size, note } = this.#checkpointFor(index)
    const proof = this.#tree.inclusionProof(Number(index), size).map(toHex)
    const entry = (await batch.get(entryKey(index), LogEntry)) as LogEntry
    return {
      metadata,
      statement: decode(SignedStatement, statement),
      log: { entry, index, size: BigInt(size), proof, checkpoint: note },
    }
  }

  /** Bytes of the entries `[from, to)`, for tiles. */
  async entries(from: bigint, to: bigint): Promise<readonly Uint8Array[]> {
    const found: Uint8Array[] = []
    for await (const [, bytes] of this.#store.iterate({ gte: entryKey(from), lt: entryKey(to) }))
      found.push(bytes)
    return found
  }

  /** The tree, for tiles and proofs. */
  get tree(): LogTree {
    return this.#tree
  }
}

function isHeadOf(
  { origin, size, root }: Pick<Anchor, 'origin' | 'size' | 'root'>,
  log: string,
  tree: LogTree,
): boolean {
  return origin === log && size <= BigInt(tree.size) && root === toHex(tree.root(Number(size)))
}

/** The store's entry of the newest of these anchors that is a head of a log: for a log that was not followed from its beginning. */
export function anchorOperations(
  anchors: readonly Anchor[],
  { origin, tree }: { readonly origin: string; readonly tree: LogTree },
): readonly StoreOperation[] {
  const newest = anchors
    .filter((anchor) => isHeadOf(anchor, origin, tree))
    .reduce<Anchor | undefined>(
      (most, each) => (most !== undefined && most.size >= each.size ? most : each),
      undefined,
    )
  return newest === undefined ? [] : [{ key: ANCHOR_KEY, value: encode(Anchor, newest) }]
}

/** The store's entries of log entries that were checked elsewhere; `first` is the index of the first one. */
export function logOperations(
  first: bigint,
  entries: readonly { readonly bytes: Uint8Array; readonly leaf: Uint8Array }[],
): readonly StoreOperation[] {
  return entries.flatMap(({ bytes, leaf }, i) => {
    const index = first + BigInt(i)
    const entry = decode(LogEntry, bytes)
    const operations = [
      { key: entryKey(index), value: bytes },
      { key: leafKey(index), value: leaf },
    ]
    return tellsMaking(entry)
      ? [...operations, { key: itemKey(entry.value.item), value: encode(u64, index) }]
      : operations
  })
}

function tellsMaking(entry: LogEntry): entry is Extract<LogEntry, { kind: 'minted' | 'revealed' }> {
  return entry.kind === 'minted' || entry.kind === 'revealed'
}

function anchorsOf({ transactions }: ExecutedCommit): readonly Anchor[] {
  const events = transactions.flatMap(({ receipt: { outcome } }) =>
    outcome.kind === 'applied' ? outcome.value.events : [],
  )
  return events
    .filter(({ name }) => name === `${transparency.name}.anchored`)
    .map(({ data }) => decode(transparency.events.anchored.data, data))
}

function entryOf(event: NftEvent, height: bigint): LogEntry | undefined {
  switch (event.name) {
    case 'minted': {
      const { item, to: owner, contentHash, metadataHash } = event.data
      return { kind: 'minted', value: { item, owner, contentHash, metadataHash, height } }
    }
    case 'revealed': {
      const { item, contentHash, metadataHash } = event.data
      return { kind: 'revealed', value: { item, contentHash, metadataHash, height } }
    }
    case 'transferred': {
      const { item, from, to } = event.data
      return { kind: 'transferred', value: { item, from, to, height } }
    }
    case 'traitChanged': {
      const { item, name, value } = event.data
      return { kind: 'traitChanged', value: { item, trait: name, value, height } }
    }
    case 'burned': {
      const { item, owner } = event.data
      return { kind: 'burned', value: { item, owner, height } }
    }
    default:
      return undefined
  }
}
