/** A value of a statement's parameter or of a column. Times are Unix ms in BIGINT columns; they come back as numbers. */
export type SqlValue = string | number | Uint8Array | null

/** One row by column name. */
export type Row = Readonly<Record<string, SqlValue>>

/**
 * The studio's database. The SQL is what SQLite and PostgreSQL have in common: `$1, $2, …`, `RETURNING`, `ON CONFLICT`; types TEXT,
 * BIGINT, BYTEA. A statement whose condition has stopped to hold changes nothing on either, so claims are written as
 * `UPDATE … WHERE id = (SELECT …) AND state = 'waiting' RETURNING …` and tried again.
 */
export interface Queries {
  /** Runs one statement and gives its rows. Throws DatabaseError. */
  query(sql: string, ...parameters: readonly SqlValue[]): Promise<readonly Row[]>
}

/** A database that is open. */
export interface Database extends Queries {
  /** Everything `work` does through the queries that it is given happens, or nothing. Not nested: `work` uses what it is given only. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The database could not do what it was asked to; `isConflict` where a row that must be the only one of its kind is there already. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly isConflict: boolean

  constructor(
    message: string,
    { isConflict = false, cause }: { isConflict?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.isConflict = isConflict
  }
}
