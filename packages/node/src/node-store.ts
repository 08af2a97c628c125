import { join } from 'node:path'
import type { Store } from '@demiurge/state'
import { openStore } from '@demiurge/store'
import type { Settings } from './settings/settings.ts'

/** The settings that say where a node's data are. */
export type StoreSettings = Pick<Settings, 'data' | 'store' | 'storeUrl' | 'storeSchema'>

/** Opens the store of a data folder as the settings want it. Throws StoreError. */
export function openNodeStore(settings: StoreSettings, onNotice: (notice: string) => void): Promise<Store> {
  const { data, storeUrl, storeSchema } = settings
  return openStore({
    directory: join(data, 'store'),
    engine: settings.store as 'auto',
    url: storeUrl === '' ? undefined : storeUrl,
    schema: storeSchema === 'auto' ? undefined : storeSchema,
    onNotice,
  })
}
