import type { Client, Transport } from '@demiurge/sdk'

/** What a page does with a chain: all of the SDK's client but for making transactions, which is the wallet worker's. */
export type PageApi = Omit<Client, 'tx' | 'batch' | 'draftOf' | 'environment'>

/** The part of a client that a page needs first, and the way to the node that the rest of it takes as well. */
interface Asking {
  readonly transport: Transport
  readonly caller: Pick<Client, 'request' | 'subscribe'>
}

/**
 * A client of the node at `api` that fetches its own code when it is needed: the node's interface with all its types at the first question, and everything
 * that proves and verifies (signature schemes, light client), three quarters of the SDK, at the first proof. A page shows something
 * before either.
 */
export function createPageApi(api: string): PageApi {
  const asking = once<Asking>(() => import('./asking.ts').then(({ openAsking }) => openAsking(api)))
  const whole = once<Client>(async () => {
    const [{ createWholeClient }, { transport }] = await Promise.all([import('./whole-client.ts'), asking()])
    return createWholeClient(transport)
  })
  return {
    request: async (name, ...params) => (await asking()).caller.request(name, ...params),
    async *subscribe(name, params, options) {
      yield* (await asking()).caller.subscribe(name, params, options)
    },
    watch: async (id, options) => (await whole()).watch(id, options),
    trust: async () => (await whole()).trust(),
    prove: async (keys) => (await whole()).prove(keys),
    proveItem: async (id) => (await whole()).proveItem(id),
    proveAccount: async (address) => (await whole()).proveAccount(address),
    upload: async (bytes, mediaType) => (await whole()).upload(bytes, mediaType),
    download: async (sha256) => (await whole()).download(sha256),
    fetchBundle: async (item) => (await whole()).fetchBundle(item),
    verifyFile: async (file, options) => (await whole()).verifyFile(file, options),
    verifyItem: async (id) => (await whole()).verifyItem(id),
    verifyTransaction: async (id) => (await whole()).verifyTransaction(id),
    verifyCollection: async (id, options) => (await whole()).verifyCollection(id, options),
  }
}

/** Loads something at its first use, and again after a failure: a lost connection must not be the end. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => {
    loading ??= load()
    loading.catch(() => {
      loading = undefined
    })
    return loading
  }
}
