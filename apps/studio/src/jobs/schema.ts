import type { Schema } from '../database/migrate.ts'

/**
 * Tables of the jobs. `active_key` is there while a job has not ended: of two with the same, one is made. `request_key` stays: who asks
 * again with the same gets what was made then. `lease` names the claim that holds a running job.
 */
export const jobsSchema: Schema = {
  part: 'jobs',
  steps: [
    `CREATE TABLE jobs (
      id TEXT PRIMARY KEY, sequence BIGINT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL,
      input TEXT NOT NULL, result TEXT, phase TEXT NOT NULL, done BIGINT NOT NULL, total BIGINT NOT NULL,
      attempts BIGINT NOT NULL, failures BIGINT NOT NULL, failure TEXT, made_by TEXT NOT NULL,
      active_key TEXT UNIQUE, request_key TEXT UNIQUE, lease TEXT, lease_until_ms BIGINT, not_before_ms BIGINT NOT NULL,
      created_ms BIGINT NOT NULL, started_ms BIGINT, ended_ms BIGINT, changed_ms BIGINT NOT NULL)`,
    'CREATE INDEX jobs_by_state ON jobs (state, sequence)',
    'CREATE INDEX jobs_by_subject ON jobs (subject, sequence)',
    'CREATE INDEX jobs_by_change ON jobs (changed_ms)',
    'CREATE TABLE job_sequence (id BIGINT PRIMARY KEY, last BIGINT NOT NULL)',
    'INSERT INTO job_sequence (id, last) VALUES (1, 0)',
  ],
}
