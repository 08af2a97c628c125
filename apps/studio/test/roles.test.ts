/** Who may look at collections and who may change them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { Access } from '../src/access/access.ts'
import { createAudit } from '../src/audit/audit.ts'
import type { CollectionView, Role } from '../src/contract/index.ts'
import { openEmbedded } from '../src/database/embedded.ts'
import { migrate } from '../src/database/migrate.ts'
import { createHandle } from '../src/server/server.ts'
import { SCHEMAS } from '../src/studio.ts'
import { defaultLimits } from '../src/uploads/limits.ts'
import { openWorkshop } from '../src/workshop.ts'
import { createClient, drawPng, temporaryFolder } from './open-studio.ts'

test('a viewer looks and changes nothing; who is not signed in does neither', async () => {
  using folder = temporaryFolder()
  let role: Role | undefined = 'creator'
  const access: Access = {
    actorOf: async () => (role === undefined ? undefined : { id: '1', name: 'Ada', role }),
    isStillIn: async () => role !== undefined,
  }
  const database = openEmbedded(':memory:')
  await migrate(database, SCHEMAS)
  const logger = pino({ level: 'silent' })
  const nowMs = () => Date.now()
  const shared = { folder: folder.path, database, logger, nowMs }
  const workshop = openWorkshop({ ...shared, isShared: false, threads: 1, limits: defaultLimits })
  const studio = await createHandle({ ...shared, access, audit: createAudit(nowMs) }, workshop.routes)
  const server = createServer((request, response) => {
    if (!studio.handle(request, response)) response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)

  const { id } = await client.ask<CollectionView>('POST', '/collections', { name: 'Cats' })
  const picture = Uint8Array.from(await drawPng('<rect width="64" height="64"/>'))
  const send = (method: string, path: string, body?: object) =>
    client.fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  const put = () => client.fetch(`/collections/${id}/files/Hat/a.png`, { method: 'PUT', body: picture })
  expect((await put()).status).toBe(201)

  const looks = ['/collections', `/collections/${id}`, `/collections/${id}/files/Hat/a.png`, '/jobs']
  const make = { count: 1, size: 32, seed: 'a', format: 'png' }
  const changes = [
    () => send('POST', '/collections', { name: 'Dogs' }),
    () => send('PATCH', `/collections/${id}`, { revision: 2, name: 'Dogs' }),
    () => send('DELETE', `/collections/${id}`),
    () => send('POST', `/collections/${id}/restore`),
    () => send('DELETE', `/collections/${id}/files/Hat/a.png`),
    () => send('POST', `/collections/${id}/layers/Hat`, { name: 'Cap' }),
    () => send('DELETE', `/collections/${id}/layers/Hat`),
    () => send('POST', `/collections/${id}/make`, make),
    () => send('POST', '/jobs/0-0/cancel'),
    put,
  ]
  for (const [who, lookStatus, changeStatus] of [
    ['viewer', 200, 403],
    [undefined, 401, 401],
  ] as const) {
    role = who
    for (const path of looks) expect((await send('GET', path)).status, path).toBe(lookStatus)
    for (const change of changes) expect((await change()).status, String(change)).toBe(changeStatus)
    expect((await send('GET', '/events')).status).toBe(lookStatus)
  }
  server.closeAllConnections()
  server.close()
  await studio.close()
  await workshop.close()
  await database.close()
})
