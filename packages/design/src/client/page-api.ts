import { type Client, createCaller, type Transport } from '@demiurge/sdk'

/** What a page does with a chain: all of the SDK's client but for making transactions, which is the wallet worker's. */
export type PageApi = Omit<Client, 'tx' | 'batch' | 'draftOf' | 'environment'>

/**
 * A client that can ask and follow at once, and fetches the code of everything that proves and verifies (signature schemes, light client)
 * when it is first needed: that is three quarters of the SDK, and a page shows something long before.
 */
export function createPageApi(transport: Transport): PageApi {
  let loading: Promise<Client> | undefined
  const whole = (): Promise<Client> => {
    loading ??= import('./whole-client.ts').then(({ createWholeClient }) => createWholeClient(transport))
    loading.catch(() => {
      // A lost connection must not be the end: the next call tries again.
      loading = undefined
    })
    return loading
  }
  return {
    ...createCaller(transport),
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
