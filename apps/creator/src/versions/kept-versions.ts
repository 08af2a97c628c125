import type { Draft } from '../draft/draft.ts'
import { addVersion, formatVersions, parseVersions, type Version } from './versions.ts'

const KEY = 'demiurge.creator.versions'

/** The versions on this device, the newest first. */
export function loadVersions(): readonly Version[] {
  try {
    return parseVersions(localStorage.getItem(KEY) ?? '')
  } catch {
    // Storage is forbidden here: there are none.
    return []
  }
}

/** Keeps a draft under a name. Throws when storage is full or forbidden, or the draft cannot be kept as it is. */
export function keepVersion(name: string, draft: Draft): readonly Version[] {
  return save(addVersion(loadVersions(), { name, at: new Date().toISOString(), draft }))
}

/** Lets a version go. */
export function dropVersion(version: Version): readonly Version[] {
  return save(loadVersions().filter(({ name, at }) => name !== version.name || at !== version.at))
}

function save(versions: readonly Version[]): readonly Version[] {
  localStorage.setItem(KEY, formatVersions(versions))
  return versions
}
