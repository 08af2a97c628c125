import type { PageConfig } from './config.ts'
import { type ConnectionWatch, createConnectionWatch } from './connection-watch.ts'
import { createPageApi, type PageApi } from './page-api.ts'
import { createQueryCache, type QueryCache } from './query-cache.ts'

/** What every part of a page shares. */
export interface PageClient {
  readonly client: PageApi
  readonly config: PageConfig
  readonly cache: QueryCache
  readonly connection: ConnectionWatch
}

/** A client on the browser's own clock, fetch and WebSocket, for the node at `config.api`. */
export function createPageClient(config: PageConfig): PageClient {
  return {
    config,
    cache: createQueryCache(() => Date.now()),
    connection: createConnectionWatch(config.api),
    client: createPageApi(config.api),
  }
}
