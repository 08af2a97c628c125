import type { AssetView, TransactionStatus } from '@demiurge/api'
import type { Infer } from '@demiurge/codec'
import { type MerkleHasher, portableMerkleHasher, portableSuites, type Suites } from '@demiurge/crypto'
import type { TransactionCall } from '@demiurge/ledger'
import { balancesState, type Item, nftState } from '@demiurge/modules'
import { downloadAsset, uploadAsset } from './assets.ts'
import type { ClientContext, Environment } from './context.ts'
import { type Committees, createCommittees } from './proof/committees.ts'
import { type ProvenEntries, type ProvenValue, prove, proveValue } from './proof/prove.ts'
import { type ChainTrust, createTrust, type TrustedChain } from './proof/trust.ts'
import { createDraft, type Draft } from './tx/draft.ts'
import { createNonces } from './tx/nonces.ts'
import { createSubmitter } from './tx/submitter.ts'
import { createTypedCalls, type TypedCalls } from './tx/typed-calls.ts'
import { type WatchOptions, watchTransaction } from './tx/watch.ts'
import type { AuthenticityBundle } from './verify/bundle.ts'
import { fetchBundle } from './verify/fetch-bundle.ts'
import type { Verification } from './verify/verification.ts'
import {
  type CollectionVerification,
  type VerifyCollectionOptions,
  verifyCollection,
} from './verify/verify-collection.ts'
import { verifyFile, verifyItem } from './verify/verify-online.ts'
import { verifyTransaction } from './verify/verify-transaction.ts'
import { type Caller, createCaller } from './wire/caller.ts'
import type { Transport } from './wire/transport.ts'

/** What a client is made of. */
export interface ClientOptions {
  readonly transport: Transport
  readonly environment: Environment
  /** Signature schemes; plain JavaScript when not given, the native ones are faster in Node. */
  readonly suites?: Suites
  readonly hasher?: MerkleHasher
  /** The chain that is believed in. Left out, the node is believed the first time, and results say `first-use`. */
  readonly trusted?: TrustedChain
}

type Account = Infer<typeof balancesState.Account>

/** Everything a program does with a chain. */
export interface Client extends Caller {
  readonly environment: Environment
  /** Every call of every module: `tx.nft.transfer({ item, to }).sign(signer).submit().watch()`. */
  readonly tx: TypedCalls
  /** One atomic transaction of the calls of several drafts, in their order: all take effect or none. */
  batch(drafts: readonly Draft[]): Draft
  /** A draft of calls that are encoded already. Throws as `batch` does. */
  draftOf(calls: readonly TransactionCall[]): Draft
  /** Follows any transaction to its end. */
  watch(id: string, options?: WatchOptions): Promise<TransactionStatus>
  /** The chain that results are held against, and why. */
  trust(): Promise<ChainTrust>
  /** State entries by key, verified here against a state root that the committee certified; nothing else is returned. */
  prove(keys: readonly string[]): Promise<ProvenEntries>
  proveItem(id: string): Promise<ProvenValue<Item>>
  proveAccount(address: string): Promise<ProvenValue<Account>>
  /** Stores an asset on the node and makes sure that it is the right one. */
  upload(bytes: Uint8Array, mediaType: string): Promise<AssetView>
  /** The asset with this SHA-256, verified. */
  download(sha256: string): Promise<Uint8Array>
  /** What proves an item without a network; `formatBundle` makes the sidecar file of it. */
  fetchBundle(item: string): Promise<AuthenticityBundle>
  /** Verifies a file, by its sidecar file when there is one. */
  verifyFile(
    file: Uint8Array,
    options?: { readonly bundle?: AuthenticityBundle | string },
  ): Promise<Verification>
  verifyItem(id: string): Promise<Verification>
  verifyTransaction(id: string): Promise<Verification>
  /** Proves a collection and every work that was ever minted in it. */
  verifyCollection(id: string, options?: VerifyCollectionOptions): Promise<CollectionVerification>
}

/** Builds a client. Nothing is asked of the node yet. */
export function createClient(options: ClientOptions): Client {
  const { transport, environment, suites = portableSuites, hasher = portableMerkleHasher } = options
  const caller = createCaller(transport)
  const trust = createTrust(caller, options.trusted, hasher)
  let committees: Promise<Committees> | undefined
  const followed = async (): Promise<Committees> => {
    const { chain } = await trust()
    const changes = (from: bigint) => caller.request('chain_listEpochChanges', { from, limit: 64 })
    return createCommittees({ first: chain.committee, changes, suites, hasher })
  }
  const context: ClientContext = {
    caller,
    transport,
    submitter: createSubmitter(caller, transport),
    environment,
    suites,
    hasher,
    nonces: createNonces(),
    trust,
    committeeOf: async (epoch) => {
      committees ??= followed().catch((error: unknown) => {
        committees = undefined
        throw error
      })
      return (await committees).of(epoch)
    },
  }
  return {
    ...caller,
    environment,
    trust: context.trust,
    tx: createTypedCalls((calls) => createDraft(context, calls)),
    batch: (drafts) =>
      createDraft(
        context,
        drafts.flatMap(({ calls }) => calls),
      ),
    draftOf: (calls) => createDraft(context, calls),
    watch: (id, watchOptions) => watchTransaction(caller, id, watchOptions),
    prove: (keys) => prove(context, keys),
    proveItem: (id) => proveValue(context, nftState.items.keyOf(id), nftState.Item),
    proveAccount: (address) =>
      proveValue(context, balancesState.accounts.keyOf(address), balancesState.Account),
    upload: (bytes, mediaType) => uploadAsset(context, bytes, mediaType),
    download: (sha256) => downloadAsset(context, sha256),
    fetchBundle: (item) => fetchBundle(context, item),
    verifyFile: (file, { bundle } = {}) => verifyFile(context, file, bundle),
    verifyItem: (id) => verifyItem(context, id),
    verifyTransaction: (id) => verifyTransaction(context, id),
    verifyCollection: (id, collectionOptions) => verifyCollection(context, id, collectionOptions),
  }
}
