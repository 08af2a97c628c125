import {
  ApiError,
  BatchAnswer,
  type MethodName,
  methods,
  type ParamsOf,
  type ResultOf,
  TransactionBatch,
  type TransactionStatus,
  topics,
} from '@demiurge/api'
import {
  createLog,
  formatNoteKey,
  type LogEntry,
  logEntryBytes,
  type Metadata,
  type NoteKey,
  type ProvenanceEvidence,
  SignedStatement,
  signCheckpoint,
} from '@demiurge/art'
import { type Codec, decode, fromJson, type Json, toHex, toJson } from '@demiurge/codec'
import { createSigner, H, type KeyPair, publicKeyOf, type Signer, singleKeyPolicy } from '@demiurge/crypto'
import { merkleHasher, nativeSuites, randomBytes } from '@demiurge/crypto/native'
import {
  type Checkpoint,
  checkInIsolation,
  checkpointDigest,
  committeeRoot,
  verifyTransaction,
  ZERO_HASH,
} from '@demiurge/ledger'
import {
  type Anchor,
  balancesState,
  buildGenesis,
  defaultStakingParameters,
  demiurge,
  type Item,
  nft,
  nftQueries,
  nftState,
  stakingPort,
  systemPort,
  transparency,
} from '@demiurge/modules'
import {
  type Client,
  createClient,
  type Subscription,
  type Transport,
  type TrustedChain,
} from '@demiurge/sdk'
import { createProof, createStateTree, MemoryState, Overlay, type StateTree } from '@demiurge/state'
import { certify, committeeOf } from './certify.ts'

type Handlers = {
  readonly [N in MethodName]?: (params: ParamsOf<(typeof methods)[N]>) => ResultOf<(typeof methods)[N]>
}

const seed = (name: string): Uint8Array => H(new TextEncoder().encode(name))
const CHAIN_ID = 'demiurge-test'
const LOG_ORIGIN = `demiurge/${CHAIN_ID}/provenance`

/** A person with a key that follows from the name. */
export function person(name: string, suite = 'ml-dsa-44'): Signer {
  const keyPair = nativeSuites.get(suite).keyPairFromSeed(seed(name))
  const policy = singleKeyPolicy(publicKeyOf(keyPair, nativeSuites))
  return createSigner({ suites: nativeSuites, policy, keyPairs: [keyPair] })
}

/** The creator and the collector of the stories; both have coins. */
export const ada = person('ada')
export const bob = person('bob')

/**
 * The chain behind a wire: real rules, real proofs, real certificates, one transaction a commit and no time. It speaks the JSON of the
 * contract, so that a client cannot tell it from a node.
 */
export class ChainDouble implements Transport {
  /** What a client asked for, for stories about the wire. */
  readonly bodies: Json[] = []
  /** How many transactions came in each batch. */
  readonly batches: number[] = []
  nowMs = 1_790_000_000_000
  /** The chain's time stands still while this is set, as if it slept. */
  chainTimeMs: number | undefined
  readonly assets = new Map<string, Uint8Array>()
  readonly chainId: string
  /** The head of the log as it is. */
  get logHead(): { readonly origin: string; readonly size: bigint; readonly root: string } {
    return { origin: LOG_ORIGIN, size: BigInt(this.#log.size), root: toHex(this.#log.root()) }
  }
  readonly #state = new MemoryState()
  readonly #tree: StateTree
  readonly #key: KeyPair
  readonly #logKey: { readonly key: NoteKey; readonly keyPair: KeyPair }
  readonly #log = createLog()
  readonly #items = new Map<string, { item: Item; logIndex: number; entry: LogEntry; burned: boolean }>()
  readonly #transactions = new Map<string, { bytes: Uint8Array; status: TransactionStatus }>()
  readonly #anchors = new Set<string>()
  #height = 0n
  #anchor: Anchor | undefined
  #checkpoint: Checkpoint

  constructor(chainId = CHAIN_ID) {
    this.chainId = chainId
    this.#key = nativeSuites.get('ml-dsa-65').keyPairFromSeed(seed(`validator of ${chainId}`))
    const logPair = nativeSuites.get('ed25519').keyPairFromSeed(seed(`log of ${chainId}`))
    this.#logKey = {
      key: { name: LOG_ORIGIN, algorithm: 'ed25519', publicKey: logPair.publicKey },
      keyPair: logPair,
    }
    buildGenesis(this.#state, {
      system: { floor: { price: 100n, bytesPrice: 1n }, ceiling: { price: 10_000n, bytesPrice: 100n } },
      balances: {
        existentialDeposit: 1_000n,
        accounts: [ada, bob].map(({ address }) => ({ account: address, amount: 10n ** 15n })),
      },
      temporal: { parameters: { segments: 1, iterations: 1, revealBps: 1_000 }, chains: [] },
      staking: {
        startMs: 0n,
        seed: ZERO_HASH,
        parameters: { ...defaultStakingParameters, minSelfStake: 1n },
        validators: [
          {
            account: ada.address,
            suite: nativeSuites.get('ml-dsa-65').id,
            key: this.#key.publicKey,
            stake: 1_000n,
            commissionBps: 0,
            name: 'Ada',
          },
        ],
      },
    })
    this.#tree = createStateTree({ hasher: merkleHasher })
    for (const key of this.#state.keys('')) this.#tree.set(key, this.#state.bytes(key) ?? new Uint8Array())
    this.#tree.commit()
    this.#checkpoint = this.#certifiable()
  }

  /** A client of this chain. */
  client(options: { readonly trusted?: TrustedChain; readonly transport?: Transport } = {}): Client {
    const { trusted, transport = this } = options
    return createClient({
      transport,
      environment: { nowMs: () => this.nowMs, random: randomBytes },
      suites: nativeSuites,
      hasher: merkleHasher,
      ...(trusted === undefined ? {} : { trusted }),
    })
  }

  /** What somebody who knows this chain believes in. */
  get trusted(): TrustedChain {
    return {
      chainId: this.chainId,
      genesis: checkpointDigest(this.#opening),
      committee: committeeOf(this.#key, ada.address),
      logOrigin: LOG_ORIGIN,
      logKeys: [formatNoteKey(this.#logKey.key)],
    }
  }

  async request(body: Json): Promise<Json> {
    this.bodies.push(body)
    return Array.isArray(body) ? body.map((each) => this.#answer(each)) : this.#answer(body)
  }

  async submit(batch: Uint8Array): Promise<Json> {
    const refused: { index: number; error: { code: string; message: string } }[] = []
    const transactions = decode(TransactionBatch, batch)
    this.batches.push(transactions.length)
    for (const [index, bytes] of transactions.entries())
      try {
        this.#execute(bytes)
      } catch (error) {
        const { code = 'bug', message } = Object(error)
        refused.push({ index, error: { code, message } })
      }
    return toJson(BatchAnswer, { accepted: transactions.length - refused.length, refused })
  }

  async upload(bytes: Uint8Array, mediaType: string): Promise<Json> {
    const sha256 = toHex(merkleHasher.sha256(bytes))
    this.assets.set(sha256, bytes)
    const uri = `demiurge://${this.chainId}/assets/${sha256.slice(2)}`
    return toJson(methods.asset_get.result, { sha256, bytes: BigInt(bytes.length), mediaType, uri })
  }

  async download(path: string): Promise<Uint8Array> {
    const bytes = this.assets.get(path.slice('/api/v1/assets/'.length))
    if (bytes === undefined) throw new ApiError('asset.NotFound', 'there is no such asset')
    return bytes
  }

  async *open({ topic, params }: Subscription): AsyncIterable<Json> {
    if (topic !== 'transaction') throw new ApiError('rpc.UnknownTopic', topic)
    const { id } = fromJson(topics.transaction.params, params)
    const pending: TransactionStatus = { ...UNKNOWN, id, stage: 'pending' }
    const status = this.#transactions.get(id)?.status
    if (status !== undefined) yield toJson(topics.transaction.item, pending)
    yield toJson(topics.transaction.item, status ?? { ...UNKNOWN, id })
  }

  #answer(request: unknown): Json {
    const { id, method, params } = Object(request)
    try {
      const definition: { params: Codec<unknown>; result: Codec<unknown> } = methods[method as MethodName]
      const handler = this.#handlers[method as MethodName] as ((params: unknown) => unknown) | undefined
      if (handler === undefined) throw new Error(`the double does not answer ${method}`)
      return {
        jsonrpc: '2.0',
        id,
        result: toJson(definition.result, handler(fromJson(definition.params, params))),
      }
    } catch (error) {
      const { code = 'bug', message } = Object(error)
      return { jsonrpc: '2.0', id, error: { code: -32_003, message, data: { code } } }
    }
  }

  readonly #handlers: Handlers = {
    chain_getInfo: () => ({
      ...this.trusted,
      opening: this.#opening,
      development: true,
      faucet: ada.address,
      logKeys: [...this.trusted.logKeys],
    }),
    chain_getHead: () => {
      const { price, bytesPrice } = systemPort.currentFees({ state: this.#state })
      return {
        height: this.#height,
        round: this.#height,
        timestampMs: this.#timeMs,
        commitDigest: ZERO_HASH,
        stateRoot: this.#tree.root,
        transactions: this.#height,
        anchor: checkpointDigest(this.#checkpoint),
        certifiedHeight: this.#height,
        certifiedStateRoot: this.#tree.root,
        weightPrice: price,
        bytePrice: bytesPrice,
      }
    },
    account_get: ({ address, lane }) => {
      const { free = 0n, reserved = 0n } = balancesState.accounts.get({ state: this.#state }, address) ?? {}
      return {
        address,
        free,
        reserved,
        nonce: systemPort.nextNonce({ state: this.#state }, { account: address, lane: lane ?? 0 }),
        registered: systemPort.policyOf({ state: this.#state }, address) !== undefined,
        items: 0,
      }
    },
    tx_submit: ({ transaction }) => ({ id: this.#execute(transaction) }),
    tx_getStatus: ({ id }) => this.#transactions.get(id)?.status ?? { ...UNKNOWN, id },
    tx_get: ({ id }) => {
      const { bytes, status } = this.#transactions.get(id) ?? notFound('tx.NotFound')
      const { signed } = checkInIsolation(bytes, { chainId: this.chainId, prepare: demiurge.prepare })
      return { status, transaction: signed.transaction, bytes: bytes.length, suites: [] }
    },
    tx_getEvents: ({ id }) => {
      const { status } = this.#transactions.get(id) ?? notFound('tx.NotFound')
      const outcome = status.receipt?.outcome
      const events = outcome?.kind === 'applied' ? outcome.value.events : []
      return events.map((event) => ({
        height: this.#height,
        index: 0,
        transaction: id,
        timestampMs: this.#timeMs,
        event,
      }))
    },
    state_getProof: ({ keys }) => ({
      certificate: certify(this.#checkpoint, this.chainId, this.#key),
      proofs: keys.map((key) => createProof(key, this.#state.bytes(key), this.#tree.prove(key))),
    }),
    nft_getItem: ({ id }) => {
      const { item, burned } = this.#items.get(id) ?? notFound('nft.UnknownItem')
      const view = { id, item, collectionName: '', name: '', description: '', image: '', mediaType: '' }
      return { view: { ...view, mintedAtMs: 0n, burned }, metadata: null, traits: [], history: [] }
    },
    nft_getCollection: ({ id }) => {
      const collection =
        nftState.collections.get({ state: this.#state }, id) ?? notFound('nft.UnknownCollection')
      return { id, collection, items: 0, owners: 0, createdAtMs: 0n, preview: [] }
    },
    nft_listCollections: ({ creator, limit }) => {
      const ids = [...new Set([...this.#items.values()].map(({ item }) => item.collection))]
      const views = ids
        .map((id) => this.#handlers.nft_getCollection?.({ id }))
        .filter((view) => view !== undefined && (creator === null || view.collection.creator === creator))
      return {
        collections: views.slice(0, limit).flatMap((view) => view ?? []),
        next: null,
        total: views.length,
      }
    },
    nft_getDrop: ({ id }) => {
      const ctx = { state: this.#state }
      const { drop, sale } = nftQueries.findDrop(ctx, id) ?? notFound('nft.NoDrop')
      const { drawEpoch } = sale
      const seed = drawEpoch === null ? null : (nftQueries.seedOf(ctx, drawEpoch) ?? null)
      const creator = nftQueries.findCollection(ctx, id)?.creator ?? ''
      const startingIndex = nftQueries.startingIndexOf(ctx, id) ?? null
      return { collection: id, creator, drop, sale, startingIndex, seed, drawnFromMs: drawEpoch }
    },
    nft_getClaims: ({ collection, account }) => {
      const ctx = { state: this.#state }
      const { drop } = nftQueries.findDrop(ctx, collection) ?? notFound('nft.NoDrop')
      return {
        phases: drop.phases.map((_, phase) => ({
          claimed: nftQueries.claimedBy(ctx, collection, phase, account),
          left: nftQueries.claimable(ctx, collection, phase, account),
        })),
      }
    },
    nft_listItems: ({ collection, owner, before, limit }) => {
      const current = [...this.#items].map(
        ([id, { item, burned }]) =>
          [id, { item: nftState.items.get({ state: this.#state }, id) ?? item, burned }] as const,
      )
      const all = current.filter(
        ([, { item }]) =>
          (collection === null || item.collection === collection) && (owner === null || item.owner === owner),
      )
      const from = before === null ? all.length : Number(before)
      const views = all.slice(Math.max(0, from - limit), from).reverse()
      return {
        items: views.map(([id, { item, burned }]) => {
          const texts = { collectionName: '', name: '', description: '', image: '', mediaType: '' }
          return { id, item, ...texts, mintedAtMs: 0n, burned }
        }),
        next: from - limit > 0 ? BigInt(from - limit) : null,
        total: all.length,
      }
    },
    nft_findByContent: ({ sha256 }) => nftState.contents.get({ state: this.#state }, sha256)?.first ?? null,
    nft_findByArtwork: ({ uuid }) =>
      [...this.#items].find(([, { item }]) => this.#metadata(item)?.demiurge.uuid === uuid)?.[0] ?? null,
    provenance_getEvidence: ({ id }) => this.#evidence(id),
    provenance_getAnchor: () => this.#anchor ?? null,
  }

  get #timeMs(): bigint {
    return BigInt(this.chainTimeMs ?? this.nowMs)
  }

  /** Checkpoint 0: its digest names the chain, and it names the committee. */
  get #opening(): Checkpoint {
    return {
      epoch: 0n,
      index: 0n,
      previous: ZERO_HASH,
      commitDigest: seedHash(`genesis of ${this.chainId}`),
      stateRoot: ZERO_HASH,
      receiptsRoot: ZERO_HASH,
      resume: ZERO_HASH,
      timestampMs: 0n,
      closing: {
        nextCommitteeRoot: committeeRoot(committeeOf(this.#key, ada.address)),
        nextSeed: ZERO_HASH,
      },
    }
  }

  /** Executes one transaction as a commit of its own. */
  #execute(bytes: Uint8Array): string {
    const checked = checkInIsolation(bytes, { chainId: this.chainId, prepare: demiurge.prepare })
    const policyOf = (account: string) => systemPort.policyOf({ state: this.#state }, account)
    verifyTransaction(checked, policyOf, nativeSuites)
    const { id, signed, prepared } = checked
    const overlay = new Overlay(this.#state)
    this.#height++
    const environment = {
      chainId: this.chainId,
      height: this.#height,
      timeMs: this.#timeMs,
      epoch: stakingPort.epochNumber({ state: this.#state }),
      randomness: ZERO_HASH,
    }
    const { sender, anchor } = signed.transaction
    const anchorKnown = this.#anchors.has(anchor)
    const receipt = demiurge.execute(overlay, environment, {
      id,
      sender,
      signed,
      bytes,
      prepared,
      anchorKnown,
    })
    this.#keep(overlay)
    const status = { id, stage: 'final', height: this.#height, index: 0, timestampMs: this.#timeMs, receipt }
    this.#transactions.set(id, { bytes, status })
    for (const { name, data } of receipt.outcome.kind === 'applied' ? receipt.outcome.value.events : [])
      this.#index(name, data)
    return id
  }

  #keep(overlay: Overlay): void {
    for (const { key, bytes: value } of overlay.changes())
      if (value === null) this.#tree.delete(key)
      else this.#tree.set(key, value)
    overlay.writeInto(this.#state)
    this.#tree.commit()
    this.#checkpoint = this.#certifiable()
  }

  /** Lets whole epochs pass, and one commit more: what happens at their beginning has happened. */
  passEpochs(count: number): void {
    const ctx = { state: this.#state }
    const until = stakingPort.epochNumber(ctx) + BigInt(count)
    const commit = (): void => {
      this.#height++
      const overlay = new Overlay(this.#state)
      const epoch = stakingPort.epochNumber(ctx)
      const environment = { chainId: this.chainId, height: this.#height, timeMs: this.#timeMs, epoch }
      const summary = { ...environment, randomness: ZERO_HASH, leader: 0, blocks: [] }
      demiurge.finishCommit(overlay, summary, { weight: 0, limit: 1_000_000 })
      this.#keep(overlay)
    }
    while (stakingPort.epochNumber(ctx) < until) {
      this.nowMs += Number(stakingPort.epochOf(ctx).epochMs)
      commit()
    }
    commit()
  }

  #index(name: string, data: Uint8Array): void {
    if (name === 'nft.minted') {
      const { item, to: owner, contentHash, metadataHash } = decode(nft.events.minted.data, data)
      const entry: LogEntry = {
        kind: 'minted',
        value: { item, owner, contentHash, metadataHash, height: this.#height },
      }
      const value = nftState.items.get({ state: this.#state }, item) ?? notFound('nft.UnknownItem')
      this.#items.set(item, {
        item: value,
        logIndex: this.#log.append(logEntryBytes(entry)),
        entry,
        burned: false,
      })
    }
    if (name === 'nft.revealed') {
      const { item, contentHash, metadataHash } = decode(nft.events.revealed.data, data)
      const known = this.#items.get(item) ?? notFound('nft.UnknownItem')
      const entry: LogEntry = {
        kind: 'revealed',
        value: { item, contentHash, metadataHash, height: this.#height },
      }
      const value = nftState.items.get({ state: this.#state }, item) ?? notFound('nft.UnknownItem')
      const logIndex = this.#log.append(logEntryBytes(entry))
      this.#items.set(item, { ...known, item: value, logIndex, entry })
    }
    if (name === 'nft.metadataUpdated') {
      const { item } = decode(nft.events.metadataUpdated.data, data)
      const known = this.#items.get(item) ?? notFound('nft.UnknownItem')
      const value = nftState.items.get({ state: this.#state }, item) ?? notFound('nft.UnknownItem')
      this.#items.set(item, { ...known, item: value })
    }
    if (name === 'transparency.anchored') this.#anchor = decode(transparency.events.anchored.data, data)
    if (name === 'nft.burned') {
      const known = this.#items.get(decode(nft.events.burned.data, data).item)
      if (known !== undefined) known.burned = true
    }
  }

  #certifiable(): Checkpoint {
    const checkpoint = {
      epoch: 0n,
      index: this.#height,
      previous: ZERO_HASH,
      commitDigest: ZERO_HASH,
      stateRoot: this.#tree.root,
      receiptsRoot: ZERO_HASH,
      resume: ZERO_HASH,
      timestampMs: this.#timeMs,
      closing: null,
    }
    this.#anchors.add(checkpointDigest(checkpoint))
    return checkpoint
  }

  #metadata({ metadataHash }: Item): Metadata | undefined {
    const bytes = this.assets.get(metadataHash)
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes))
  }

  #evidence(id: string): ProvenanceEvidence {
    const { item, logIndex, entry } = this.#items.get(id) ?? notFound('provenance.NotFound')
    const metadata = this.assets.get(item.metadataHash)
    const statement = this.assets.get(item.provenanceHash)
    if (metadata === undefined || statement === undefined) return notFound('provenance.NotFound')
    const anchored = Number(this.#anchor?.size ?? 0n)
    const size = logIndex < anchored ? anchored : this.#log.size
    const checkpoint = signCheckpoint(
      { origin: LOG_ORIGIN, size, root: this.#log.root(size) },
      [this.#logKey],
      nativeSuites,
    )
    const proof = this.#log.inclusionProof(logIndex, size).map(toHex)
    return {
      metadata: new TextDecoder().decode(metadata),
      statement: decode(SignedStatement, statement),
      log: { entry, index: BigInt(logIndex), size: BigInt(size), proof, checkpoint },
    }
  }
}

const UNKNOWN: TransactionStatus = {
  id: ZERO_HASH,
  stage: 'unknown',
  height: null,
  index: null,
  timestampMs: null,
  receipt: null,
}

function seedHash(name: string): string {
  return toHex(seed(name))
}

function notFound(code: string): never {
  throw new ApiError(code, `${code}: there is none`)
}
