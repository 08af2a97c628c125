import { encode, fromJson, type Infer, list, struct, text, toJson, u16 } from '@demiurge/codec'
import { type Draft, formatDraft, parseDraft } from '../draft/draft.ts'

/** A draft that was kept under a name. */
export interface Version {
  readonly name: string
  /** When it was kept: an ISO 8601 time. */
  readonly at: string
  readonly draft: Draft
}

/** Versions that are kept; a new one lets the oldest go. */
export const MAX_VERSIONS = 40
/** Characters of a version's name. */
export const MAX_NAME = 60
const FORM = 1

const KeptVersion = struct({ name: text(240), at: text(32), draft: text(80_000) })
const KeptVersions = struct({ form: u16, versions: list(KeptVersion, MAX_VERSIONS) })

/** Adds a version at the front. Throws CodecError or ArtError while a field holds something that no draft can hold. */
export function addVersion(versions: readonly Version[], version: Version): readonly Version[] {
  formatDraft(version.draft)
  const name = version.name.trim().slice(0, MAX_NAME) || 'Untitled'
  return [{ ...version, name }, ...versions].slice(0, MAX_VERSIONS)
}

/** Versions as text to keep. */
export function formatVersions(versions: readonly Version[]): string {
  const kept: Infer<typeof KeptVersions> = {
    form: FORM,
    versions: versions.map(({ name, at, draft }) => ({ name, at, draft: formatDraft(draft) })),
  }
  encode(KeptVersions, kept)
  return JSON.stringify(toJson(KeptVersions, kept))
}

/** Reads kept versions; one that is damaged is left out, and none are there when the whole text is. */
export function parseVersions(kept: string): readonly Version[] {
  try {
    const json: unknown = JSON.parse(kept)
    const { form, versions } = fromJson(KeptVersions, json)
    if (form !== FORM) return []
    return versions.flatMap(({ name, at, draft: written }) => {
      const draft = parseDraft(written)
      return draft === undefined || Number.isNaN(Date.parse(at)) ? [] : [{ name, at, draft }]
    })
  } catch {
    return []
  }
}
