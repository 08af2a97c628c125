/** The encrypted wallet as it is kept on this device, and the account that was used last. */
export interface KeptWallet {
  readonly keystore: string
  /** 0x hex; undefined while none was chosen. */
  readonly account: string | undefined
}

const DATABASE = 'demiurge.creator'
const STORE = 'wallet'
const KEY = 'main'

/** The kept wallet, if there is one. Rejects when the browser forbids storage, as some private windows do. */
export async function loadWallet(): Promise<KeptWallet | undefined> {
  const found: unknown = await run('readonly', (store) => store.get(KEY))
  const { keystore, account } = Object(found)
  if (typeof keystore !== 'string') return undefined
  return { keystore, account: typeof account === 'string' ? account : undefined }
}

/** Keeps a wallet in place of the one before. */
export async function keepWallet(wallet: KeptWallet): Promise<void> {
  await run('readwrite', (store) => store.put(wallet, KEY))
}

/** Removes the wallet from this device. */
export async function removeWallet(): Promise<void> {
  await run('readwrite', (store) => store.delete(KEY))
}

async function run(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await openDatabase()
  try {
    const transaction = database.transaction(STORE, mode, { durability: 'strict' })
    const request = ask(transaction.objectStore(STORE))
    return await new Promise((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve(request.result))
      transaction.addEventListener('error', () => reject(transaction.error))
      transaction.addEventListener('abort', () => reject(transaction.error))
    })
  } finally {
    database.close()
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}
