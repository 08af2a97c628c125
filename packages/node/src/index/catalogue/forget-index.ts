import { openNodeStore, type StoreSettings } from '../../node-store.ts'
import { forgetCatalogue } from './catalogue.ts'

/**
 * Makes a stopped node build its index of works and activities anew at its next start; the chain itself stays as it is. Throws
 * StoreError, `store.Locked` among them while the node runs.
 */
export async function forgetIndex(settings: StoreSettings): Promise<void> {
  const store = await openNodeStore(settings, () => {})
  try {
    await forgetCatalogue(store)
  } finally {
    await store.close()
  }
}
