import type { Server } from 'node:http'
import { AssetView } from '@demiurge/api'
import { toJson } from '@demiurge/codec'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Assets } from './assets.ts'
import type { ProvenanceLog } from './index/provenance-log.ts'
import { listen } from './listen.ts'
import { createPageServer, type PageHandle } from './pages/page-server.ts'
import { createDispatcher, type Handlers } from './rpc/dispatcher.ts'
import { createHttpServer } from './rpc/http-server.ts'
import { metricsText } from './rpc/metrics.ts'
import { RateLimit } from './rpc/rate-limit.ts'
import type { SubmitAll } from './rpc/take-batch.ts'
import type { Topics } from './rpc/topics.ts'
import { serveLog } from './rpc/transparency-log.ts'
import { serveWebSocket } from './rpc/web-socket.ts'
import type { Settings } from './settings/settings.ts'
import { VERSION } from './version.ts'

/** Folders of the built pages. */
export interface Pages {
  readonly dashboard?: string
  readonly creator?: string
  /** What else the creator page's server answers: the studio. */
  readonly studio?: PageHandle
}

/** What the interfaces need of the node. */
export interface InterfaceOptions {
  readonly settings: Settings
  readonly handlers: Handlers
  readonly topics: Topics
  readonly assets: Assets
  readonly log: ProvenanceLog
  readonly unreadiness: () => readonly string[]
  readonly submitAll: SubmitAll
  readonly pages?: Pages
  readonly logger: Logger
}

/** Everything of the node that listens: the API and the pages. */
export class Interfaces {
  readonly http: string
  readonly dashboard: string | undefined
  readonly creator: string | undefined
  readonly #close: () => Promise<void>

  private constructor(
    urls: { http: string; dashboard: string | undefined; creator: string | undefined },
    close: () => Promise<void>,
  ) {
    this.http = urls.http
    this.dashboard = urls.dashboard
    this.creator = urls.creator
    this.#close = close
  }

  /** Opens all ports, or none: when one is taken the others are closed again. Throws SettingsError. */
  static async open(options: InterfaceOptions): Promise<Interfaces> {
    const { settings, pages = {} } = options
    const { host, httpPort } = settings
    const { server, closeSockets } = apiServer(options)
    await server.ready()
    const opened: Server[] = []
    const urls: { http: string; dashboard: string | undefined; creator: string | undefined } = {
      http: '',
      dashboard: undefined,
      creator: undefined,
    }
    const config = (): Record<string, string> => ({
      api: urls.http,
      dashboard: urls.dashboard ?? '',
      creator: urls.creator ?? '',
    })
    try {
      urls.http = await listen(server.server, { host, port: httpPort, setting: 'httpPort' })
      for (const name of ['dashboard', 'creator'] as const) {
        const directory = pages[name]
        if (directory === undefined || settings[`${name}Port`] < 0) continue
        const handle = name === 'creator' ? pages.studio : undefined
        const page = createPageServer({ name, directory, config, ...(handle && { handle }) })
        opened.push(page)
        urls[name] = await listen(page, { host, port: settings[`${name}Port`], setting: `${name}Port` })
      }
    } catch (error) {
      for (const page of opened) page.close()
      await server.close()
      server.server.close()
      throw error
    }
    return new Interfaces(urls, async () => {
      closeSockets()
      for (const page of opened) {
        page.closeAllConnections()
        page.close()
      }
      server.server.closeAllConnections()
      await server.close()
    })
  }

  /** Answers nothing more, and closes every connection. */
  async close(): Promise<void> {
    await this.#close()
  }
}

function apiServer(options: InterfaceOptions): {
  readonly server: FastifyInstance
  readonly closeSockets: () => void
} {
  const { settings, handlers, topics, assets, logger } = options
  const onBug = (error: unknown): void => logger.error({ err: error }, 'a request failed')
  const dispatcher = createDispatcher(handlers, VERSION, onBug)
  const isAllowedOrigin = originRule(settings.host)
  const rateLimit = {
    requests: new RateLimit(settings.requestsPerSecond),
    transactions: new RateLimit(settings.transactionsPerSecond),
  }
  const { submitAll } = options
  const server = createHttpServer({
    dispatcher,
    version: VERSION,
    rateLimit,
    assetBytes: settings.assetMegabytes * 2 ** 20,
    submitAll,
    putAsset: async (bytes, mediaType) => toJson(AssetView, await assets.put(bytes, mediaType)),
    readAsset: (sha256) => assets.read(sha256),
    metrics: async () =>
      metricsText(
        await handlers.node_getStatus({ reserved: null }),
        await handlers.node_getProfile({ reserved: null }),
      ),
    unreadiness: options.unreadiness,
    isAllowedOrigin,
    onBug,
  })
  serveLog(server, options.log)
  const sockets = serveWebSocket({
    ...{ server: server.server, dispatcher, topics, isAllowedOrigin, rateLimit, submitAll, onBug },
  })
  return { server, closeSockets: () => sockets.close() }
}

/**
 * Which pages may talk to the API: those of this machine, and of the host that the node was told to listen on. Programs send no origin
 * and are let in; a page of somebody else's must not use a visitor's node behind their back.
 */
function originRule(host: string): (origin: string | undefined) => boolean {
  const own = new Set(['127.0.0.1', 'localhost', '[::1]', host])
  return (origin) => {
    if (origin === undefined) return true
    try {
      return own.has(new URL(origin).hostname)
    } catch {
      return false
    }
  }
}
