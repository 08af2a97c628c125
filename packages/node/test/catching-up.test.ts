import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode } from '@demiurge/codec'
import { stakingPort } from '@demiurge/modules'
import { resolveSettings, startNode } from '@demiurge/node'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDisk } from '../src/disk.ts'
import type { CertifiedPoint } from '../src/index/records.ts'
import { Requests } from '../src/peers/requests.ts'
import { COMMITS_PROTOCOL, CommitItem } from '../src/sync/commit-stream.ts'
import { readStretch, type StretchStart, SyncError } from '../src/sync/read-stretch.ts'
import { serveCommits } from '../src/sync/serve-commits.ts'
import { until } from './network-of-nodes.ts'
import { call } from './running.ts'

/** A true answer to `commits/1` of a chain of one with a transfer in it, as it travels. */
let items: readonly CommitItem[]
let start: StretchStart
const folder = mkdtempSync(join(tmpdir(), 'demiurge-stretch-'))

beforeAll(async () => {
  const { values } = resolveSettings({
    flags: {
      data: folder,
      httpPort: '0',
      dashboardPort: 'off',
      creatorPort: 'off',
      verifyThreads: '1',
      idleRoundMs: '20',
    },
  })
  const node = await startNode({ settings: values })
  const { faucet } = (await call(node.http, 'chain_getInfo', {})) as { faucet: string }
  const { transaction } = (await call(node.http, 'faucet_request', { address: faucet })) as {
    transaction: string
  }
  await until(async () => {
    const status = (await call(node.http, 'tx_getStatus', { id: transaction })) as { stage: string }
    return status.stage === 'certified'
  }, 'the transfer is certified')
  while (node.height() < 24n) await new Promise((resolve) => setTimeout(resolve, 10))
  await node.close()
  const disk = await openDisk(values, { onNotice: () => {}, nowMs: () => Date.now() })
  const { chain, archive, firstCommittee } = disk
  const certificate = disk.desk.certificate
  if (certificate === undefined) throw new Error('the chain has a certificate')
  // The newest point is in memory only while a node runs: here it is put together from the archive's.
  const newest: CertifiedPoint = { certificate, point: disk.restored?.point ?? (undefined as never) }
  const found: CommitItem[] = []
  const request = encode((await import('../src/sync/commit-stream.ts')).CommitsRequest, { after: 0n })
  for await (const bytes of serveCommits(
    request,
    { archive, newest: () => newest },
    new AbortController().signal,
  ))
    found.push(decode(CommitItem, bytes))
  items = found
  start = {
    chainId: chain.chainId,
    committee: firstCommittee,
    height: 0n,
    commitDigest: chain.genesis.commitDigest,
    checkpoint: chain.genesisDigest,
  }
  expect(stakingPort.epochOf(chain).number).toBe(0n)
  await disk.blockLog.close()
  await disk.store.close()
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function* wire(changed: readonly CommitItem[]): AsyncGenerator<Uint8Array> {
  for (const item of changed) yield encode(CommitItem, item)
}

/** The point at the end is the archive's own; where it is not that of the certificate the last check speaks. */
async function outcome(changed: readonly CommitItem[]): Promise<string> {
  try {
    const stretch = await readStretch(wire(changed), start)
    return stretch === undefined ? 'nothing' : `${stretch.commits.length} commits`
  } catch (error) {
    return error instanceof SyncError
      ? `${error.code}: ${error.message}`
      : String((error as { code?: string }).code)
  }
}

const at = (kind: CommitItem['kind'], nth = 0): number => {
  const found = items.flatMap((item, i) => (item.kind === kind ? [i] : []))[nth]
  if (found === undefined) throw new Error(`the answer has no ${kind} number ${nth}`)
  return found
}
const without = (index: number): CommitItem[] => items.filter((_, i) => i !== index)
const changed = <K extends CommitItem['kind']>(
  kind: K,
  change: (value: Extract<CommitItem, { kind: K }>['value']) => unknown,
  nth = 0,
): CommitItem[] => {
  const index = at(kind, nth)
  return items.map((item, i) =>
    i === index ? ({ kind, value: change(item.value as never) } as CommitItem) : item,
  )
}

test('whatever is left out, doubled, moved or altered on the way is noticed before anything is executed', async () => {
  const blockWithPayload = items
    .filter((item) => item.kind === 'block')
    .findIndex((item) => item.kind === 'block' && item.value.payload.length > 0)
  const cases: readonly (readonly [string, readonly CommitItem[], string])[] = [
    ['a commit left out', without(at('commit', 3)), 'sync.Untrue'],
    ['a block left out', without(at('block', 3)), 'sync.Untrue'],
    ['a checkpoint left out', without(at('checkpoint')), 'sync.Untrue'],
    ['the end left out', without(at('end')), 'sync.Broken'],
    ['a commit doubled', [...items.slice(0, at('commit') + 1), ...items.slice(at('commit'))], 'sync.Untrue'],
    ['a block first', items.slice(at('block')), 'sync.Untrue'],
    [
      'another time',
      changed('commit', (value) => ({ ...value, timestampMs: value.timestampMs + 1n })),
      'sync.Untrue',
    ],
    ['another leader', changed('commit', (value) => ({ ...value, leader: value.digest })), 'sync.Untrue'],
    ['another epoch', changed('commit', (value) => ({ ...value, epoch: 1n })), 'sync.Untrue'],
    [
      'blocks in another order',
      changed('commit', (value) => ({ ...value, blocks: [...value.blocks, value.leader] })),
      'sync.Untrue',
    ],
    [
      'a payload put in',
      changed('block', (value) => ({ ...value, payload: [new Uint8Array(3)] })),
      'sync.Untrue',
    ],
    [
      'a payload taken out',
      changed('block', (value) => ({ ...value, payload: [] }), blockWithPayload),
      'sync.Untrue',
    ],
    [
      'a signature altered',
      changed('block', (value) => ({ ...value, signature: value.signature.toReversed() })),
      'sync.Untrue',
    ],
    [
      'a checkpoint of another state',
      changed('checkpoint', (value) => ({ ...value, stateRoot: value.commitDigest })),
      'sync.Untrue',
    ],
    [
      'a checkpoint out of line',
      changed('checkpoint', (value) => ({ ...value, previous: value.commitDigest }), 1),
      'sync.Untrue',
    ],
    [
      'an end for another checkpoint',
      changed('end', (value) => ({
        ...value,
        certificate: { ...value.certificate, checkpoint: { ...value.certificate.checkpoint, index: 16n } },
      })),
      'sync.Untrue',
    ],
    [
      'a point that is not the certified one',
      changed('end', (value) => ({ ...value, point: { ...value.point, round: value.point.round + 1n } })),
      'sync.Untrue',
    ],
    ['pruned', [{ kind: 'pruned', value: 9n }], 'sync.Pruned'],
  ]
  for (const [name, forged, code] of cases) expect(await outcome(forged), name).toContain(code)
  expect(await outcome([])).toBe('nothing')
})

test('no bytes at all crash the reader', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), async (pieces) => {
      async function* garbage(): AsyncGenerator<Uint8Array> {
        yield* pieces
      }
      await readStretch(garbage(), start).catch((error: unknown) => {
        expect((error as { code?: string }).code).toMatch(/^(codec|sync|block)\./)
      })
    }),
  )
})

test('questions are answered item by item, and refusals, silence and broken connections are told', async () => {
  const ends: Requests[] = []
  const linkTo = (other: number) => ({
    send: (_: string, type: number, payload: Uint8Array) => {
      queueMicrotask(() => ends[other]?.onFrame(other === 0 ? 'bob' : 'ada', type, payload.slice()))
      return true
    },
    queuedBytes: () => 0,
  })
  async function* count(body: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < (body[0] ?? 0); i++) yield new Uint8Array([i])
    if (body[0] === 9) throw new Error('nine is too many')
  }
  ends[0] = new Requests(linkTo(1), {})
  ends[1] = new Requests(linkTo(0), { count })
  const [ada] = ends
  const ask = async (protocol: string, body: number[]): Promise<number[]> => {
    const found: number[] = []
    const signal = AbortSignal.timeout(5_000)
    for await (const item of ada?.ask('bob', protocol, new Uint8Array(body), signal) ?? [])
      found.push(item[0] ?? -1)
    return found
  }
  expect(await ask('count', [4])).toEqual([0, 1, 2, 3])
  await expect(ask('count', [9])).rejects.toThrow('nine is too many')
  await expect(ask(COMMITS_PROTOCOL, [1])).rejects.toThrow('no protocol')
  const lost = ask('count', [3])
  ada?.onGone('bob')
  await expect(lost).rejects.toThrow('gone')
})
