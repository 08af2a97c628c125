import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StudioKey } from '@demiurge/art'
import { createStudioKey, readStudioKey } from '@demiurge/art/native'

/**
 * The key with which this studio signs C2PA claims: `studio-key.pem` in the data folder, made when it is first needed, readable by its
 * owner only. It holds no coins and signs no transactions. Throws ArtError `credentials.bad-key`.
 */
export async function openStudioKey(data: string): Promise<StudioKey> {
  const path = join(data, 'studio-key.pem')
  mkdirSync(data, { recursive: true })
  try {
    writeFileSync(path, await createStudioKey('Demiurge studio'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    // It is there already, which is what happens every time but the first.
    if (Object(error).code !== 'EEXIST') throw error
  }
  return readStudioKey(readFileSync(path, 'utf8'))
}
