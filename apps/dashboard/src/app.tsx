import {
  AppShell,
  EmptyState,
  LinkButton,
  type NavItem,
  Skeleton,
  useConnection,
  usePage,
  usePaletteShortcut,
} from '@demiurge/design'
import { Boxes, Images, LayoutGrid, Palette, ShieldCheck, Wallet, Waypoints } from 'lucide-react'
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { NoticeBell, NoticeFollower } from './notices/bell.tsx'
import { catchLinks, useLocation } from './router/location.ts'
import { findRoute } from './router/routes.ts'
import { ErrorBoundary } from './shared/error-boundary.tsx'
import { Palette as SearchPalette } from './shared/palette.tsx'
import { Shortcuts } from './shared/shortcuts.tsx'

const NAV = [
  { href: '/', label: 'Overview', icon: <LayoutGrid /> },
  { href: '/works', label: 'Works', icon: <Images /> },
  { href: '/verify', label: 'Verify', icon: <ShieldCheck /> },
  { href: '/wallet', label: 'Wallet', icon: <Wallet /> },
  { href: '/explorer', label: 'Explorer', icon: <Boxes /> },
  { href: '/network', label: 'Network', icon: <Waypoints /> },
]

/** The frame and the page that the address names. */
export function App(): ReactNode {
  const { path, query } = useLocation()
  const { config, connection: watch } = usePage()
  const connection = useConnection()
  const [searching, setSearching] = useState(false)
  const found = findRoute(path)
  usePaletteShortcut(() => setSearching(true))
  useEffect(() => catchLinks(document.body), [])
  useFocusOnNavigation(path)

  const nav: readonly NavItem[] = NAV.map((item) => ({
    ...item,
    current: found?.route.section === item.href,
  }))
  return (
    <AppShell
      name="Demiurge"
      nav={nav}
      connection={connection}
      onRetry={watch.ask}
      onSearch={() => setSearching(true)}
      tools={<NoticeBell />}
      aside={config.creator !== '' && <CreatorLink href={config.creator} />}
    >
      <ErrorBoundary resetKey={path}>
        <Suspense fallback={<PageSkeleton />}>
          {found === undefined ? (
            <NotFound />
          ) : (
            // The key starts a page anew when its identifier changes.
            <found.route.Page key={path} params={found.params} query={query} />
          )}
        </Suspense>
      </ErrorBoundary>
      <NoticeFollower />
      <Shortcuts onSearch={() => setSearching(true)} />
      <SearchPalette open={searching} onOpenChange={setSearching} nav={NAV} />
    </AppShell>
  )
}

function CreatorLink({ href }: { readonly href: string }): ReactNode {
  return (
    <a className="d-nav-link" href={href} target="_blank" rel="noreferrer">
      <Palette />
      Open the studio
    </a>
  )
}

/** A new page is announced and reached by the next Tab: focus goes to its content, but not on the first load. */
function useFocusOnNavigation(path: string): void {
  const first = useRef(path)
  useEffect(() => {
    if (first.current === path) return
    first.current = path
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [path])
}

function PageSkeleton(): ReactNode {
  return (
    <div className="d-stack-l" role="status" aria-label="Loading">
      <Skeleton width={240} height={32} />
      <Skeleton height={320} radius="var(--radius-l)" />
    </div>
  )
}

function NotFound(): ReactNode {
  return (
    <EmptyState title="There is no such page" actions={<LinkButton href="/">Go to the overview</LinkButton>}>
      The address may be mistyped. The search finds items, accounts, commits and transactions.
    </EmptyState>
  )
}
