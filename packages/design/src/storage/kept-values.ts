/** Values by name in one object store of this device (IndexedDB). All reject when the browser forbids storage, as some private windows do. */
export interface KeptValues {
  /** What is kept under a name; undefined when nothing is. It is whatever an earlier version of the page wrote. */
  get(name: string): Promise<unknown>
  /** Keeps anything that survives a structured clone, in place of what was there; it is on the disk when this resolves. */
  put(name: string, value: unknown): Promise<void>
  delete(name: string): Promise<void>
}

/** The values of a database with one object store; it is made when it is first needed. */
export function keptValues(database: string, store: string): KeptValues {
  const run = async (
    mode: IDBTransactionMode,
    ask: (values: IDBObjectStore) => IDBRequest,
  ): Promise<unknown> => {
    const opened = await openDatabase(database, store)
    try {
      const transaction = opened.transaction(store, mode, { durability: 'strict' })
      const request = ask(transaction.objectStore(store))
      return await new Promise((resolve, reject) => {
        transaction.addEventListener('complete', () => resolve(request.result))
        transaction.addEventListener('error', () => reject(transaction.error))
        transaction.addEventListener('abort', () => reject(transaction.error))
      })
    } finally {
      opened.close()
    }
  }
  return {
    get: (name) => run('readonly', (values) => values.get(name)),
    async put(name, value) {
      await run('readwrite', (values) => values.put(value, name))
    },
    async delete(name) {
      await run('readwrite', (values) => values.delete(name))
    },
  }
}

function openDatabase(name: string, store: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(store))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}
