import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { accountRoutes } from '../src/accounts/account-routes.ts'
import { type Accounts, openAccounts } from '../src/accounts/accounts.ts'
import { memberRoutes } from '../src/accounts/member-routes.ts'
import { createPasswords } from '../src/accounts/password.ts'
import { accountsSchema } from '../src/accounts/schema.ts'
import { type Secrets, secretsUnder } from '../src/accounts/secrets.ts'
import { sessionRoutes } from '../src/accounts/session-routes.ts'
import { auditSchema, createAudit } from '../src/audit/audit.ts'
import { auditRoutes } from '../src/audit/routes.ts'
import type { Database } from '../src/database/database.ts'
import { openEmbedded } from '../src/database/embedded.ts'
import { migrate } from '../src/database/migrate.ts'
import { createHandle } from '../src/server/server.ts'

/** A password hash that takes no time: what it costs is tested by itself. */
export const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 }
export const PASSWORD = 'seven quiet tides'

/** What a request was answered with. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, never> & { readonly code?: string }
}

/** Somebody with a browser: cookies are kept, and sent where they belong. */
export interface Somebody {
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  readonly cookies: Map<string, string>
}

/** A studio with accounts, reached over HTTP, whose clock stands until it is moved. */
export interface StudioWorld extends AsyncDisposable {
  readonly url: string
  readonly accounts: Accounts
  readonly database: Database
  readonly clock: { nowMs: number }
  /** On the studio's own machine, or somewhere else. */
  somebody(where?: 'here' | 'away'): Somebody
}

/** A studio, whose secrets are encrypted under a key of tests where none are given. */
export async function openWorld(
  given?: Database,
  secrets: Secrets = secretsUnder(new Uint8Array(32).fill(7)),
): Promise<StudioWorld> {
  const database = given ?? openEmbedded(':memory:')
  const clock = { nowMs: 1_790_000_000_000 }
  const nowMs = (): number => clock.nowMs
  await migrate(database, [auditSchema, accountsSchema])
  const audit = createAudit(nowMs)
  const accounts = await openAccounts({ database, audit, nowMs, passwords: createPasswords(CHEAP), secrets })
  const parts = {
    folder: '',
    database,
    access: accounts.access,
    audit,
    logger: pino({ level: 'silent' }),
    nowMs,
  }
  const routes = [sessionRoutes(accounts), accountRoutes(accounts), memberRoutes(accounts), auditRoutes]
  const studio = await createHandle(parts, routes)
  const server = createServer((request, response) => {
    if (!studio.handle(request, response)) response.writeHead(418).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    accounts,
    database,
    clock,
    somebody: (where = 'here') => createSomebody(url, where),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await studio.close()
      await database.close()
    },
  }
}

/** Somebody with a browser at a studio's address. */
export function createSomebody(url: string, where: 'here' | 'away'): Somebody {
  const cookies = new Map<string, string>()
  return {
    cookies,
    async send(method, path, body, headers = {}) {
      const answer = await send(`${url}/studio${path}`, {
        method,
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(where === 'away' ? { 'x-forwarded-for': '192.0.2.7' } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? '' : JSON.stringify(body),
      })
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return answer
    },
  }
}

/** A request as it is, whatever host it names: fetch would set that itself. */
async function send(
  url: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: string },
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asked = request(url, { method, headers }, resolve)
  asked.on('error', reject)
  asked.end(body)
  const answer = await promise
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: JSON.parse(await text(answer)) as Answer['body'],
  }
}

/** An owner of a studio that has just been set up. */
export async function setUp(world: StudioWorld, name = 'Ada'): Promise<Somebody> {
  const owner = world.somebody()
  await owner.send('POST', '/setup', { name, password: PASSWORD })
  return owner
}

/** A new member who took an owner's invitation. */
export async function joinBy(
  owner: Somebody,
  newcomer: Somebody,
  { name, role }: { name: string; role: string },
) {
  const { token } = (await owner.send('POST', '/invites', { role })).body as unknown as { token: string }
  return newcomer.send('POST', '/invites/accept', { token, name, password: PASSWORD })
}
