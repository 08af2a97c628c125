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
  #signed: { readonly size: number; readonly note: string } | undefined

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
  }

  /** The keys of this node's log, as C2SP verifier keys. */
  get keys(): readonly string[] {
    return logKeys(this.#signers)
  }

  get size(): number {
    return this.#tree.size
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
    return batch.operations()
  }

  /** The checkpoint of the log as it is, signed once for each size. */
  checkpoint(): { readonly size: number; readonly note: string } {
    const { size } = this.#tree
    if (this.#signed?.size === size) return this.#signed
    const timestamp = Math.floor(this.#nowMs() / 1_000)
    const signers = this.#signers.map((signer) =>
      signer.key.algorithm === 'ml-dsa-44' ? { ...signer, timestamp } : signer,
    )
    const checkpoint = { origin: this.origin, size, root: this.#tree.root() }
    this.#signed = { size, note: signCheckpoint(checkpoint, signers, nativeSuites) }
    return this.#signed
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
    const { size, note } = this.checkpoint()
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
