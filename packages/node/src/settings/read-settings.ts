import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentOf, type ResolvedSettings, resolveSettings, SETTINGS, SettingsError } from './settings.ts'

/**
 * The node's settings from flags, the environment and `demiurge.json` in the data folder (or the file named by `configFile`).
 * Throws SettingsError.
 */
export function readSettings(options: {
  readonly flags?: Readonly<Record<string, string | undefined>>
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly configFile?: string | undefined
}): ResolvedSettings {
  const { flags = {}, environment = process.env, configFile } = options
  const data = flags.data ?? environment[environmentOf('data')] ?? SETTINGS.data.fallback
  const path = configFile ?? join(data, 'demiurge.json')
  if (!existsSync(path)) {
    if (configFile !== undefined) throw new SettingsError(`--config names ${path}, and there is no such file`)
    return resolveSettings({ flags, environment })
  }
  return resolveSettings({ flags, environment, file: { path, content: parse(path) } })
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SettingsError(`${path} is not JSON: ${reason}`, { cause: error })
  }
}
