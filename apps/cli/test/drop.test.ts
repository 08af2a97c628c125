/** A folder of pieces is sold unseen on a real chain with epochs of a second: opened, claimed, drawn, revealed, verified, updated. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkPlan, readPlan } from '../src/drop/plan-file.ts'
import { networkFolder } from '../src/network/folder.ts'
import { findState } from '../src/network/state-file.ts'
import { stopNodes } from '../src/network/stop.ts'
import { run, temporaryFolder } from './run.ts'

const COUNT = 12
const PASSWORD = { DEMIURGE_PASSWORD: 'a password for tests' }

function writeLayers(folder: string): void {
  for (const [layer, body] of [
    ['1-Ground', (i: number) => `<rect width="64" height="64" fill="hsl(${i * 60},60%,60%)"/>`],
    ['2-Body', (i: number) => `<circle cx="32" cy="32" r="${12 + 2 * i}" fill="hsl(${i * 50},40%,40%)"/>`],
  ] as const) {
    mkdirSync(join(folder, layer), { recursive: true })
    for (let i = 0; i < 5; i++)
      writeFileSync(
        join(folder, layer, `t${i}#1.svg`),
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">${body(i)}</svg>`,
      )
  }
  writeFileSync(join(folder, 'collection.json'), JSON.stringify({ name: 'Tide people', royaltyBps: 250 }))
}

/** A chain of one validator with short epochs, which is stopped however the test ends. */
async function shortEpochs(): Promise<
  { readonly path: string; readonly data: string; readonly url: string } & AsyncDisposable
> {
  const folder = temporaryFolder()
  const data = join(folder.path, 'chain')
  const chain = ['--validators', '1', '--epoch-ms', '1000', '--round-ms', '10']
  const settings = ['--set', 'idleRoundMs=25', '--set', 'verifyThreads=1']
  const started = await run([
    'network',
    'start',
    ...chain,
    ...settings,
    '--base-port',
    '0',
    '--detach',
    '--json',
    '--data',
    data,
  ])
  expect(started).toMatchObject({ code: 0 })
  const state = findState(networkFolder(data))
  return {
    path: folder.path,
    data,
    url: `http://127.0.0.1:${state?.nodes[0]?.apiPort}`,
    async [Symbol.asyncDispose]() {
      await stopNodes(networkFolder(data), { onNotice() {} })
      folder[Symbol.dispose]()
    },
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()

test('a drop is opened, claimed by list and by anybody, drawn, revealed through a crash, verified, and its metadata updated', {
  timeout: 180_000,
}, async () => {
  await using place = await shortEpochs()
  const { data, url } = place
  const out = join(place.path, 'tides')
  const cli = async (...args: readonly string[]) => {
    const done = await run([...args, '--json', '--data', data, '--url', url], { env: PASSWORD })
    expect(done, done.err).toMatchObject({ code: 0 })
    return Object(done.json())
  }
  /** What the node's REST interface says. */
  const get = async (path: string) => Object(await (await fetch(`${url}/api/v1/${path}`)).json())
  writeLayers(join(place.path, 'layers'))
  await cli(
    'art',
    'collection',
    join(place.path, 'layers'),
    '--count',
    String(COUNT),
    '--size',
    '64',
    '--no-preview',
    '--out',
    out,
  )
  await cli('wallet', 'create', 'ada')
  const paid = run(['wallet', 'send', 'ada', '20', '--data', data, '--url', url, '--wallet', 'development'])
  expect(await paid).toMatchObject({ code: 0 })

  const plan = join(place.path, 'phases.json')
  const start = Date.now() - 1_000
  const phases = [
    { name: 'friends', start: iso(start), end: iso(start + 3_600_000), allowlist: 'friends.csv' },
    { name: 'public', start: iso(start), end: iso(start + 3_600_000), price: '0.5', perAccount: 6 },
  ]
  writeFileSync(join(place.path, 'friends.csv'), 'account,allowance\nada,2\n')
  writeFileSync(plan, JSON.stringify({ phases }))
  const open = ['nft', 'drop', 'open', out, '--phases', plan, '--mutable', '--wallet', 'development']
  const noted = await run([...open, '--json', '--data', data, '--url', url])
  expect(noted).toMatchObject({ code: 0 })
  const { collection, provenance } = Object(noted.json())
  expect(Object(noted.json())).toMatchObject({ fresh: true, pieces: COUNT })

  const free = await cli('nft', 'drop', 'claim', collection, '--count', '2', '--wallet', 'ada')
  expect(free).toMatchObject({ phase: 0, paid: '0', serials: ['1', '2'] })
  const bought = await cli('nft', 'drop', 'claim', out, '--count', '6', '--wallet', 'ada')
  expect(bought).toMatchObject({ phase: 1, paid: '3000000000' })
  const shown = await cli('nft', 'drop', 'show', out, '--account', 'ada')
  expect(shown).toMatchObject({
    sale: { sold: 8, revealed: 0, proceeds: '3000000000', drawEpoch: null },
    claims: [{ claimed: 2 }, { claimed: 6, left: 0 }],
  })
  expect((await get(`items/${free.items[0]}`)).view.name).toBe('Tide people (sealed)')

  const development = async (...args: readonly string[]) => {
    const done = await run([...args, '--json', '--data', data, '--url', url, '--wallet', 'development'])
    expect(done).toMatchObject({ code: 0 })
    return Object(done.json())
  }
  await development('nft', 'drop', 'close', out)
  // Killed as soon as the chain has some of it revealed.
  const revealedSoFar = async () => (await get(`collections/${collection}/drop`)).sale.revealed
  const reveal = [
    'nft',
    'drop',
    'reveal',
    out,
    '--wait',
    '--batch',
    '2',
    '--wallet',
    'development',
    '--data',
    data,
    '--url',
    url,
  ]
  await run(reveal, {
    async onStart(child) {
      const over = new Promise((resolve) => child.once('exit', resolve))
      const seen = async () => {
        while (child.exitCode === null && (await revealedSoFar()) < 2);
      }
      await Promise.race([seen(), over])
      child.kill('SIGKILL')
    },
  })
  // As in an archive of a drop that was opened in the page: the wallet that opened it finds it again.
  rmSync(join(out, 'mint.json'))
  const rest = await development('nft', 'drop', 'reveal', out)
  expect(rest).toMatchObject({ revealed: 8, sold: 8 })
  expect(rest.fresh).toBeLessThanOrEqual(6)

  const whole = await cli('nft', 'verify', out)
  expect(whole).toMatchObject({ verdict: 'authentic' })
  expect(JSON.stringify(whole)).toContain(
    '8 pieces are revealed and on chain, 0 sealed, 0 burned; nobody claimed 4.',
  )
  expect(JSON.stringify(whole)).toContain(provenance)
  const number = (rest.startingIndex % COUNT) + 1
  const piece = await cli('nft', 'verify', join(out, `images/${number}.png`))
  expect(piece).toMatchObject({
    verdict: 'authentic',
    item: free.items[0],
    proven: { name: `Tide people #${number}` },
  })
  const story = await get(`items/${free.items[0]}`)
  expect(story.view.name).toBe(`Tide people #${number}`)
  expect(story.history.map(({ kind }: { kind: string }) => kind)).toEqual(['minted', 'revealed'])
  expect(await get(`collections/${collection}/statistics`)).toMatchObject({ volume: '3000000000' })

  const metadata = join(out, `json/${number}.json`)
  writeFileSync(metadata, readFileSync(metadata, 'utf8').replace(`Tide people #${number}`, 'High water'))
  expect(await development('nft', 'update-metadata', out)).toMatchObject({ changed: 1, same: 7 })
  expect((await get(`items/${free.items[0]}`)).view.name).toBe('High water')
})

test.each([
  ['not JSON', '{', 'is no JSON'],
  ['an unknown member', '{"phase":[]}', 'phase is not known; known are revealBy, phases'],
  ['no phases', '{"phases":[]}', 'at least one phase'],
  ['no name', '{"phases":[{}]}', 'phases[0].name must be a text'],
  ['a number as price', '{"phases":[{"name":"a","price":1}]}', 'phases[0].price must be a text'],
  [
    'a time without a date',
    '{"phases":[{"name":"a","start":"now"}]}',
    'phases[0].start must be a time such as',
  ],
  [
    'a limit of nothing',
    '{"phases":[{"name":"a","start":"2026-12-01T18:00:00Z","end":"2026-12-02T18:00:00Z","supply":0}]}',
    'phases[0].supply must be a whole number from 1 on',
  ],
  [
    'an end before its beginning',
    '{"phases":[{"name":"a","start":"2026-12-01T18:00:00Z","end":"2026-12-01T18:00:00Z"}]}',
    'phases[0].end must be after the beginning',
  ],
  [
    'a deadline before the end',
    '{"revealBy":"2026-12-01T19:00:00Z","phases":[{"name":"a","start":"2026-12-01T18:00:00Z","end":"2026-12-02T18:00:00Z"}]}',
    'revealBy must not be before the end of the last phase',
  ],
  [
    'a list of nonsense',
    '{"phases":[{"name":"a","start":"2026-12-01T18:00:00Z","end":"2026-12-02T18:00:00Z","allowlist":[{}]}]}',
    'entry 0 of the list',
  ],
])('a plan with %s is refused, and the error says what to write', async (_, text, message) => {
  using place = temporaryFolder()
  const path = join(place.path, 'phases.json')
  writeFileSync(path, text)
  const globals = { json: false, url: '', data: place.path, wallet: undefined }
  const read = async () => checkPlan(path, await readPlan(path, globals), COUNT)
  await expect(read()).rejects.toThrow(message)
})

test('three words name a command, and help knows the group', async () => {
  expect((await run(['nft', 'drop'])).err).toContain(
    'nft drop needs a verb: open, show, claim, close, reveal',
  )
  expect((await run(['nft', 'drop', 'opens'])).err).toContain('did you mean "nft drop open"?')
  expect((await run(['help', 'nft', 'drop'])).out).toContain('Usage: demiurge nft drop VERB')
  expect((await run(['help', 'nft', 'drop', 'open'])).out).toContain(
    'Usage: demiurge nft drop open DIR [options]',
  )
})
