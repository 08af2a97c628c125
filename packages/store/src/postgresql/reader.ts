import type { Session } from './session.ts'

/** Connections that answer single reads; each carries many at a time. */
const CONNECTIONS = 2

/** What answers single statements that only read. */
export type Reader = Pick<Session, 'query' | 'close'>

/** Takes turns over a few connections, opened when they are first needed; one that ended is replaced as long as the writer's is there. */
export function createReader(open: () => Session, writer: Pick<Session, 'check'>): Reader {
  const sessions: Session[] = []
  let turn = 0

  const next = (): Session => {
    turn = (turn + 1) % CONNECTIONS
    const session = sessions[turn]
    if (session !== undefined && isOpen(session)) return session
    const opened = open()
    sessions[turn] = opened
    return opened
  }

  return {
    async query(text, parameters) {
      writer.check()
      return next().query(text, parameters)
    },
    async close() {
      await Promise.all(sessions.map((session) => session.close()))
    },
  }
}

function isOpen(session: Session): boolean {
  try {
    session.check()
    return true
  } catch {
    return false
  }
}
