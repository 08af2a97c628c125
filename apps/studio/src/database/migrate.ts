import type { Database } from './database.ts'

/** The tables of one part of the studio: statements in the order in which they came to be. Released steps never change; new ones are added at the end. */
export interface Schema {
  /** Such as `accounts`. */
  readonly part: string
  readonly steps: readonly string[]
}

/** Brings the tables up to date, each step once, whoever opens the database first. Throws DatabaseError. */
export async function migrate(database: Database, schemas: readonly Schema[]): Promise<void> {
  await createMigrations(database)
  for (const { part, steps } of schemas)
    await database.transaction(async (queries) => {
      await queries.query(
        'INSERT INTO migrations (part, steps) VALUES ($1, 0) ON CONFLICT (part) DO NOTHING',
        part,
      )
      // Writing the row locks it: who comes at the same time waits here and finds the steps done.
      const [row] = await queries.query(
        'UPDATE migrations SET steps = steps WHERE part = $1 RETURNING steps',
        part,
      )
      for (const step of steps.slice(Number(row?.steps ?? 0))) await queries.query(step)
      await queries.query('UPDATE migrations SET steps = $2 WHERE part = $1', part, steps.length)
    })
}

/** Of several that create the table at once PostgreSQL may refuse all but one, `IF NOT EXISTS` or not; then the table is there. */
async function createMigrations(database: Database): Promise<void> {
  try {
    await database.query(
      'CREATE TABLE IF NOT EXISTS migrations (part TEXT PRIMARY KEY, steps BIGINT NOT NULL)',
    )
  } catch (error) {
    const isThere = database.query('SELECT steps FROM migrations')
    await isThere.catch(() => {
      throw error
    })
  }
}
