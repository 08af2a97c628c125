import { DatabaseSync } from 'node:sqlite'

/** A lock that is held. The operating system lets go of it when the process ends, however that happens. */
export interface FileLock {
  release(): void
}

const BUSY = 5

/**
 * Takes a lock that only one process can hold, on this machine and on others that share the folder (over network file systems with POSIX
 * locks, such as NFS 4): SQLite's own lock on a file, which Node has no other way to ask for. Waits up to `waitMs` *without letting anything
 * else run*; undefined when it is held by another. Throws when the file cannot be made.
 */
export function takeLock(path: string, waitMs = 0): FileLock | undefined {
  const file = new DatabaseSync(path, { timeout: waitMs })
  try {
    file.exec('BEGIN EXCLUSIVE')
    return { release: () => file.close() }
  } catch (error) {
    file.close()
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY) return undefined
    throw error
  }
}
