import { join } from 'node:path'
import { type CachedStore, openStore } from '@demiurge/store'
import { isOftenRead, isPermanent } from './index/keys.ts'
import { type Settings, SettingsError } from './settings/settings.ts'

/** The settings that say where a node's data are. */
export type StoreSettings = Pick<
  Settings,
  'data' | 'store' | 'storeUrl' | 'storeSchema' | 'storeCacheMegabytes'
>

/** Opens the store of a data folder as the settings want it. Throws SettingsError, StoreError. */
export async function openNodeStore(
  settings: StoreSettings,
  onNotice: (notice: string) => void,
): Promise<CachedStore> {
  const { data, storeUrl, storeSchema, storeCacheMegabytes } = settings
  if (settings.store === 'postgresql' && storeUrl === '')
    throw new SettingsError(
      'store is "postgresql", and storeUrl is not set: write postgresql://user:password@host:5432/database into DEMIURGE_STORE_URL, or as "storeUrl" into the settings file',
    )
  return openStore({
    directory: join(data, 'store'),
    engine: settings.store as 'auto',
    url: storeUrl === '' ? undefined : storeUrl,
    schema: storeSchema === 'auto' ? undefined : storeSchema,
    cacheBytes: storeCacheMegabytes * 2 ** 20,
    isCached: isOftenRead,
    isPermanent,
    onNotice,
  })
}
