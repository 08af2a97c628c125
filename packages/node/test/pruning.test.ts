import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode } from '@demiurge/codec'
import { resolveSettings, startNode } from '@demiurge/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Disk, openDisk } from '../src/disk.ts'
import { CommitItem, CommitsRequest } from '../src/sync/commit-stream.ts'
import { serveCommits } from '../src/sync/serve-commits.ts'
import { until } from './network-of-nodes.ts'
import { call } from './running.ts'

const folder = mkdtempSync(join(tmpdir(), 'demiurge-prune-'))
const { values } = resolveSettings({
  flags: {
    data: folder,
    httpPort: '0',
    dashboardPort: 'off',
    creatorPort: 'off',
    idleRoundMs: '10',
    logLevel: 'silent',
  },
})
let disk: Disk
let transaction: string

beforeAll(async () => {
  const node = await startNode({ settings: values })
  const { faucet } = (await call(node.http, 'chain_getInfo', {})) as { faucet: string }
  transaction = ((await call(node.http, 'faucet_request', { address: faucet })) as { transaction: string })
    .transaction
  await until(() => node.height() > 80n, 'the chain goes on')
  await node.close()
  disk = await openDisk(values, { onNotice: () => {}, nowMs: () => Date.now() })
}, 60_000)
afterAll(async () => {
  await disk.blockLog.close()
  await disk.store.close()
  rmSync(folder, { recursive: true })
})

async function entries(): Promise<number> {
  let count = 0
  for await (const _ of disk.store.iterate({})) count++
  return count
}

test('old commits go with their blocks, a few at a time; transactions stay, and others are told where to begin', async () => {
  const { archive } = disk
  expect(archive.oldest).toBe(1n)
  const first = await archive.commitAt(3n)
  const before = await entries()
  await archive.prune(61n, 20)
  expect(archive.oldest).toBeGreaterThan(1n)
  expect(archive.oldest).toBeLessThan(61n)
  while (archive.oldest < 61n) await archive.prune(61n, 20)
  expect(await entries()).toBeLessThanOrEqual(before - 120)
  expect(await archive.commitAt(60n)).toBeUndefined()
  expect(await archive.block(first?.commit.blocks[0] ?? '')).toBeUndefined()
  expect((await archive.commitAt(61n))?.commit.index).toBe(61n)
  expect((await archive.transaction(transaction))?.receipt.outcome.kind).toBe('applied')
  const certificate = disk.desk.certificate
  const point = disk.restored?.point
  if (certificate === undefined || point === undefined) throw new Error('the chain has a certificate')
  const items: CommitItem[] = []
  const answer = serveCommits(
    encode(CommitsRequest, { after: 5n }),
    { archive, newest: () => ({ certificate, point }) },
    new AbortController().signal,
  )
  for await (const bytes of answer) items.push(decode(CommitItem, bytes))
  expect(items).toEqual([{ kind: 'pruned', value: 61n }])
})

test('a node that has pruned starts again, and still knows from where on it knows', async () => {
  await disk.blockLog.close()
  await disk.store.close()
  const node = await startNode({ settings: values })
  await expect(call(node.http, 'chain_getCommit', { height: '60' })).rejects.toThrow(
    'chain.Pruned: commit 60 is older than what this node keeps: it has commits from 61 on',
  )
  const status = (await call(node.http, 'tx_getStatus', { id: transaction })) as { stage: string }
  expect(status.stage).toBe('certified')
  await node.close()
  disk = await openDisk(values, { onNotice: () => {}, nowMs: () => Date.now() })
}, 60_000)
