import { StoreError } from '../error.ts'
import type { Session } from './session.ts'

/** Each holds a connection, and a moment that the server must keep. */
const MOST_SNAPSHOTS = 8
const WAIT_MS = 30_000

/** Connections for snapshots: each is one iteration's while it runs, then the next one's. */
export interface SnapshotPool {
  /** A connection of one's own; waits while all are taken. Throws StoreError `store.Busy` when none comes free for long. */
  take(): Promise<Session>
  /** Ends the snapshot and gives the connection to the next one. */
  giveBack(session: Session): Promise<void>
  close(): Promise<void>
}

/** Connections are opened when they are first needed, at most eight. */
export function createSnapshotPool(open: () => Session): SnapshotPool {
  const all = new Set<Session>()
  const free: Session[] = []
  const waiting: ((session: Session) => void)[] = []

  const opened = (): Session => {
    const session = open()
    all.add(session)
    return session
  }

  const untilFree = async (): Promise<Session> => {
    const { promise, resolve, reject } = Promise.withResolvers<Session>()
    waiting.push(resolve)
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(resolve), 1)
      reject(
        new StoreError(
          'store.Busy',
          `${MOST_SNAPSHOTS} iterations are open and none ended within ${WAIT_MS / 1000} s: end those that are no longer read`,
        ),
      )
    }, WAIT_MS)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async take() {
      return free.pop() ?? (all.size < MOST_SNAPSHOTS ? opened() : untilFree())
    },
    async giveBack(session) {
      let next = session
      try {
        await session.query('rollback')
      } catch {
        // The connection is gone, and the snapshot with it: the next one needs another.
        all.delete(session)
        await session.close()
        if (waiting.length === 0) return
        next = opened()
      }
      const resolve = waiting.shift()
      if (resolve === undefined) free.push(next)
      else resolve(next)
    },
    async close() {
      await Promise.all([...all].map((session) => session.close()))
    },
  }
}
