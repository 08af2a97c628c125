import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useSession } from './session.tsx'

const SignIn = lazy(async () => ({ default: (await import('./sign-in.tsx')).SignIn }))
const Join = lazy(async () => ({ default: (await import('./join.tsx')).Join }))

const PREFIX = '#join='

/** The page for those who may see it; who must sign in first, or comes with an invitation, is asked here. */
export function StudioGate({
  waiting,
  children,
}: {
  readonly waiting: ReactNode
  readonly children: ReactNode
}): ReactNode {
  const { session } = useSession()
  const { token, leave } = useInvitation()
  if (session === undefined || session.mode === 'open') return children
  if (token !== undefined)
    return (
      <Suspense fallback={waiting}>
        <Join token={token} onLeave={leave} />
      </Suspense>
    )
  if (session.mode === 'signedIn') return children
  return (
    <Suspense fallback={waiting}>
      <SignIn session={session} />
    </Suspense>
  )
}

/** The invitation in the address. It is taken out of it at once: a secret has no place in the history. */
function useInvitation(): { readonly token: string | undefined; readonly leave: () => void } {
  const [token, setToken] = useState<string>()
  useEffect(() => {
    const read = (): void => {
      if (!location.hash.startsWith(PREFIX)) return
      setToken(location.hash.slice(PREFIX.length))
      history.replaceState(null, '', location.pathname)
    }
    read()
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  return { token, leave: () => setToken(undefined) }
}
