import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { checkAudit } from '../src/audit/read-audit.ts'
import { startDatabases } from './databases.ts'
import { openWorld, PASSWORD, type Somebody, setUp } from './members.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

/** Every route that takes something, with fields it knows, so that some of what is sent gets past the first check. */
const ROUTES: readonly (readonly [string, string, readonly string[]])[] = [
  ['POST', '/setup', ['name', 'password', 'code']],
  ['POST', '/session', ['name', 'password']],
  ['POST', '/session/code', ['code']],
  ['POST', '/session/recovery', ['code']],
  ['POST', '/session/passkey/options', []],
  ['POST', '/session/passkey', ['response']],
  ['POST', '/session/confirm', ['password', 'code', 'recovery', 'response']],
  ['PUT', '/account/password', ['password']],
  ['POST', '/account/totp', []],
  ['POST', '/account/totp/verify', ['code']],
  ['DELETE', '/account/totp', []],
  ['POST', '/account/recovery', []],
  ['POST', '/account/passkeys/options', []],
  ['POST', '/account/passkeys', ['name', 'response']],
  ['DELETE', '/account/passkeys/%s', []],
  ['DELETE', '/account/sessions/%s', []],
  ['PATCH', '/members/%s', ['role', 'isDisabled']],
  ['DELETE', '/members/%s', []],
  ['POST', '/members/%s/reset', []],
  ['POST', '/invites', ['role']],
  ['DELETE', '/invites/%s', []],
  ['POST', '/invites/look', ['token']],
  ['POST', '/invites/accept', ['token', 'name', 'password']],
  ['GET', '/audit?before=%s&limit=%s&search=%s', []],
]

const client = fc.record({
  challenge: fc.oneof(fc.string(), fc.constant('AAAA'), fc.anything()),
  type: fc.constantFrom('webauthn.get', 'webauthn.create', 'other'),
  origin: fc.constantFrom('http://localhost:7862', 'null', ''),
})
const response = fc.record({
  id: fc.string(),
  rawId: fc.string(),
  type: fc.constantFrom('public-key', 'other'),
  clientExtensionResults: fc.constant({}),
  response: fc.record(
    {
      clientDataJSON: fc.oneof(
        fc.string(),
        client.map((each) => Buffer.from(JSON.stringify(each) ?? '').toString('base64url')),
      ),
      attestationObject: fc.base64String(),
      authenticatorData: fc.base64String(),
      signature: fc.base64String(),
    },
    { requiredKeys: [] },
  ),
})
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('owner', 'Ada', PASSWORD, '000000', 'A'.repeat(43), '\0', '\ud800', 'x'.repeat(1_000)),
  fc.jsonValue(),
  response,
)
const attack = fc.constantFrom(...ROUTES).chain(([method, path, fields]) =>
  fc.record({
    method: fc.constant(method),
    path: fc
      .oneof(fc.webSegment(), fc.constantFrom('\0', '%', 'é', '..'))
      .map((part) => path.replaceAll('%s', encodeURIComponent(part) || 'x')),
    body: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record(Object.fromEntries(fields.map((name) => [name, value])), { requiredKeys: [] }),
      },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
    origin: fc.constantFrom(undefined, 'localhost'),
  }),
)

test.for(databases.names)(
  '%s: whatever is sent, by whoever, is answered or refused, and the log holds',
  async (name) => {
    await using world = await openWorld(await databases.open(name))
    const nobody = world.somebody('away')
    nobody.cookies.set(world.accounts.cookie, 'A'.repeat(43))
    const senders: Somebody[] = [nobody, world.somebody('away')]
    const told: string[] = []
    const send = async (
      by: Somebody,
      { method, path, body }: { method: string; path: string; body: unknown },
    ) => {
      // Waits and limits are tested by themselves: here every request is looked at.
      world.clock.nowMs += 3_600_000
      const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH'
      const { status, body: answer } = await by.send(method, path, hasBody ? body : undefined)
      if (status >= 500) told.push(`${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`)
    }
    const property = fc.asyncProperty(attack, fc.nat(2), async (each, index) => {
      const sender = senders[index % senders.length]
      if (sender !== undefined) await send(sender, each)
    })
    await fc.assert(property, { numRuns: 120 })
    world.clock.nowMs = 1_790_000_000_000
    const ada = await setUp(world)
    senders.push(ada)
    const signedIn = fc.asyncProperty(attack, async (each) => {
      world.clock.nowMs -= 3_600_000 - 1
      if (each.path !== '/account/password') await send(ada, each)
    })
    await fc.assert(signedIn, { numRuns: 250 })
    expect(told).toEqual([])
    expect(await checkAudit(world.database)).toMatchObject({ isWhole: true })
  },
)
