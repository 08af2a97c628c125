/** Secrets of authenticator apps: encrypted under a key beside the database, and of use to nobody who has one of the two. */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { addMember } from '../src/accounts/members.ts'
import { createPasswords } from '../src/accounts/password.ts'
import { accountsSchema } from '../src/accounts/schema.ts'
import { openSecrets, SECRETS_FILE, secretsUnder } from '../src/accounts/secrets.ts'
import { newTotpSecret, totpCode, totpStepAt } from '../src/accounts/totp.ts'
import { auditSchema } from '../src/audit/audit.ts'
import type { Database } from '../src/database/database.ts'
import { migrate } from '../src/database/migrate.ts'
import { startDatabases } from './databases.ts'
import { CHEAP, openWorld, PASSWORD } from './members.ts'
import { temporaryFolder } from './open-studio.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

const key = new Uint8Array(32).fill(1)
const LOCKED = expect.objectContaining({ code: 'studio.SecretsLocked' })

test('what is sealed opens with the same key for the same owner, and no byte of it may change', () => {
  const secrets = secretsUnder(key)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.string(), fc.nat(), (secret, owner, at) => {
      const sealed = secrets.seal(owner, secret)
      expect(secrets.open(owner, sealed)).toEqual(secret)
      expect(() => secrets.open(`${owner}x`, sealed)).toThrow(LOCKED)
      expect(() => secretsUnder(key.with(0, 2)).open(owner, sealed)).toThrow(LOCKED)
      const changed = sealed.map((byte, i) => (i === at % sealed.length ? byte ^ 1 : byte))
      expect(() => secrets.open(owner, changed)).toThrow(LOCKED)
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(() => secrets.open('ada', bytes)).toThrow(LOCKED)
    }),
  )
})

/** A studio of the version before: Ada's secret lies as it is. */
async function oldStudio(database: Database, secret: Uint8Array): Promise<void> {
  await migrate(database, [auditSchema, { ...accountsSchema, steps: accountsSchema.steps.slice(0, -1) }])
  const password = await createPasswords(CHEAP).hash(PASSWORD, 'Ada')
  await addMember(database, { name: 'Ada', role: 'owner', password, nowMs: 1 })
  await database.query('UPDATE users SET totp = $1', secret)
  await migrate(database, [accountsSchema])
}

test.for(databases.names)(
  '%s: secrets of a version before are encrypted once, and codes go on to count',
  async (name) => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'studio', SECRETS_FILE)
    const database = await databases.open(name)
    const secret = Uint8Array.from(newTotpSecret())
    await oldStudio(database, secret)
    // Two studios on one database and folder begin at the same moment: one of them encrypts.
    const [secrets] = await Promise.all([openSecrets(database, path), openSecrets(database, path)])
    const [row] = await database.query('SELECT id, totp FROM users')
    const kept = row?.totp as Uint8Array
    expect(Buffer.from(kept).includes(secret)).toBe(false)
    expect(secrets.open(String(row?.id), kept)).toEqual(secret)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await using world = await openWorld(database, await openSecrets(database, path))
    expect(
      Buffer.from((await database.query('SELECT totp FROM users'))[0]?.totp as Uint8Array).equals(kept),
    ).toBe(true)
    const ada = world.somebody('away')
    await ada.send('POST', '/session', { name: 'Ada', password: PASSWORD })
    const code = totpCode(secret, totpStepAt(world.clock.nowMs))
    expect((await ada.send('POST', '/session/code', { code })).body).toMatchObject({ mode: 'signedIn' })
  },
)

test('with another key, or none, apps are refused with the way out; everything else goes on, and a new key counts once nobody needs the old', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, SECRETS_FILE)
  const database = await databases.open('embedded')
  await oldStudio(database, newTotpSecret())
  await openSecrets(database, path)
  const right = readFileSync(path, 'utf8')
  for (const damage of [() => rmSync(path), () => writeFileSync(path, `${'0'.repeat(64)}\n`)]) {
    damage()
    const lasting = { ...database, close: async () => {} }
    await using world = await openWorld(lasting, await openSecrets(database, path))
    const ada = world.somebody('away')
    const first = await ada.send('POST', '/session', { name: 'Ada', password: PASSWORD })
    expect(first.body).toMatchObject({ mode: 'secondFactor' })
    const answer = await ada.send('POST', '/session/code', { code: '123456' })
    expect([answer.status, answer.body.code]).toEqual([503, 'studio.SecretsLocked'])
    expect(Object(answer.body).message).toMatch(
      /secrets\.key .*(missing|not the one).*recovery code.*studio reset/s,
    )
  }
  writeFileSync(path, 'not a key')
  await expect(openSecrets(database, path)).rejects.toMatchObject({ code: 'studio.BadKeyFile' })
  writeFileSync(path, right)
  expect((await openSecrets(database, path)).seal('a', key)).toHaveLength(61)
  // An operator reset her: nothing is encrypted any more, and the lost key is missed by nobody.
  await database.query('UPDATE users SET totp = NULL')
  rmSync(path)
  const secrets = await openSecrets(database, path)
  expect(readFileSync(path, 'utf8')).not.toBe(right)
  expect(secrets.open('a', secrets.seal('a', key))).toEqual(key)
  expect((await openSecrets(database, path)).open('a', secrets.seal('a', key))).toEqual(key)
  await database.close()
})
