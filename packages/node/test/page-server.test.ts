/** What a page's server sends: built files for ever, the page for every address in it, and nothing from outside of its folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '../src/listen.ts'
import { createPageServer } from '../src/pages/page-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'demiurge-page-'))
const dist = join(folder, 'dist')
const server = createPageServer({
  name: 'creator',
  directory: dist,
  config: () => ({ api: 'http://127.0.0.1:8082' }),
  handle(request, response) {
    if (request.url !== '/studio/session') return false
    response.end('the studio')
    return true
  },
})
let url = ''

beforeAll(async () => {
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(dist, 'index.html'), '<h1>page</h1>')
  writeFileSync(join(dist, 'assets/app-1.js'), 'let a = 1')
  writeFileSync(join(dist, 'assets/app-1.js.br'), brotliCompressSync('let a = 1'))
  writeFileSync(join(dist, 'assets/plain-1.js'), 'let b = 2')
  url = await listen(server, { host: '127.0.0.1', port: 0, setting: 'creatorPort' })
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

/** As `fetch`, which unpacks by itself and tidies up paths, does not. */
function ask(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(`${url}${path}`, { headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      )
    }).on('error', reject)
  })
}

test('a file is sent compressed to whoever takes that, and as it is to everybody else', async () => {
  const packed = await ask('/assets/app-1.js', { 'accept-encoding': 'gzip, deflate, br, zstd' })
  expect(packed.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'text/javascript; charset=utf-8',
    vary: 'accept-encoding',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  expect(brotliDecompressSync(packed.body).toString()).toBe('let a = 1')
  for (const accepted of ['', 'gzip', 'br;q=0, gzip', 'brotli', 'bread']) {
    const plain = await ask('/assets/app-1.js', { 'accept-encoding': accepted })
    expect(plain.headers['content-encoding'], accepted).toBeUndefined()
    expect(plain.headers.vary).toBe('accept-encoding')
    expect(plain.body.toString()).toBe('let a = 1')
  }
  const single = await ask('/assets/plain-1.js', { 'accept-encoding': 'br' })
  expect(single.headers['content-encoding']).toBeUndefined()
  expect(single.body.toString()).toBe('let b = 2')
})

test('every address of the page is the page; a file that is missing is missing', async () => {
  const page = await ask('/collections/7')
  expect(page).toMatchObject({ status: 200, body: Buffer.from('<h1>page</h1>') })
  expect(page.headers['cache-control']).toBe('no-cache')
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect((await ask('/assets/gone.js')).status).toBe(404)
  expect(JSON.parse((await ask('/config.json')).body.toString())).toEqual({ api: 'http://127.0.0.1:8082' })
})

test('nothing from outside of the folder is sent', async () => {
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/%00.js'])
    expect((await ask(path)).status, path).toBe(404)
})

test('what somebody else answers on the same port comes first', async () => {
  expect((await ask('/studio/session')).body.toString()).toBe('the studio')
})
