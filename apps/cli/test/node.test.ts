import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { createClient } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type NodeProcess, run, startNode, temporaryFolder } from './run.ts'

/** A busy machine may need a second for each start of the program. */
const TIMEOUT_MS = 180_000

let folder: ReturnType<typeof temporaryFolder>
let node: NodeProcess
let data: string

beforeAll(async () => {
  folder = temporaryFolder()
  data = join(folder.path, 'chain')
  node = await startNode(data)
}, TIMEOUT_MS)

afterAll(async () => {
  await node[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** Runs in the folder, against the node that runs now. */
const demiurge = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  run(args, { cwd: folder.path, env: { DEMIURGE_URL: node.url, DEMIURGE_DATA: data, ...env } })

/** Draws and mints a work of its own; returns what `nft mint --json` printed. */
async function mint(name: string): Promise<{ readonly item: string; readonly transaction: string }> {
  await demiurge([
    'art',
    'generate',
    '--pattern',
    'guilloche',
    '--seed',
    name,
    '--size',
    '64',
    '--out',
    `${name}.png`,
  ])
  const minted = await demiurge([
    'nft',
    'mint',
    `${name}.png`,
    '--name',
    name,
    '--royalty',
    '5%',
    '--attribute',
    'Rings=7',
    '--json',
  ])
  expect(minted.err).toContain('development account')
  expect(minted.json()).toMatchObject({ final: true, proof: `${name}.png.proof.json` })
  return Object(minted.json())
}

test(
  'an artwork is drawn, minted, final and verified; one flipped byte is found',
  async () => {
    expect(node.ready).toMatchObject({ event: 'ready', account: expect.stringMatching(/^dem1/) })
    const { item, transaction } = await mint('study')
    const [file, byItem, byTransaction, status] = await Promise.all([
      demiurge(['nft', 'verify', 'study.png']),
      demiurge(['nft', 'verify', item]),
      demiurge(['nft', 'verify', transaction]),
      demiurge(['node', 'status']),
    ])
    expect(file).toMatchObject({ code: 0 })
    expect(file.out).toContain('✓ signature')
    expect(file.out).not.toContain('✗')
    expect([byItem.code, byTransaction.code, status.code]).toEqual([0, 0, 0])
    const profile = await demiurge(['node', 'profile', '--seconds', '0'])
    expect(profile.out).toMatch(/^ {2}execute +[0-9]+ +[0-9.]+ +[0-9.]+ % +[0-9.]+ +0$/m)
    expect(profile.out).toMatch(/^Cache +[0-9.]+ % of [0-9]+ reads of the store; [0-9]+ MiB$/m)
    expect(profile.out).toMatch(
      /^Execution +([0-9]+ of at most [0-9]+ lanes|one transaction after the other)/m,
    )
    expect(profile.out).toMatch(/^Processor +[0-9.]+ % of a core; the main thread [0-9.]+ %$/m)

    const bytes = readFileSync(join(folder.path, 'study.png'))
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1
    writeFileSync(join(folder.path, 'altered.png'), bytes)
    // By the recipe inside it, and by the proof of the original.
    for (const proof of [[], ['--proof', 'study.png.proof.json', '--offline']]) {
      const altered = await demiurge(['nft', 'verify', 'altered.png', ...proof, '--json'])
      expect(altered).toMatchObject({ code: 1 })
      expect(altered.json()).toMatchObject({ verdict: 'altered', item })
    }
  },
  TIMEOUT_MS,
)

test(
  'what was final is there after a kill, and a proof needs no node at all',
  async () => {
    const { item } = await mint('lasting')
    expect(await node.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
    expect(await demiurge(['nft', 'verify', 'lasting.png', '--offline'])).toMatchObject({ code: 0 })
    node = await startNode(data)
    const shown = await demiurge(['nft', 'show', item, '--json'])
    expect(shown.json()).toMatchObject({ name: 'lasting', item: { owner: node.account, royaltyBps: 500 } })
  },
  TIMEOUT_MS,
)

test(
  'a wallet of one’s own is paid, is given a work, and burns it',
  async () => {
    const password = { DEMIURGE_PASSWORD: 'correct horse' }
    const { item } = await mint('gift')
    await demiurge(['wallet', 'create', 'bob'], password)
    expect(await demiurge(['wallet', 'send', 'bob', '25'])).toMatchObject({ code: 0 })
    expect(await demiurge(['nft', 'transfer', item, 'bob'])).toMatchObject({ code: 0 })
    const [balance, refused] = await Promise.all([
      demiurge(['wallet', 'show', 'bob', '--prove', '--json']),
      demiurge(['nft', 'transfer', item, node.account]),
    ])
    expect(balance.json()).toMatchObject({ free: '25000000000', items: 1 })
    expect(refused).toMatchObject({ code: 1 })
    expect(await demiurge(['nft', 'burn', item, '--yes', '--wallet', 'bob'], password)).toMatchObject({
      code: 0,
    })
    const revoked = await demiurge(['nft', 'verify', 'gift.png', '--json'])
    expect(revoked).toMatchObject({ code: 1 })
    expect(revoked.json()).toMatchObject({ verdict: 'revoked' })
  },
  TIMEOUT_MS,
)

test(
  'a collection is opened, filled and listed',
  async () => {
    const opened = await demiurge([
      'nft',
      'create-collection',
      'Passes',
      '--max-supply',
      '1',
      '--royalty',
      '2.5%',
      '--json',
    ])
    const { collection } = Object(opened.json())
    writeFileSync(join(folder.path, 'pass.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    const into = ['--collection', collection, '--name', 'Pass', '--no-proof', '--json']
    const minted = await demiurge(['nft', 'mint', 'pass.svg', ...into])
    expect(existsSync(join(folder.path, 'pass.svg.proof.json'))).toBe(false)
    const list = await demiurge(['nft', 'list', '--collection', collection, '--json'])
    expect(list.json()).toMatchObject({ total: 1, items: [{ id: Object(minted.json()).item, name: 'Pass' }] })
    const second = await demiurge(['nft', 'mint', 'study.png', ...into])
    expect(second).toMatchObject({ code: 1, out: '' })
    expect(second.err).toContain('1 of 1 items are minted')
  },
  TIMEOUT_MS,
)

test(
  'an index is built anew at the next start, never under a running node',
  async () => {
    const running = await demiurge(['node', 'reindex'])
    expect(running).toMatchObject({ code: 1, out: '' })
    expect(running.err).toContain('another process')
    const nowhere = await run(['node', 'reindex', '--data', join(folder.path, 'nowhere')])
    expect(nowhere.code).toBe(1)
    expect(nowhere.err).toContain('name its folder with --data')
    using own = temporaryFolder()
    const first = await startNode(own.path)
    await first.stop('SIGTERM')
    await first[Symbol.asyncDispose]()
    const reindexed = await run(['node', 'reindex', '--data', own.path, '--json'])
    expect(reindexed.json()).toEqual({ data: own.path, reindex: true })
    await using second = await startNode(own.path)
    const answer = await fetch(`${second.url}/api/v1/index`)
    expect(await answer.json()).toMatchObject({ version: expect.any(Number), failure: null })
  },
  TIMEOUT_MS,
)

test(
  'whoever follows the chain goes on after the node was restarted',
  async () => {
    using own = temporaryFolder()
    await using first = await startNode(own.path)
    const client = createClient({
      transport: webTransport(first.url),
      environment: { nowMs: () => Date.now(), random: randomBytes },
      suites: nativeSuites,
    })
    const commits = client.subscribe('commits', {})[Symbol.asyncIterator]()
    const before = await commits.next()
    expect(await first.stop('SIGINT')).toMatchObject({ code: 0 })
    await using second = await startNode(own.path, new URL(first.url).port)
    const restartedMs = BigInt(Date.now())
    let after = await commits.next()
    // What was on its way when the node stopped comes first.
    while (after.value.timestampMs < restartedMs) after = await commits.next()
    expect(after.value.height).toBeGreaterThan(before.value.height)
    await commits.return?.()
    expect((await client.request('node_getStatus')).chainId).toBe('demiurge-dev')
    expect(await second.stop('SIGTERM')).toMatchObject({ code: 0 })
  },
  TIMEOUT_MS,
)

test(
  'a taken port is named with the way out',
  async () => {
    const ports = ['--http-port', new URL(node.url).port, '--dashboard-port', '0', '--creator-port', '0']
    const { code, err } = await run(['node', 'start', '--data', join(folder.path, 'second'), ...ports])
    expect(code).toBe(2)
    expect(err).toContain('is taken by another program; choose another with --http-port')
  },
  TIMEOUT_MS,
)
