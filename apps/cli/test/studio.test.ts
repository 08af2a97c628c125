import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openStudio } from '@demiurge/studio'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { run, temporaryFolder } from './run.ts'

const TIMEOUT_MS = 60_000
const PASSWORD = 'seven quiet tides'

/** A studio that runs on a data folder, with one owner. */
async function openOwned(data: string) {
  const studio = await openStudio({
    folder: join(data, 'studio'),
    logger: pino({ level: 'silent' }),
    passwordCost: { memoryKib: 64, passes: 1, lanes: 1 },
  })
  const server = createServer((request, response) => {
    if (!studio.handle(request, response)) response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/studio`
  const post = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return answer.json()
  }
  await post('/setup', { name: 'Ada', password: PASSWORD })
  return {
    post,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await studio.close()
    },
  }
}

test('an operator sees the members, brings one back who lost everything, and checks the log', {
  timeout: TIMEOUT_MS,
}, async () => {
  using folder = temporaryFolder()
  const demiurge = (...args: string[]) => run(args, { cwd: folder.path, env: { DEMIURGE_DATA: folder.path } })
  expect(await demiurge('studio', 'users')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no studio'),
  })
  await using studio = await openOwned(folder.path)
  const users = await demiurge('studio', 'users')
  expect(users.out).toMatch(/Ada\s+owner/)
  // A studio whose folder the settings name is found there.
  const elsewhere = {
    DEMIURGE_DATA: join(folder.path, 'chain'),
    DEMIURGE_STUDIO_FOLDER: join(folder.path, 'studio'),
  }
  expect((await run(['studio', 'users'], { cwd: folder.path, env: elsewhere })).out).toBe(users.out)
  expect((await demiurge('studio', 'reset', 'Bob')).err).toContain('there are Ada')
  const reset = await demiurge('studio', 'reset', 'ada', '--page', 'https://studio.example', '--json')
  const { link } = reset.json() as { link: string }
  const [, token] = /^https:\/\/studio\.example\/#join=([\w-]{43})$/.exec(link) ?? []
  // The old password holds until the link is used.
  const old = { name: 'Ada', password: PASSWORD }
  expect(await studio.post('/session', old)).toMatchObject({ mode: 'signedIn' })
  const back = await studio.post('/invites/accept', { token, password: 'eight other tides' })
  expect(back).toMatchObject({ mode: 'signedIn', user: { name: 'Ada' } })
  expect(await studio.post('/session', old)).toMatchObject({ code: 'session.WrongPassword' })
  const log = await demiurge('studio', 'audit', '--limit', '9')
  expect(log.out).toMatch(/operator {2}member\.reset {2}Ada/)
  expect(await demiurge('studio', 'audit', '--verify')).toMatchObject({ code: 0 })
  const file = new DatabaseSync(join(folder.path, 'studio', 'studio.sqlite'))
  file.exec("UPDATE audit SET actor = 'Ada' WHERE actor = 'operator'")
  file.close()
  const broken = await demiurge('studio', 'audit', '--verify')
  expect(broken.code).toBe(1)
  expect(broken.out).toContain('was changed')
})
