import { afterAll, expect, test } from 'vitest'
import { type Authenticator, createAuthenticator } from './authenticator.ts'
import { startDatabases } from './databases.ts'
import {
  type Answer,
  joinBy,
  openWorld,
  PASSWORD,
  type Somebody,
  type StudioWorld,
  setUp,
} from './members.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

const MINUTE = 60_000

/** A page at a name: passkeys belong to names. Requests go to the address, as a proxy's would. */
function createHost({ url }: StudioWorld, name = 'localhost') {
  const { port } = new URL(url)
  const origin = `http://${name}:${port}`
  const headers = { origin, host: `${name}:${port}` }
  const post = (by: Somebody, path: string, body: object = {}): Promise<Answer> =>
    by.send('POST', path, body, headers)
  return {
    post,
    origin,
    async add(by: Somebody, device: Authenticator): Promise<Answer> {
      const { body } = await post(by, '/account/passkeys/options')
      const response = device.create(body as never, origin)
      return post(by, '/account/passkeys', { name: 'My key', response })
    },
    /** What the device signs for a challenge that the studio gave. */
    async sign(by: Somebody, device: Authenticator): Promise<object> {
      const { body } = await post(by, '/session/passkey/options')
      return device.get(body as never, origin)
    },
    async signIn(by: Somebody, device: Authenticator): Promise<Answer> {
      return post(by, '/session/passkey', { response: await this.sign(by, device) })
    },
  }
}

test.for(databases.names)(
  '%s: a passkey signs in without a password, and is a second factor',
  async (name) => {
    await using world = await openWorld(await databases.open(name))
    const host = createHost(world)
    const ada = await setUp(world)
    const device = createAuthenticator()
    const added = await host.add(ada, device)
    expect((added.body as unknown as { codes: string[] }).codes).toHaveLength(10)
    expect((await host.signIn(world.somebody(), device)).body).toMatchObject({
      mode: 'signedIn',
      user: { name: 'Ada' },
    })
    const again = world.somebody('away')
    const first = await again.send('POST', '/session', { name: 'Ada', password: PASSWORD })
    expect(first.body).toEqual({ mode: 'secondFactor', factors: ['passkey', 'recovery'] })
    expect((await host.signIn(again, device)).body).toMatchObject({ mode: 'signedIn' })
    // It confirms, where the password does not any more.
    world.clock.nowMs += 11 * MINUTE
    expect((await host.post(ada, '/session/confirm', { password: PASSWORD })).body.code).toBe(
      'session.SecondFactor',
    )
    const response = await host.sign(ada, device)
    expect((await host.post(ada, '/session/confirm', { response })).body).toMatchObject({ mode: 'signedIn' })
    const view = (await ada.send('GET', '/account')).body as unknown as {
      passkeys: { id: string; name: string }[]
    }
    expect(view.passkeys).toMatchObject([{ name: 'My key', site: 'localhost', usedMs: world.clock.nowMs }])
    const left = await ada.send('DELETE', `/account/passkeys/${view.passkeys[0]?.id}`)
    expect(left.body).toMatchObject({ passkeys: [], recoveryCodes: 0 })
    expect((await host.signIn(world.somebody(), device)).body.code).toBe('passkey.Refused')
  },
)

test('what a passkey signed counts once, in time, for what it was asked for, on the page it was asked on', async () => {
  await using world = await openWorld()
  const host = createHost(world)
  const ada = await setUp(world)
  const device = createAuthenticator()
  await host.add(ada, device)
  const somebody = world.somebody('away')
  const refused = async (response: object, by = somebody, at = host): Promise<void> => {
    const { status, body } = await at.post(by, '/session/passkey', { response })
    expect([status, body.code]).toEqual([401, 'passkey.Refused'])
  }
  // Twice.
  const response = await host.sign(somebody, device)
  expect((await host.post(world.somebody(), '/session/passkey', { response })).status).toBe(200)
  await refused(response)
  // Too late.
  const late = await host.sign(somebody, device)
  world.clock.nowMs += 5 * MINUTE + 1
  await refused(late)
  // A challenge of a session, shown elsewhere; and one that nobody gave.
  await refused(await host.sign(ada, device))
  await refused(device.get({ challenge: 'AAAA' }, host.origin))
  // On a page of another name, and signed for another page.
  const other = createHost(world, 'studio.localhost')
  await refused(await host.sign(somebody, device), somebody, other)
  const { body } = await host.post(somebody, '/session/passkey/options')
  await refused(device.get(body as never, 'http://evil.example'))
  // By another key under the same name.
  const forged = Object(await host.sign(somebody, createAuthenticator()))
  await refused({ ...forged, id: Object(response).id, rawId: Object(response).rawId })
  // Its copy: the counter has not grown.
  device.counter = 0
  await refused(await host.sign(somebody, device))
  device.counter = 40
  expect((await host.signIn(world.somebody(), device)).status).toBe(200)
})

test('a device that does not ask who is there is no passkey; nor is one on a page at an address', async () => {
  await using world = await openWorld()
  const host = createHost(world)
  const ada = await setUp(world)
  expect((await host.add(ada, createAuthenticator({ isVerifying: false }))).body.code).toBe('passkey.Refused')
  const at = await ada.send('POST', '/account/passkeys/options', {}, { origin: world.url })
  expect(at.body).toMatchObject({
    code: 'passkey.NoSite',
    message: expect.stringContaining('http://localhost:'),
  })
})

test('somebody else’s passkey is no second factor, and one that is known is not added again', async () => {
  await using world = await openWorld()
  const host = createHost(world)
  const ada = await setUp(world)
  const bob = world.somebody()
  await joinBy(ada, bob, { name: 'Bob', role: 'creator' })
  const [hers, his] = [createAuthenticator(), createAuthenticator()]
  await host.add(ada, hers)
  await host.add(bob, his)
  expect((await host.add(bob, hers)).body.code).toBe('passkey.Refused')
  const again = world.somebody()
  await again.send('POST', '/session', { name: 'Ada', password: PASSWORD })
  const taken = await host.post(again, '/session/passkey', { response: await host.sign(again, his) })
  expect([taken.status, taken.body.code]).toEqual([401, 'passkey.Refused'])
})
