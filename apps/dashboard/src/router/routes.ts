import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import { matchPath, type PathParams } from './match.ts'

/** What every page is given. */
export interface PageProps {
  readonly params: PathParams
  readonly query: URLSearchParams
}

/** A page and where it lives; its code is loaded when it is first visited. */
export interface Route {
  readonly pattern: string
  /** The place in the navigation that it belongs to. */
  readonly section: string
  readonly Page: LazyExoticComponent<ComponentType<PageProps>>
}

type Load = () => Promise<ComponentType<PageProps>>

function route(section: string, pattern: string, load: Load): Route {
  return { section, pattern, Page: lazy(async () => ({ default: await load() })) }
}

/** All pages. */
export const routes: readonly Route[] = [
  route('/', '/', async () => (await import('../home/home-page.tsx')).HomePage),
  route('/works', '/works', async () => (await import('../works/works-page.tsx')).WorksPage),
  route(
    '/works',
    '/collections',
    async () => (await import('../works/collections-page.tsx')).CollectionsPage,
  ),
  route(
    '/works',
    '/collections/:id',
    async () => (await import('../works/collection-page.tsx')).CollectionPage,
  ),
  route(
    '/works',
    '/items/:id/certificate',
    async () => (await import('../certificate/certificate-page.tsx')).CertificatePage,
  ),
  route('/works', '/items/:id', async () => (await import('../works/item-page.tsx')).ItemPage),
  route('/verify', '/verify', async () => (await import('../verify/verify-page.tsx')).VerifyPage),
  route('/explorer', '/explorer', async () => (await import('../explorer/commits-page.tsx')).CommitsPage),
  route(
    '/explorer',
    '/commits/:height',
    async () => (await import('../explorer/commit-page.tsx')).CommitPage,
  ),
  route('/explorer', '/blocks/:id', async () => (await import('../explorer/block-page.tsx')).BlockPage),
  route(
    '/explorer',
    '/transactions/:id',
    async () => (await import('../explorer/transaction-page.tsx')).TransactionPage,
  ),
  route(
    '/explorer',
    '/accounts/:address',
    async () => (await import('../explorer/account-page.tsx')).AccountPage,
  ),
  route('/explorer', '/search', async () => (await import('../search/search-page.tsx')).SearchPage),
  route('/wallet', '/wallet', async () => (await import('../wallet/wallet-page.tsx')).WalletPage),
  route('/network', '/network', async () => (await import('../network/network-page.tsx')).NetworkPage),
  route('/network', '/node', async () => (await import('../node/node-page.tsx')).NodePage),
]

/** The page for a path, or undefined when there is none. */
export function findRoute(path: string): { readonly route: Route; readonly params: PathParams } | undefined {
  for (const each of routes) {
    const params = matchPath(each.pattern, path)
    if (params !== undefined) return { route: each, params }
  }
  return undefined
}
