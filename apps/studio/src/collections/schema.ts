import type { Schema } from '../database/migrate.ts'

/**
 * Tables of the collections. `pictures.path_key` is one for all spellings that some file system takes for the same. A view is what the
 * layers were at one moment; a making is one set of pieces drawn from a view, `base` all that decides them but the seed.
 */
export const collectionsSchema: Schema = {
  part: 'collections',
  steps: [
    `CREATE TABLE collections (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, revision BIGINT NOT NULL, definition TEXT NOT NULL, layer_order TEXT NOT NULL,
      making TEXT, created_ms BIGINT NOT NULL, changed_ms BIGINT NOT NULL, deleted_ms BIGINT)`,
    `CREATE TABLE pictures (
      collection TEXT NOT NULL REFERENCES collections (id), path_key TEXT NOT NULL, folder TEXT NOT NULL, file TEXT NOT NULL,
      size BIGINT NOT NULL, sha256 TEXT NOT NULL, media_type TEXT NOT NULL, width BIGINT NOT NULL, height BIGINT NOT NULL,
      PRIMARY KEY (collection, path_key))`,
    `CREATE TABLE layer_views (
      collection TEXT NOT NULL REFERENCES collections (id), fingerprint TEXT NOT NULL, definition TEXT NOT NULL, pictures TEXT NOT NULL,
      PRIMARY KEY (collection, fingerprint))`,
    `CREATE TABLE makings (
      id TEXT PRIMARY KEY, collection TEXT NOT NULL REFERENCES collections (id), base TEXT NOT NULL, view TEXT NOT NULL,
      name TEXT NOT NULL, count BIGINT NOT NULL, size BIGINT NOT NULL, seed TEXT NOT NULL, format TEXT NOT NULL, quality BIGINT NOT NULL,
      carried TEXT NOT NULL, pins TEXT NOT NULL, version TEXT, provenance TEXT, job TEXT, created_ms BIGINT NOT NULL)`,
    'CREATE INDEX makings_of ON makings (collection, created_ms)',
    'CREATE INDEX collections_by_change ON collections (changed_ms)',
  ],
}
