import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openAccess, requireRole } from '../src/access/access.ts'
import { createAudit } from '../src/audit/audit.ts'
import { openEmbedded } from '../src/database/embedded.ts'
import { createHandle, type Routes } from '../src/server/server.ts'

const routes: Routes = (server, { access }) => {
  server.post('/things', async (request) => ({ by: (await requireRole(access, request, 'creator')).name }))
  server.get('/broken', async () => {
    throw new TypeError('a bug with a secret in it')
  })
}

async function open(access = openAccess) {
  const database = openEmbedded(':memory:')
  const logger = pino({ level: 'silent' })
  const audit = createAudit(() => 0)
  const parts = { folder: '', database, access, audit, logger, nowMs: () => 0 }
  const studio = await createHandle(parts, [routes])
  const server = createServer((request, response) => {
    if (!studio.handle(request, response)) response.writeHead(418).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await studio.close()
      await database.close()
    },
  }
}

test('the studio answers below /studio and leaves everything else alone', async () => {
  await using opened = await open()
  const { url } = opened
  expect((await fetch(`${url}/`)).status).toBe(418)
  expect((await fetch(`${url}/studios`)).status).toBe(418)
  expect((await fetch(`${url}/studio/nothing`)).status).toBe(404)
  const made = await fetch(`${url}/studio/things`, { method: 'POST' })
  expect(await made.json()).toEqual({ by: 'local' })
  expect(made.headers.get('cache-control')).toBe('no-store')
})

test('what a page of another origin sends is refused', async () => {
  await using opened = await open()
  const send = (headers: Record<string, string>) =>
    fetch(`${opened.url}/studio/things`, { method: 'POST', headers })
  expect((await send({ origin: 'http://evil.example' })).status).toBe(403)
  expect((await send({ origin: 'null' })).status).toBe(403)
  expect((await send({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await send({ origin: opened.url })).status).toBe(200)
})

test('who may not is told what is missing, and a bug tells nothing of itself', async () => {
  await using viewer = await open({
    ...openAccess,
    actorOf: async () => ({ id: '1', name: 'Ada', role: 'viewer' }),
  })
  const refused = await fetch(`${viewer.url}/studio/things`, { method: 'POST' })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ code: 'studio.NotAllowed' })
  await using nobody = await open({ ...openAccess, actorOf: async () => undefined })
  expect((await fetch(`${nobody.url}/studio/things`, { method: 'POST' })).status).toBe(401)
  const broken = await fetch(`${nobody.url}/studio/broken`)
  expect(broken.status).toBe(500)
  expect(await broken.text()).not.toContain('secret')
})
