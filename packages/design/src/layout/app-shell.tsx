import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../actions/button.tsx'
import { OfflineBanner } from '../feedback/states.tsx'
import { ThemeToggle } from '../theme/theme-toggle.tsx'
import { Connection } from './connection.tsx'
import { Logo } from './logo.tsx'

/** One place of the app. On a phone the first six are in the bottom bar. */
export interface NavItem {
  readonly href: string
  readonly label: string
  /** A shorter name for the bottom bar. */
  readonly short?: string
  readonly icon: ReactNode
  readonly current: boolean
}

/** How the browser's connection to the node stands. */
export type ConnectionState = 'connecting' | 'online' | 'offline'

const PHONE_ITEMS = 6

/**
 * The frame around every page: navigation at the side (a bottom bar on a phone), search, theme, connection, and the offline banner.
 * Links are plain `<a href>`: the app's router catches them. `wide` gives the content the whole width and no padding.
 */
export function AppShell({
  name,
  nav,
  connection,
  onRetry,
  onSearch,
  aside,
  tools,
  wide = false,
  children,
}: {
  readonly name: string
  readonly nav: readonly NavItem[]
  readonly connection: ConnectionState
  readonly onRetry?: () => void
  readonly onSearch?: () => void
  /** Below the navigation at the side, such as a link to the other app. */
  readonly aside?: ReactNode
  /** Small controls beside the theme, such as notifications. */
  readonly tools?: ReactNode
  readonly wide?: boolean
  readonly children: ReactNode
}): ReactNode {
  return (
    <div className="d-shell">
      <a className="d-button d-skip" data-kind="primary" href="#content">
        Skip to content
      </a>
      <aside className="d-side">
        <Brand name={name} />
        {onSearch !== undefined && <SearchButton onSearch={onSearch} />}
        <nav className="d-nav" aria-label="Main">
          {nav.map((item) => (
            <NavLink key={item.href} item={item} label={item.label} />
          ))}
        </nav>
        {aside}
        <div className="d-side-foot">
          <Connection state={connection} />
          {tools}
          <ThemeToggle />
        </div>
      </aside>
      <div className="d-main">
        <header className="d-top">
          <Brand name={name} />
          <Connection state={connection} />
          {onSearch !== undefined && (
            <IconButton label="Search" onClick={onSearch}>
              <Search />
            </IconButton>
          )}
          {tools}
          <ThemeToggle />
        </header>
        <OfflineBanner offline={connection === 'offline'} {...(onRetry === undefined ? {} : { onRetry })} />
        <main className="d-content" id="content" tabIndex={-1} data-wide={wide || undefined}>
          {children}
        </main>
      </div>
      <nav className="d-bottom" aria-label="Main, phone">
        {nav.slice(0, PHONE_ITEMS).map((item) => (
          <NavLink key={item.href} item={item} label={item.short ?? item.label} />
        ))}
      </nav>
    </div>
  )
}

function Brand({ name }: { readonly name: string }): ReactNode {
  return (
    <a className="d-brand" href="/">
      <Logo />
      {name}
    </a>
  )
}

function SearchButton({ onSearch }: { readonly onSearch: () => void }): ReactNode {
  const mac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent)
  return (
    <button type="button" className="d-side-search" onClick={onSearch}>
      <Search aria-hidden />
      Search
      <kbd>{mac ? '⌘K' : 'Ctrl K'}</kbd>
    </button>
  )
}

function NavLink({ item, label }: { readonly item: NavItem; readonly label: string }): ReactNode {
  return (
    <a className="d-nav-link" href={item.href} aria-current={item.current ? 'page' : undefined}>
      {item.icon}
      {label}
    </a>
  )
}
