import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { run, temporaryFolder } from './run.ts'

test('bytes come from several sources, and the report tells of each', async () => {
  const first = await run(['quantum', 'entropy', '--bytes', '48'])
  expect(first).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^[0-9a-f]{96}\n$/) })
  const second = await run(['quantum', 'entropy', '--bytes', '48', '--json'])
  expect(first.out).not.toContain(Object(second.json()).bytes.slice(2))
  expect(second.json()).toMatchObject({
    sources: ['system', 'jitter'].map((name) => ({ name, health: 'healthy', isSufficient: true })),
  })
  expect((await run(['quantum', 'entropy', '--report'])).out).toMatch(
    /^source +samples +min-entropy .*\nsystem +\d+ .*healthy\njitter +\d+ .*healthy\n$/,
  )
})

test('a quantum service that is stuck is left out, by name, and the bytes come all the same', async () => {
  const server = createServer((question, answer) => {
    const length = Number(new URL(question.url ?? '', 'http://local').searchParams.get('length'))
    answer.end(JSON.stringify({ length, qrn: '2a'.repeat(length) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const source = `lfd=http://127.0.0.1:${port}/qrng_api/qrng`
  const drawn = await run(['quantum', 'entropy', '--source', source, '--source', 'jitter'])
  expect(drawn).toMatchObject({ code: 0, out: expect.stringMatching(/^[0-9a-f]{64}\n$/) })
  expect(drawn.err).toContain('Left out: lfd (the value 42 came 4 times in a row, the cutoff is 4)')
  using folder = temporaryFolder()
  const options = ['--data', folder.path, '--entropy', 'collected', '--source', source]
  const env = { DEMIURGE_PASSWORD: 'correct horse battery' }
  const made = await run(['wallet', 'create', 'ada', ...options], { env })
  expect(made.code).toBe(0)
  expect(made.err).toContain('Entropy collected from: system.')
  expect(made.err).toContain('Left out: lfd')
  server.closeAllConnections()
  server.close()
})

test('a wallet of collected entropy is a wallet like any other', async () => {
  using folder = temporaryFolder()
  const env = { DEMIURGE_PASSWORD: 'correct horse battery' }
  const data = ['--data', folder.path]
  const made = await run(['wallet', 'create', 'ada', '--entropy', 'collected', ...data], { env })
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('collected from: system, jitter.') })
  expect((await run(['wallet', 'export', 'ada', ...data], { env })).out.trim().split(' ')).toHaveLength(24)
})

test.each([
  [['quantum', 'entropy', '--bytes', '0'], '--bytes is "0": write a whole number from 1 to 1048576'],
  [['quantum', 'entropy', '--source', 'dice'], '--source is "dice": write jitter, network=URL'],
  [['quantum', 'entropy', '--source', 'lfd', '--source', 'lfd'], '--source lfd is given twice'],
  [['wallet', 'create', 'ada', '--entropy', 'dice'], '--entropy is "dice": write system or collected'],
  [['wallet', 'create', 'ada', '--source', 'jitter'], '--source goes with --entropy collected'],
])('%j is wrong usage', async (args, message) => {
  const { code, err } = await run(args)
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) })
})
