import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLicence } from '@demiurge/art'
import { expect, test } from 'vitest'
import { draw } from './drawing.ts'
import { run, startNode, temporaryFolder } from './run.ts'

test('the catalogue speaks plainly', async () => {
  expect((await run(['licence', 'list'])).out).toMatch(/CC-BY-NC-SA-4\.0 .*\n[\s\S]*LicenseRef-GBU2/)
  const gbu2 = await run(['licence', 'show', 'gbu2', '--licence-field', 'commercial=allowed'])
  expect(gbu2.out).toContain('4. Money. You may use the work to earn money.')
  expect(await run(['licence', 'show', 'MIT'])).toMatchObject({ code: 1 })
})

test('a licence is applied to a folder of works, checked and counted; what is missing, unknown or broken is named', async () => {
  using folder = temporaryFolder()
  const cwd = folder.path
  mkdirSync(join(cwd, 'build', 'images'), { recursive: true })
  mkdirSync(join(cwd, 'build', 'json'))
  for (const [i, ending] of ['png', 'jpg', 'svg'].entries())
    await draw(cwd, `build/images/${i}.${ending}`, String(i))
  writeFileSync(join(cwd, 'build', 'json', '0.json'), '{"name":"#0","image":"ipfs://x"}')

  const before = await run(['licence', 'check', 'build'], { cwd })
  expect(before.code).toBe(1)
  expect(before.out.match(/No licence is stated/g)).toHaveLength(3)

  const applied = await run(['licence', 'apply', 'build', '--licence', 'CC-BY-4.0', '--json'], { cwd })
  expect(Object(applied.json()).files).toHaveLength(4)
  expect(await run(['licence', 'check', 'build'], { cwd })).toMatchObject({ code: 0 })
  expect(readLicence(readFileSync(join(cwd, 'build/images/1.jpg')))).toEqual({ licence: 'CC-BY-4.0' })

  // One of another kind, one that its metadata contradict, one without.
  await run(['licence', 'apply', 'build/images/1.jpg', '--licence', 'gbu2'], { cwd })
  writeFileSync(join(cwd, 'build', 'json', '0.json'), '{"name":"#0","license":"CC0-1.0"}')
  await draw(cwd, 'build/images/2.svg', '2')
  const checked = await run(['licence', 'check', 'build', '--json'], { cwd })
  expect(checked.code).toBe(1)
  expect(checked.json()).toMatchObject([
    { status: 'broken', detail: 'the file says CC-BY-4.0, the metadata says CC0-1.0.' },
    { status: 'licensed', licence: 'LicenseRef-GBU2', terms: { commercial: 'forbidden' } },
    { status: 'none' },
  ])
  const report = await run(['licence', 'report', 'build', '--json'], { cwd })
  expect(report.json()).toMatchObject({
    works: 3,
    licensed: 1,
    licences: [{ id: 'LicenseRef-GBU2', works: 1 }],
  })
}, 120_000)

test('a licence of one’s own is known by its text', async () => {
  using folder = temporaryFolder()
  const cwd = folder.path
  await draw(cwd, 'art.png')
  writeFileSync(join(cwd, 'terms.txt'), 'On Sundays only.')
  const choice = [
    '--licence',
    'custom',
    '--licence-text',
    'terms.txt',
    '--licence-url',
    'https://example.org/terms',
  ]
  expect(await run(['licence', 'apply', 'art.png', ...choice], { cwd })).toMatchObject({ code: 0 })
  const check = (): ReturnType<typeof run> =>
    run(['licence', 'check', 'art.png', '--licence-text', 'terms.txt'], { cwd })
  expect(await check()).toMatchObject({ code: 0 })
  writeFileSync(join(cwd, 'terms.txt'), 'On Mondays only.')
  expect(await check()).toMatchObject({
    code: 1,
    out: expect.stringContaining('The licence text has SHA-256'),
  })
})

test('minting carries the licence to the chain, and a report reads it there', async () => {
  using folder = temporaryFolder()
  const cwd = folder.path
  await using node = await startNode(cwd)
  const at = ['--data', cwd, '--url', node.url]
  for (const seed of ['1', '2']) await draw(cwd, `${seed}.png`, seed)
  await run(['licence', 'apply', '1.png', '--licence', 'CC-BY-SA-4.0'], { cwd })
  const mint = (file: string, ...more: readonly string[]) =>
    run(['nft', 'mint', file, '--name', file, ...more, ...at, '--json'], { cwd })
  // The file's own licence is taken over, and may not be contradicted.
  const refused = await mint('1.png', '--licence', 'CC0-1.0')
  expect(refused).toMatchObject({ code: 1 })
  expect(JSON.parse(refused.err)).toMatchObject({ error: { code: 'licence.Contradiction' } })
  const first = await mint('1.png')
  expect(first.code).toBe(0)
  await mint('2.png', '--licence', 'gbu2', '--licence-field', 'aiTraining=allowed')
  const { collection } = Object(first.json())
  const report = await run(['licence', 'report', '--collection', collection, ...at, '--json'], { cwd })
  expect(report.json()).toMatchObject({
    works: 2,
    licensed: 2,
    licences: [
      { id: 'CC-BY-SA-4.0', works: 1 },
      { id: 'LicenseRef-GBU2', works: 1 },
    ],
    aiTraining: 1,
    problems: [],
  })
  // What is minted stays as it is.
  const minted = await run(['licence', 'apply', '1.png', '--licence', 'CC0-1.0', '--json'], { cwd })
  expect(JSON.parse(minted.err)).toMatchObject({ error: { code: 'licence.Minted' } })
}, 120_000)

test.each([
  [['licence', 'apply', 'x.png'], 2, '--licence is missing'],
  [['licence', 'report'], 2, 'write a PATH or --collection ID, --account or --owner'],
  [['licence', 'show', 'gbu2', '--licence-field', 'colour=red'], 1, 'fields.colour'],
])('%j exits with %i', async (args, code, message) => {
  expect(await run(args)).toMatchObject({ code, err: expect.stringContaining(message) })
})
