import type { Role, SessionView } from '@demiurge/studio/contract'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { askStudio, type StudioProblem } from './studio-client.ts'

/** Who the studio takes this page's visitor to be. */
export interface StudioSession {
  /** Undefined while the studio is asked, and on servers without one (`hasStudio` is false then). */
  readonly session: SessionView | undefined
  readonly hasStudio: boolean
  /** What the studio answered to a change of the session. */
  readonly adopt: (session: SessionView) => void
  /** Asks anew, such as after a 401. */
  readonly refresh: () => Promise<void>
}

const SessionContext = createContext<StudioSession>({
  session: undefined,
  hasStudio: false,
  adopt: () => undefined,
  refresh: async () => undefined,
})

/** Asks the studio once, as soon as the page is there; `waiting` is shown until it answers. */
export function SessionProvider({
  waiting,
  children,
}: {
  readonly waiting: ReactNode
  readonly children: ReactNode
}): ReactNode {
  // Null: this server has no studio, and the page works as it does without one.
  const [session, setSession] = useState<SessionView | null>()
  const refresh = useCallback(async () => {
    const asked = await askSession()
    // A node that is just starting again takes nobody's session away.
    setSession((before) => (asked === 'unreachable' ? (before ?? null) : asked))
  }, [])
  useEffect(() => {
    void refresh()
    // Coming back to the page is when a session is found to have ended elsewhere.
    const again = (): void => {
      if (document.visibilityState === 'visible') void refresh()
    }
    document.addEventListener('visibilitychange', again)
    return () => document.removeEventListener('visibilitychange', again)
  }, [refresh])
  const value = useMemo(
    () => ({ session: session ?? undefined, hasStudio: session != null, adopt: setSession, refresh }),
    [session, refresh],
  )
  if (session === undefined) return waiting
  return <SessionContext value={value}>{children}</SessionContext>
}

async function askSession(): Promise<SessionView | null | 'unreachable'> {
  return askStudio<SessionView>('GET', '/session').catch((error: StudioProblem) =>
    error.code === 'studio.Unreachable' ? 'unreachable' : null,
  )
}

/** Who uses the studio. */
export function useSession(): StudioSession {
  return useContext(SessionContext)
}

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, creator: 1, owner: 2 }

/** Whether whoever uses the studio may do what a role may; false on servers without a studio. */
export function useMay(role: Role): boolean {
  const { session } = useSession()
  return session?.role !== undefined && RANKS[session.role] >= RANKS[role]
}

/** Whether a problem means that somebody has to sign in. */
export function isSignedOut(error: unknown): boolean {
  return (error as StudioProblem).code === 'studio.SignedOut'
}
