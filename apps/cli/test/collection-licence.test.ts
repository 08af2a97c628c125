/** The licence of a collection from its making to the report: stated once, minted with its text, verified, and every difference named. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run, startNode, temporaryFolder } from './run.ts'

const COUNT = '5'

function writeLayers(folder: string, definition: object): void {
  for (const [layer, body] of [
    ['1-Ground', (i: number) => `<rect width="16" height="16" fill="hsl(${i * 90},60%,60%)"/>`],
    ['2-Body', (i: number) => `<circle cx="8" cy="8" r="${2 + i}"/>`],
  ] as const) {
    mkdirSync(join(folder, layer), { recursive: true })
    for (let i = 0; i < 4; i++)
      writeFileSync(
        join(folder, layer, `t${i}.svg`),
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">${body(i)}</svg>`,
      )
  }
  writeFileSync(join(folder, 'collection.json'), JSON.stringify(definition))
}

const making = (...more: readonly string[]) => [
  ...['art', 'collection', 'layers', '--out', 'moon', '--count', COUNT, '--size', '16', '--no-preview'],
  ...['--workers', '1', ...more],
]

test('a licence is chosen on the command line, changed before minting, and what is wrong is told before anything is drawn', async () => {
  using folder = temporaryFolder()
  const cwd = folder.path
  writeLayers(join(cwd, 'layers'), { name: 'Moon' })
  writeFileSync(join(cwd, 'terms.txt'), 'On Sundays only.')
  const refused = async (...args: readonly string[]) => {
    const { code, err } = await run([...making(...args), '--json'], { cwd })
    return [code, JSON.parse(err).error.message]
  }
  expect(await refused('--licence-field', 'commercial=allowed')).toEqual([
    2,
    expect.stringContaining('--licence is missing'),
  ])
  expect(await refused('--licence', 'LicenseRef-Moon', '--licence-text', 'none.txt')).toEqual([
    1,
    expect.stringContaining('none.txt cannot be read'),
  ])

  const own = ['--licence', 'LicenseRef-Moon', '--licence-text', 'terms.txt']
  expect(await run(making(...own), { cwd })).toMatchObject({ code: 0 })
  expect(readFileSync(join(cwd, 'moon/LICENSE.txt'), 'utf8')).toBe('On Sundays only.')
  const check = () => run(['licence', 'check', 'moon'], { cwd })
  expect(await check()).toMatchObject({
    code: 0,
    out: expect.stringContaining('The collection and all 5 pieces state it.'),
  })
  writeFileSync(join(cwd, 'moon/LICENSE.txt'), 'On Mondays only.')
  expect(await check()).toMatchObject({ code: 1, out: expect.stringContaining('stated is 0x') })
  // A licence cannot be written over what the provenance covers; it is part of the making.
  const applied = await run(['licence', 'apply', 'moon', '--licence', 'cc0-1.0'], { cwd })
  expect(applied).toMatchObject({ code: 1, err: expect.stringContaining('--resume --licence CC0-1.0') })
  expect(await run(making('--resume', '--licence', 'cc0-1.0'), { cwd })).toMatchObject({ code: 0 })
  expect(await check()).toMatchObject({ code: 0, out: expect.stringContaining('CC0-1.0') })
}, 120_000)

test('GBU2 is minted with its text, verified by folder, piece and collection, and reported', async () => {
  using folder = temporaryFolder()
  const cwd = folder.path
  await using node = await startNode(cwd)
  const at = ['--data', cwd, '--url', node.url, '--json']
  const cli = (...args: readonly string[]) => run([...args, ...at], { cwd })
  writeLayers(join(cwd, 'layers'), {
    name: 'Moon',
    licence: { id: 'gbu2', fields: { aiTraining: 'allowed' } },
  })
  expect(await run(making(), { cwd })).toMatchObject({ code: 0 })
  const license = join(cwd, 'moon/LICENSE.txt')
  const text = readFileSync(license)

  // What does not hold is not minted.
  writeFileSync(license, 'Anything goes.')
  const broken = await cli('nft', 'mint-collection', 'moon')
  expect(broken).toMatchObject({ code: 1, err: expect.stringContaining('licence.Broken') })
  writeFileSync(license, text)
  const minted = await cli('nft', 'mint-collection', 'moon')
  expect(minted).toMatchObject({ code: 0 })
  const { collection } = Object(minted.json())

  // The text is where everybody finds it, by the hash that every piece names.
  const hash = createHash('sha256').update(text).digest('hex')
  const stored = await fetch(`${node.url}/api/v1/assets/0x${hash}`)
  expect(Buffer.from(await stored.arrayBuffer()).equals(text)).toBe(true)

  const licenceIn = (verified: Awaited<ReturnType<typeof cli>>) =>
    Object(verified.json()).checks.filter(({ name }: { name: string }) => name.startsWith('licence'))
  const whole = await cli('nft', 'verify', 'moon')
  expect(whole).toMatchObject({ code: 0 })
  expect(licenceIn(whole)).toMatchObject([
    { name: 'licence', ok: true, detail: expect.stringContaining('all 5 pieces state it') },
    { name: 'licence-text', ok: true, detail: expect.stringContaining(hash) },
  ])
  const piece = await cli('nft', 'verify', 'moon/images/3.png')
  expect(licenceIn(piece)).toMatchObject([
    { name: 'licence', ok: true, detail: expect.stringContaining('The collection states the same.') },
    { name: 'licence-text', ok: true },
  ])
  writeFileSync(license, 'Anything goes.')
  const altered = await cli('nft', 'verify', 'moon')
  expect(altered).toMatchObject({ code: 1 })
  expect(Object(altered.json())).toMatchObject({
    verdict: 'altered',
    summary: expect.stringContaining('Failed: licence-text.'),
  })

  // Another licence comes too late, and the report tells what everybody may do.
  const late = await run([...making('--resume', '--licence', 'cc0-1.0'), '--json'], { cwd })
  expect(late).toMatchObject({ code: 1, err: expect.stringContaining('licence.Minted') })
  const report = await cli('licence', 'report', '--collection', collection)
  const textAt = [`${node.url}/api/v1/assets/0x${hash}`, expect.stringMatching(/^ipfs:\/\/bafkrei/)]
  expect(report.json()).toMatchObject({
    works: 5,
    licensed: 5,
    licences: [{ id: 'LicenseRef-GBU2', works: 5, holders: 1, fields: { aiTraining: 'allowed' }, textAt }],
    aiTraining: 5,
    commercial: 0,
    problems: [],
    notKnown: expect.arrayContaining([expect.stringContaining('keeps to a licence')]),
  })
  const all = await cli('licence', 'report', '--account', 'development')
  expect(all.json()).toMatchObject({ works: 5, licensed: 5, collections: 1 })
}, 120_000)
