import { afterAll, expect, test } from 'vitest'
import { totpCode, totpStepAt } from '../src/accounts/totp.ts'
import { checkAudit, readAudit } from '../src/audit/read-audit.ts'
import { startDatabases } from './databases.ts'
import { joinBy, openWorld, PASSWORD, type Somebody, type StudioWorld, setUp } from './members.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

const MINUTE = 60_000
const HOUR = 60 * MINUTE

test('until somebody has an account, whoever is on the machine owns the studio; nobody else does', async () => {
  await using world = await openWorld()
  const here = world.somebody()
  expect((await here.send('GET', '/session')).body).toEqual({ mode: 'open', role: 'owner' })
  const away = world.somebody('away')
  expect((await away.send('GET', '/session')).body).toEqual({ mode: 'signedOut', needsSetUp: true })
  expect((await away.send('GET', '/audit')).status).toBe(401)
  // A foreign name that was pointed at this machine (DNS rebinding).
  expect(await sessionAt(world, 'evil.example')).toMatchObject({ mode: 'signedOut' })
  expect(await sessionAt(world, 'localhost:7862')).toMatchObject({ mode: 'open' })
  expect(await sessionAt(world, '[::1]:7862')).toMatchObject({ mode: 'open' })
  expect(await sessionAt(world, '127.0.0.1.evil.example')).toMatchObject({ mode: 'signedOut' })
})

test('from another machine the first account needs the code that the node printed', async () => {
  await using world = await openWorld()
  const away = world.somebody('away')
  const wish = { name: 'Ada', password: PASSWORD }
  expect((await away.send('POST', '/setup', wish)).body.code).toBe('studio.SetUpCode')
  const guessed = await away.send('POST', '/setup', { ...wish, code: 'AAAA-AAAA-AAAA-AAAA' })
  expect(guessed.body.code).toBe('studio.SetUpCode')
  const code = world.accounts.setUpCode.toLowerCase().replaceAll('-', ' ')
  const made = await away.send('POST', '/setup', { ...wish, code })
  expect(made.body).toMatchObject({ mode: 'signedIn', role: 'owner', user: { name: 'Ada' } })
  // The code makes the first account only; and nobody is taken for the owner by being here.
  const here = world.somebody()
  expect((await here.send('POST', '/setup', { ...wish, code })).body.code).toBe('studio.SetUp')
  expect((await here.send('GET', '/session')).body).toEqual({ mode: 'signedOut', needsSetUp: false })
})

test.for(databases.names)('%s: a team from its first owner to its last', async (name) => {
  await using world = await openWorld(await databases.open(name))
  const ada = await setUp(world)
  const bob = world.somebody('away')
  expect((await joinBy(ada, bob, { name: 'Bob', role: 'viewer' })).body).toMatchObject({ role: 'viewer' })
  expect((await joinBy(ada, world.somebody(), { name: 'BOB', role: 'viewer' })).body.code).toBe(
    'member.NameTaken',
  )
  const [, member] = await membersOf(ada)
  expect(member).toMatchObject({ name: 'Bob', role: 'viewer', hasTotp: false })
  // A viewer sees the team, changes nothing of it, and does not see invitations or the log.
  expect((await bob.send('GET', '/members')).body).toMatchObject({ invites: [] })
  for (const [method, path, body] of [
    ['PATCH', `/members/${member?.id}`, { role: 'owner' }],
    ['POST', '/invites', { role: 'owner' }],
    ['GET', '/audit', undefined],
  ] as const)
    expect((await bob.send(method, path, body)).status, path).toBe(403)
  // What somebody may do changes: what was begun before does not go on.
  await ada.send('PATCH', `/members/${member?.id}`, { role: 'owner' })
  expect((await bob.send('GET', '/session')).body).toMatchObject({ mode: 'signedOut' })
  await bob.send('POST', '/session', { name: 'bob', password: PASSWORD })
  const [first] = await membersOf(bob)
  await bob.send('PATCH', `/members/${first?.id}`, { isDisabled: true })
  expect((await ada.send('GET', '/session')).body).toMatchObject({ mode: 'signedOut' })
  expect((await ada.send('POST', '/session', { name: 'Ada', password: PASSWORD })).body.code).toBe(
    'account.Disabled',
  )
  for (const change of [{ role: 'viewer' }, { isDisabled: true }])
    expect((await bob.send('PATCH', `/members/${member?.id}`, change)).body.code).toBe('member.LastOwner')
  expect((await bob.send('DELETE', `/members/${member?.id}`)).body.code).toBe('member.LastOwner')
  expect((await bob.send('GET', '/session')).body).toMatchObject({ mode: 'signedIn', role: 'owner' })
  await bob.send('DELETE', `/members/${first?.id}`)
  expect(await membersOf(bob)).toHaveLength(1)
  expect(await actionsOf(world)).toEqual([
    ...['studio.setUp', 'session.signIn', 'member.invite', 'member.join', 'session.signIn', 'member.invite'],
    ...['member.role', 'session.signIn', 'member.disable', 'member.remove'],
  ])
  expect(await checkAudit(world.database)).toMatchObject({ isWhole: true })
})

test.for(databases.names)('%s: a password, an app, recovery codes', async (name) => {
  await using world = await openWorld(await databases.open(name))
  const ada = await setUp(world)
  const { secret } = (await ada.send('POST', '/account/totp')).body as unknown as { secret: string }
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  const codeNow = async (): Promise<string> => {
    const [row] = await world.database.query('SELECT id, totp, totp_pending FROM users')
    const sealed = (row?.totp_pending ?? row?.totp) as Uint8Array
    return totpCode(world.accounts.secrets.open(String(row?.id), sealed), totpStepAt(world.clock.nowMs))
  }
  expect((await ada.send('POST', '/account/totp/verify', { code: '12345' })).body.code).toBe(
    'session.WrongCode',
  )
  const shown = await ada.send('POST', '/account/totp/verify', { code: await codeNow() })
  const { codes } = shown.body as unknown as { codes: string[] }
  expect(new Set(codes).size).toBe(10)
  const again = world.somebody('away')
  const first = await again.send('POST', '/session', { name: 'ADA', password: PASSWORD })
  expect(first.body).toEqual({ mode: 'secondFactor', factors: ['totp', 'recovery'] })
  expect((await again.send('GET', '/account')).status).toBe(401)
  // The code that switched it on was used: it does not sign anybody in.
  expect((await again.send('POST', '/session/code', { code: await codeNow() })).status).toBe(401)
  world.clock.nowMs += 30_000
  const pending = new Map(again.cookies)
  const code = await codeNow()
  expect(
    (await again.send('POST', '/session/code', { code: `${code.slice(0, 3)} ${code.slice(3)}` })).body,
  ).toMatchObject({ mode: 'signedIn' })
  // The token of before the second factor is worth nothing any more, and the code neither.
  const thief = world.somebody('away')
  for (const [key, value] of pending) thief.cookies.set(key, value)
  expect((await thief.send('GET', '/session')).body).toMatchObject({ mode: 'signedOut' })
  await thief.send('POST', '/session', { name: 'ADA', password: PASSWORD })
  expect((await thief.send('POST', '/session/code', { code: await codeNow() })).status).toBe(401)
  // Recovery codes: as people write them, once each.
  const lost = world.somebody('away')
  await lost.send('POST', '/session', { name: 'Ada', password: PASSWORD })
  const written = String(codes[3]).toLowerCase().replaceAll('-', ' ')
  expect((await lost.send('POST', '/session/recovery', { code: written })).body).toMatchObject({
    mode: 'signedIn',
  })
  expect((await lost.send('GET', '/account')).body).toMatchObject({ recoveryCodes: 9 })
  await thief.send('POST', '/session', { name: 'Ada', password: PASSWORD })
  expect((await thief.send('POST', '/session/recovery', { code: written })).status).toBe(401)
  // Security settings ask again after ten minutes, for more than the password.
  world.clock.nowMs += 11 * MINUTE
  expect((await lost.send('DELETE', '/account/totp')).body.code).toBe('session.ConfirmFirst')
  expect((await lost.send('POST', '/session/confirm', { password: PASSWORD })).body.code).toBe(
    'session.SecondFactor',
  )
  await lost.send('POST', '/session/confirm', { code: await codeNow() })
  expect((await lost.send('DELETE', '/account/totp')).body).toMatchObject({
    recoveryCodes: 0,
    user: { hasTotp: false },
  })
})

test('sessions are listed, ended one by one or all, and end by themselves', async () => {
  await using world = await openWorld()
  const ada = await setUp(world)
  const others = await Promise.all(
    ['Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0', 'curl/8'].map(async (agent) => {
      const other = world.somebody('away')
      await other.send('POST', '/session', { name: 'Ada', password: PASSWORD }, { 'user-agent': agent })
      return other
    }),
  )
  const sessions = await sessionsOf(ada)
  expect(sessions.map(({ device }) => device).toSorted()).toEqual(['A program', 'Firefox on Windows', 'curl'])
  const firefox = sessions.find(({ device }) => device.startsWith('Firefox'))
  await ada.send('DELETE', `/account/sessions/${firefox?.id}`)
  expect((await others[0]?.send('GET', '/session'))?.body).toMatchObject({ mode: 'signedOut' })
  expect((await others[1]?.send('GET', '/session'))?.body).toMatchObject({ mode: 'signedIn' })
  await ada.send('DELETE', '/account/sessions')
  expect(await sessionsOf(ada)).toHaveLength(1)
  // A new password ends every session but the one it is set in, which gets a new token.
  await others[1]?.send('POST', '/session', { name: 'Ada', password: PASSWORD })
  const before = [...ada.cookies]
  await ada.send('PUT', '/account/password', { password: 'another eight tides' })
  expect(await sessionsOf(ada)).toHaveLength(1)
  const old = world.somebody()
  for (const [key, value] of before) old.cookies.set(key, value)
  expect((await old.send('GET', '/session')).body).toMatchObject({ mode: 'signedOut' })
  // Use keeps it for thirty days, and no longer; twelve hours without use end it.
  const modeAfter = async (ms: number): Promise<unknown> => {
    world.clock.nowMs += ms
    return (await ada.send('GET', '/session')).body.mode
  }
  for (let day = 0; day < 59; day++) expect(await modeAfter(12 * HOUR)).toBe('signedIn')
  expect([await modeAfter(11 * HOUR), await modeAfter(2 * HOUR)]).toEqual(['signedIn', 'signedOut'])
  const again = { name: 'Ada', password: 'another eight tides' }
  await ada.send('POST', '/session', again)
  expect([await modeAfter(12 * HOUR), await modeAfter(12 * HOUR + MINUTE)]).toEqual(['signedIn', 'signedOut'])
  // However somebody came to be disabled, a session of theirs does nothing.
  await ada.send('POST', '/session', again)
  await world.database.query('UPDATE users SET is_disabled = 1')
  expect(await modeAfter(0)).toBe('signedOut')
})

test('guessing is slowed down; who was signed in on a device before is not kept out by it', async () => {
  await using world = await openWorld()
  const ada = await setUp(world)
  const thief = world.somebody('away')
  const guess = (name = 'Ada') => thief.send('POST', '/session', { name, password: 'not the password' })
  const answers = [await guess(), await guess(), await guess(), await guess(), await guess(), await guess()]
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401])
  const waiting = await guess()
  expect(waiting.status).toBe(429)
  expect(waiting.headers['retry-after']).toBe('1')
  // Many at once count as many, and the right password is not tried while it waits.
  expect((await thief.send('POST', '/session', { name: 'Ada', password: PASSWORD })).status).toBe(429)
  // Unknown names are answered alike.
  for (let n = 0; n < 6; n++) expect((await guess('Nobody here')).body.code).toBe('session.WrongPassword')
  expect((await guess('Nobody here')).status).toBe(429)
  // Ada's own device knows her.
  await ada.send('DELETE', '/session')
  expect((await ada.send('POST', '/session', { name: 'Ada', password: PASSWORD })).body).toMatchObject({
    mode: 'signedIn',
  })
  // Elsewhere she waits, but never longer than a quarter of an hour.
  for (let n = 0; n < 20; n++) {
    world.clock.nowMs += 15 * MINUTE
    await guess()
  }
  world.clock.nowMs += 15 * MINUTE
  expect((await thief.send('POST', '/session', { name: 'Ada', password: PASSWORD })).body).toMatchObject({
    mode: 'signedIn',
  })
})

test('an invitation is taken once, within three days, and can be taken back', async () => {
  await using world = await openWorld()
  const ada = await setUp(world)
  const invite = async () =>
    (await ada.send('POST', '/invites', { role: 'creator' })).body as unknown as {
      token: string
      invite: { id: string }
    }
  const { token } = await invite()
  const look = await world.somebody().send('POST', '/invites/look', { token })
  expect(look.body).toMatchObject({ role: 'creator', by: 'Ada' })
  const accepted = await Promise.all(
    ['Bob', 'Eve'].map((name) =>
      world.somebody().send('POST', '/invites/accept', { token, name, password: PASSWORD }),
    ),
  )
  expect(accepted.map(({ status }) => status).toSorted()).toEqual([200, 410])
  const withdrawn = await invite()
  await ada.send('DELETE', `/invites/${withdrawn.invite.id}`)
  expect((await world.somebody().send('POST', '/invites/look', { token: withdrawn.token })).status).toBe(410)
  const late = await invite()
  world.clock.nowMs += 73 * HOUR
  expect((await world.somebody().send('POST', '/invites/look', { token: late.token })).body.code).toBe(
    'invite.Gone',
  )
})

test('a member who lost everything comes back by a link; disabling them ends the link', async () => {
  await using world = await openWorld()
  const ada = await setUp(world)
  const bob = world.somebody()
  await joinBy(ada, bob, { name: 'Bob', role: 'creator' })
  await bob.send('POST', '/account/totp')
  const [row] = await world.database.query('SELECT id, totp_pending FROM users WHERE name = $1', 'Bob')
  const secret = world.accounts.secrets.open(String(row?.id), row?.totp_pending as Uint8Array)
  const code = totpCode(secret, totpStepAt(world.clock.nowMs))
  await bob.send('POST', '/account/totp/verify', { code })
  const [, member] = await membersOf(ada)
  const link = async () =>
    (await ada.send('POST', `/members/${member?.id}/reset`)).body as unknown as { token: string }
  const { token } = await link()
  const away = world.somebody('away')
  const back = await away.send('POST', '/invites/accept', { token, password: 'nine other tides' })
  expect(back.body).toMatchObject({
    mode: 'signedIn',
    role: 'creator',
    user: { name: 'Bob', hasTotp: false },
  })
  expect((await bob.send('GET', '/session')).body).toMatchObject({ mode: 'signedOut' })
  const second = await link()
  await ada.send('PATCH', `/members/${member?.id}`, { isDisabled: true })
  expect((await away.send('POST', '/invites/accept', { ...second, password: PASSWORD })).status).toBe(410)
})

test('a cookie is for the studio only, for no script, and over TLS for TLS', async () => {
  await using world = await openWorld()
  const ada = world.somebody()
  const made = await ada.send('POST', '/setup', { name: 'Ada', password: PASSWORD })
  const [session, device] = made.headers['set-cookie'] ?? []
  expect(session).toMatch(
    /^studio-[\w-]{8}=[\w-]{43}; Path=\/studio; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
  )
  expect(device).toMatch(/; Path=\/studio\/session; .*HttpOnly; SameSite=Strict$/)
  const kept = JSON.stringify(await world.database.query('SELECT * FROM sessions'))
  expect(kept).not.toContain([...ada.cookies.values()][0])
})

async function sessionAt(world: StudioWorld, host: string): Promise<unknown> {
  return (await world.somebody().send('GET', '/session', undefined, { host })).body
}

async function membersOf(owner: Somebody): Promise<{ id: string; name: string }[]> {
  return (
    (await owner.send('GET', '/members')).body as unknown as { members: { id: string; name: string }[] }
  ).members
}

async function sessionsOf(member: Somebody): Promise<{ id: string; device: string }[]> {
  return (
    (await member.send('GET', '/account')).body as unknown as { sessions: { id: string; device: string }[] }
  ).sessions
}

async function actionsOf({ database }: StudioWorld): Promise<readonly string[]> {
  return (await readAudit(database, { limit: 100 })).map(({ action }) => action).toReversed()
}
