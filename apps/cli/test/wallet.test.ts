import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run, temporaryFolder } from './run.ts'

const PASSWORD = 'correct horse battery'
const env = { DEMIURGE_PASSWORD: PASSWORD }

test('a wallet is made, exported, and made again from its words with the same account', async () => {
  using folder = temporaryFolder()
  const data = ['--data', folder.path]
  const made = await run(['wallet', 'create', 'ada', ...data, '--json'], { env })
  expect(made.code).toBe(0)
  expect(made.json()).toMatchObject({
    wallet: 'ada',
    scheme: 'ml-dsa-65',
    address: expect.stringMatching(/^dem1/),
  })
  // The words never reach a file or a pipe unless they are asked for.
  const exported = await run(['wallet', 'export', 'ada', ...data], { env })
  const words = exported.out.trim()
  expect(words.split(' ')).toHaveLength(24)
  expect(made.out + made.err).not.toContain(words)
  const again = await run(['wallet', 'import', 'again', ...data, '--json'], {
    env,
    input: `${words.toUpperCase()}\n`,
  })
  expect(again.json()).toMatchObject({ address: Object(made.json()).address })
  const hybrid = await run(['wallet', 'import', 'both', '--scheme', 'hybrid', ...data, '--json'], {
    env,
    input: words,
  })
  expect(Object(hybrid.json()).address).not.toBe(Object(made.json()).address)
  const list = await run(['wallet', 'list', ...data, '--json'])
  expect(list.json()).toMatchObject([{ name: 'ada' }, { name: 'again' }, { name: 'both' }])
  expect(statSync(join(folder.path, 'wallets', 'ada.json')).mode & 0o777).toBe(0o600)
})

test('a wrong password and a damaged file are told apart', async () => {
  using folder = temporaryFolder()
  const data = ['--data', folder.path]
  await run(['wallet', 'create', 'ada', ...data], { env })
  const wrong = await run(['wallet', 'export', 'ada', ...data, '--json'], {
    env: { DEMIURGE_PASSWORD: 'incorrect horse' },
  })
  expect(wrong).toMatchObject({ code: 1, out: '' })
  expect(JSON.parse(wrong.err)).toMatchObject({ error: { code: 'keystore.WrongPassword' } })
  const path = join(folder.path, 'wallets', 'ada.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"ciphertext": "0x../, '"ciphertext": "0x00'))
  const damaged = await run(['wallet', 'export', 'ada', ...data, '--json'], { env })
  expect(damaged.code).toBe(1)
  expect(damaged.err).toContain('keystore.Damaged')
  expect((await run(['wallet', 'list', ...data])).out).toContain('damaged')
})

test('a wallet is never overwritten, and short passwords and wrong words are refused', async () => {
  using folder = temporaryFolder()
  const data = ['--data', folder.path]
  await run(['wallet', 'create', 'ada', ...data], { env })
  const before = readFileSync(join(folder.path, 'wallets', 'ada.json'), 'utf8')
  expect((await run(['wallet', 'create', 'ada', ...data], { env })).err).toContain(
    'there is a wallet "ada" already',
  )
  expect(readFileSync(join(folder.path, 'wallets', 'ada.json'), 'utf8')).toBe(before)
  const short = await run(['wallet', 'create', 'bob', ...data], { env: { DEMIURGE_PASSWORD: 'short' } })
  expect(short).toMatchObject({ code: 2 })
  const words = await run(['wallet', 'import', 'bob', ...data], { env, input: 'one two three' })
  expect(words.err).toContain('a mnemonic has 12, 15, 18, 21 or 24 words, got 3')
  // Nobody can be asked where there is no terminal.
  expect(await run(['wallet', 'create', 'bob', ...data])).toMatchObject({ code: 2 })
  expect((await run(['wallet', 'list', ...data, '--json'])).json()).toHaveLength(1)
})

test('which wallet is meant is asked where it is not clear', async () => {
  using folder = temporaryFolder()
  const data = ['--data', folder.path]
  expect((await run(['wallet', 'show', ...data])).err).toContain('there is no wallet')
  for (const name of ['ada', 'bob']) await run(['wallet', 'create', name, ...data], { env })
  expect((await run(['wallet', 'export', ...data], { env })).err).toContain(
    'choose a wallet with --wallet: ada, bob',
  )
  expect((await run(['wallet', 'export', '--wallet', 'eve', ...data], { env })).err).toContain(
    'there are ada, bob',
  )
  expect(await run(['wallet', 'export', ...data], { env: { ...env, DEMIURGE_WALLET: 'bob' } })).toMatchObject(
    { code: 0 },
  )
})
