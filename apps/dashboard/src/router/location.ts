import { useSyncExternalStore } from 'react'

const CHANGED = 'demiurge:navigated'

/** Goes to a path of this app without loading the page anew. `replace` leaves no step for the back button. */
export function navigate(href: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  dispatchEvent(new Event(CHANGED))
  if (!replace) scrollTo(0, 0)
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener)
  addEventListener(CHANGED, listener)
  return () => {
    removeEventListener('popstate', listener)
    removeEventListener(CHANGED, listener)
  }
}

/** Where the page is now: path and query. */
export function useLocation(): { readonly path: string; readonly query: URLSearchParams } {
  const href = useSyncExternalStore(subscribe, () => location.pathname + location.search)
  const [path = '/', query = ''] = href.split('?')
  return { path, query: new URLSearchParams(query) }
}

/**
 * Makes plain links work without a reload: a click on an `<a href="/…">` of this origin becomes `navigate`. Clicks with a modifier, on
 * links with a target or a download, and on fragments of the same page keep their own meaning.
 */
export function catchLinks(target: HTMLElement): () => void {
  const onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null
    const href = link?.getAttribute('href')
    if (link == null || href == null || link.hasAttribute('target') || link.hasAttribute('download')) return
    const url = new URL(href, location.href)
    if (url.origin !== location.origin || href.startsWith('#')) return
    event.preventDefault()
    navigate(url.pathname + url.search)
  }
  target.addEventListener('click', onClick)
  return () => target.removeEventListener('click', onClick)
}
