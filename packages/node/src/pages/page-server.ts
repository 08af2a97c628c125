import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
}

/** What a page server serves: a folder of built files, and what the page must know of its node. */
export interface PageOptions {
  readonly name: string
  readonly directory: string
  /** Served as /config.json: where the API is, and where the other page is. */
  readonly config: () => Readonly<Record<string, string>>
  /** Asked first: answers what is not the page's own, and says so. */
  readonly handle?: PageHandle
}

/** Answers a request and gives true, or leaves it alone and gives false. */
export type PageHandle = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 * Serves one single-page application: its files, compressed where the build left `<file>.br` beside them, and index.html for every other path. Built files have their hash in their name and
 * are immutable; index.html and config.json never stay in a cache.
 */
export function createPageServer({ name, directory, config, handle }: PageOptions): Server {
  return createServer((request, response) => {
    if (handle?.(request, response) === true) return
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://page').pathname)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return end(response, 405, 'only GET is answered here')
    setHeaders(response, config().api ?? '')
    if (path === '/config.json') {
      response.setHeader('cache-control', 'no-store')
      response.setHeader('content-type', 'application/json; charset=utf-8')
      return void response.end(JSON.stringify(config()))
    }
    const file = fileAt(directory, path)
    if (file !== undefined) return send(file, path.startsWith('/assets/'), request, response)
    // A file that is asked for by name and is missing must not be answered with a page.
    if (extname(path) !== '') return end(response, 404, `there is no ${path} here`)
    const index = fileAt(directory, '/index.html')
    if (index === undefined)
      return end(response, 503, `the ${name} page is not built; run "npm run build:pages" and reload`)
    return send(index, false, request, response)
  })
}

function fileAt(directory: string, path: string): string | undefined {
  if (path.includes('\0')) return undefined
  const file = join(directory, normalize(path))
  const inside = file.startsWith(normalize(`${directory}/`))
  return inside && existsSync(file) && statSync(file).isFile() ? file : undefined
}

function send(file: string, immutable: boolean, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
  response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  const compressed = `${file}.br`
  const hasCompressed = existsSync(compressed)
  if (hasCompressed) response.setHeader('vary', 'accept-encoding')
  const isCompressed = hasCompressed && takesBrotli(request)
  if (isCompressed) response.setHeader('content-encoding', 'br')
  const sent = isCompressed ? compressed : file
  response.setHeader('content-length', statSync(sent).size)
  if (request.method === 'HEAD') return void response.end()
  createReadStream(sent).pipe(response)
}

/** RFC 9110 12.5.3; browsers name it over TLS and on their own machine. */
function takesBrotli(request: IncomingMessage): boolean {
  const named = /(?:^|,)\s*br\s*(?:;\s*q=([0-9.]+)\s*)?(?:,|$)/.exec(
    String(request.headers['accept-encoding'] ?? ''),
  )
  return named !== null && Number(named[1] ?? 1) > 0
}

function setHeaders(response: ServerResponse, api: string): void {
  const socket = api.replace(/^http/, 'ws')
  // Art is drawn in workers and WebAssembly; everything else that a page could load is closed.
  response.setHeader(
    'content-security-policy',
    [
      "default-src 'self'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "worker-src 'self' blob:",
      "style-src 'self' 'unsafe-inline'",
      `img-src 'self' data: blob: ${api}`,
      `connect-src 'self' data: blob: ${api} ${socket}`,
      "font-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  )
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
}

function end(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`)
}
