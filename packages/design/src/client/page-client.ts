import { type Client, createClient } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import type { PageConfig } from './config.ts'
import { type ConnectionWatch, createConnectionWatch } from './connection-watch.ts'
import { createQueryCache, type QueryCache } from './query-cache.ts'

/** What every part of a page shares. */
export interface PageClient {
  readonly client: Client
  readonly config: PageConfig
  readonly cache: QueryCache
  readonly connection: ConnectionWatch
}

const RANDOM_CHUNK = 65_536

/** A client on the browser's own clock, randomness, fetch and WebSocket, for the node at `config.api`. */
export function createPageClient(config: PageConfig): PageClient {
  return {
    config,
    cache: createQueryCache(() => Date.now()),
    connection: createConnectionWatch(config.api),
    client: createClient({
      transport: webTransport(config.api, { attempts: Number.POSITIVE_INFINITY }),
      environment: { nowMs: () => Date.now(), random: randomBytes },
    }),
  }
}

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  // getRandomValues takes at most 65,536 bytes at once.
  for (let at = 0; at < length; at += RANDOM_CHUNK)
    crypto.getRandomValues(bytes.subarray(at, at + RANDOM_CHUNK))
  return bytes
}
