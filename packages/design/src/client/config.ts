/** Where a page finds its node and its sister page; the page's own origin serves it as `/config.json`. */
export interface PageConfig {
  /** Address of the node's API, such as `http://127.0.0.1:8082`. */
  readonly api: string
  readonly dashboard: string
  readonly creator: string
}

/** Reads `/config.json`. Throws an Error with the way out when it is missing or names no API. */
export async function loadConfig(signal?: AbortSignal): Promise<PageConfig> {
  const response = await fetch('/config.json', signal === undefined ? {} : { signal })
  if (!response.ok)
    throw new Error(
      `/config.json could not be read (status ${response.status}): is this page served by a node?`,
    )
  const json: unknown = await response.json()
  const { api, dashboard, creator } = Object(json)
  if (typeof api !== 'string' || api === '')
    throw new Error(
      '/config.json names no "api", the address of the node: restart the node that serves this page',
    )
  const sister = (address: unknown): string => atHostOf(location.hostname, String(address ?? ''))
  return { api, dashboard: sister(dashboard), creator: sister(creator) }
}

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/**
 * The address of a page of this machine under the name by which somebody is on this machine already: browsers keep drafts, keys and passkeys by
 * name, and `localhost` is another one than `127.0.0.1`. Any other address is left as it is.
 */
export function atHostOf(hostname: string, address: string): string {
  const url = URL.parse(address)
  if (url === null || !LOOPBACK.includes(url.hostname) || !LOOPBACK.includes(hostname)) return address
  url.hostname = hostname
  return url.origin
}
