import type { Schema } from '../database/migrate.ts'

/**
 * Tables of the accounts. `accounts` is one row: writing it first orders those that change members at the same time, and it names the
 * studio. Tokens are kept as SHA-256 only; a TOTP secret, from which codes are computed, is encrypted under a key that is not in the database
 * (`secrets.ts`), and `secrets` is one row by which that key is known again.
 */
export const accountsSchema: Schema = {
  part: 'accounts',
  steps: [
    'CREATE TABLE accounts (id BIGINT PRIMARY KEY, studio TEXT NOT NULL, changes BIGINT NOT NULL)',
    'CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password TEXT NOT NULL, totp BYTEA, totp_pending BYTEA, totp_step BIGINT NOT NULL, created_ms BIGINT NOT NULL, is_disabled BIGINT NOT NULL)',
    'CREATE TABLE recovery_codes (user_id TEXT NOT NULL, code_hash TEXT NOT NULL, PRIMARY KEY (user_id, code_hash))',
    'CREATE TABLE passkeys (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, site TEXT NOT NULL, name TEXT NOT NULL, public_key BYTEA NOT NULL, counter BIGINT NOT NULL, transports TEXT NOT NULL, created_ms BIGINT NOT NULL, used_ms BIGINT)',
    'CREATE INDEX passkeys_of ON passkeys (user_id)',
    'CREATE TABLE challenges (challenge TEXT PRIMARY KEY, purpose TEXT NOT NULL, expires_ms BIGINT NOT NULL)',
    'CREATE TABLE sessions (id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, is_pending BIGINT NOT NULL, created_ms BIGINT NOT NULL, used_ms BIGINT NOT NULL, confirmed_ms BIGINT NOT NULL, device TEXT NOT NULL, address TEXT NOT NULL)',
    'CREATE INDEX sessions_of ON sessions (user_id)',
    'CREATE TABLE devices (token_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL, created_ms BIGINT NOT NULL)',
    'CREATE TABLE invites (id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, user_id TEXT, made_by TEXT NOT NULL, created_ms BIGINT NOT NULL, expires_ms BIGINT NOT NULL)',
    'CREATE TABLE secrets (id BIGINT PRIMARY KEY, proof BYTEA NOT NULL)',
  ],
}
